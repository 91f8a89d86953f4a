public import HoneCore
public import HoneGraph

/// Divides each sample by its root mean square over given axes, then scales it.
///
/// ```text
/// output = scale · input / √(mean of input² + epsilon)
/// ```
///
/// - Input: `[N, …]`
/// - Output: the input's shape
/// - Weights: `scale`, of the extents of the axes
/// - Parameters: `axis`, one or several, by default the last; `epsilon` ≥ 0, by default 1e-6.
///
/// It is an error of the model if an axis doesn't exist, is named twice or isn't known.
///
/// ```swift
/// RMSNormalization()
/// ```
///
/// Reference: Zhang and Sennrich, "Root mean square layer normalization", NeurIPS 2019.
public struct RMSNormalization: Layer, Configurable {
  public static let schema = Schema(
    .layer, "RMSNormalization", summary: "divides each sample by its root mean square",
    formula: "y = scale · x / √(mean x² + epsilon)",
    kerasName: "keras.layers.RMSNormalization",
    axis: .normalization,
    fields: [
      Field("axis", .sizes(Int.min...Int.max), default: -1, "the axes that the mean is over"),
      Field("epsilon", .double(.notNegative), default: 1e-6, "added to the mean square"),
    ])

  /// The axes that the mean is over.
  public var axis: Sizes
  /// Added to the mean square.
  public var epsilon: Double
  public static let pathName = "rms_normalization"
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a normalization over one axis, by default the last, or over several.
  public init(
    axis: Sizes = -1, epsilon: Double = 1e-6, name: String? = nil, trainable: Bool = true
  ) {
    self.axis = axis
    self.epsilon = epsilon
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      axis: try fields.sizes("axis"), epsilon: try fields.double("epsilon"),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      ["axis": axis.configuration, "epsilon": ConfigurationValue(epsilon)],
      uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    let axes = Set(axis.values.compactMap { x.shape.normalize($0) }).sorted()
    guard !axes.isEmpty, axes.count == axis.values.count, epsilon >= 0,
      axes.allSatisfy({ x.shape[$0] >= 0 }), x.dtype.isFloatingPoint
    else {
      return x.fail(
        "RMSNormalization",
        wanted: "different, known axes of a floating-point input, and epsilon ≥ 0",
        received: "axis \(axis.values), epsilon \(epsilon) and \(x.type)")
    }
    let scale = x.weight(
      "scale", shape: Shape(axes.map { x.shape[$0] }), initializer: .ones)
    // Extents of the axes at their places, 1 elsewhere.
    let along = (0..<x.rank).map { axes.contains($0) ? x.shape[$0] : 1 }
    let mean = square(x).mean(axes: axes, keepDimensions: true)
    return x * rsqrt(mean + epsilon) * scale.reshaped(to: along)
  }
}
