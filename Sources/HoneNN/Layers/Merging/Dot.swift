public import HoneCore
public import HoneGraph

/// The product of two tensors, sample by sample, summed over an axis of each.
///
/// ```text
/// output[n, i…, j…] = Σ a[n, …k…] · b[n, …k…]
/// ```
///
/// - Inputs: `[N, …]` and `[N, …]`, of one extent along the axes
/// - Output: N, then the axes that are left of the first input, then those of the second; `[N, 1]`
///   if none are left
/// - Parameters: `axes`, one for both inputs or one for each, not 0; `normalize`, by default false:
///   whether the inputs are first brought to length 1 along their axes, which gives the cosine.
///
/// ```swift
/// let similarity = Dot(axes: 1, normalize: true)([a, b])
/// let scores = Dot(axes: [2, 2])([queries, keys])
/// ```
public struct Dot: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Dot", summary: "the product of two inputs, summed over an axis of each",
    formula: "y[i…, j…] = Σ a[…k…] · b[…k…]",
    kerasName: "keras.layers.Dot",
    fields: [
      Field("axes", .sizes(Int.min...Int.max), "the axis of both inputs, or one for each"),
      Field("normalize", .bool, default: false, "whether the inputs are brought to length 1 first"),
    ])

  /// The axis of both inputs, or one for each.
  public var axes: Sizes
  /// Whether the inputs are brought to length 1 first.
  public var normalize: Bool
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(axes: Sizes, normalize: Bool = false, name: String? = nil) {
    self.axes = axes
    self.normalize = normalize
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      axes: try fields.sizes("axes"), normalize: try fields.bool("normalize"),
      name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      ["axes": axes.configuration, "normalize": ConfigurationValue(normalize)],
      uniquingKeysWith: { $1 })
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    guard inputs.count == 2, let both = axes.resolved(2),
      let left = inputs[0].shape.normalize(both[0]), left >= 1,
      let right = inputs[1].shape.normalize(both[1]), right >= 1
    else {
      return [
        inputs.fail(
          operation: "Dot", wanted: "two inputs [N, …], and an axis other than 0 of each",
          received: inputs.map { "\($0.shape)" }.joined(separator: " and ")
            + ", axes \(axes.values)")
      ]
    }
    let (a, b) = (inputs[0], inputs[1])
    let product = Tensor.apply(
      .dotGeneral(
        DotDimensions(
          lhsBatch: [0], rhsBatch: [0], lhsContracting: [left], rhsContracting: [right])),
      normalize ? a.unitLength(axes: [left]) : a, normalize ? b.unitLength(axes: [right]) : b)
    return [product.rank == 1 ? product.reshaped(to: [product.shape[0], 1]) : product]
  }
}
