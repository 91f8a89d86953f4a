public import HoneCore
public import HoneGraph

/// max(x, 0) + alpha · min(x, 0), with slopes that are learned.
///
/// - Input: `[N, …]`, its extents known
/// - Output: the input's shape
/// - Weights: `alpha`, one for each element of a sample; of extent 1 along `sharedAxes`
/// - Parameters: `sharedAxes`, the axes along which one slope serves all, counted from 1 because
///   axis 0 is the batch. For images `[N, H, W, C]`, `[1, 2]` gives a slope for each channel; all
///   axes give one slope, PyTorch's default.
///
/// The gradient for x at 0 is 0, as in Keras (in PyTorch it is alpha).
///
/// ```swift
/// PReLU(sharedAxes: [1, 2])
/// PReLU(alphaInitializer: .constant(0.25))
/// ```
///
/// Reference: He et al., "Delving deep into rectifiers", ICCV 2015.
public struct PReLU: Layer, Configurable {
  public static let schema = Schema(
    .layer, "PReLU", summary: "max(x, 0) + alpha · min(x, 0), alpha learned",
    formula: "y = max(x, 0) + alpha · min(x, 0)",
    kerasName: "keras.layers.PReLU",
    fields: [
      Field(
        "sharedAxes", .integers(1...Int.max), default: .array([]),
        "axes along which one slope serves all")
    ] + WeightField.schema(WeightField("alpha", begins: "zeros", called: "the slopes")))

  /// What is chosen about the slopes.
  public var alpha: WeightOptions
  /// The axes along which one slope serves all.
  public var sharedAxes: [Int]
  public static let pathName = "prelu"
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - alphaInitializer: how the slopes begin.
  ///   - alphaRegularizer: the penalty on the slopes.
  ///   - alphaConstraint: what the slopes obey after each update.
  ///   - sharedAxes: the axes along which one slope serves all.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the slopes.
  public init(
    alphaInitializer: any Initializer = .zeros, alphaRegularizer: (any Regularizer)? = nil,
    alphaConstraint: (any Constraint)? = nil, sharedAxes: [Int] = [], name: String? = nil,
    trainable: Bool = true
  ) {
    alpha = WeightOptions(
      alphaInitializer, regularizer: alphaRegularizer, constraint: alphaConstraint)
    self.sharedAxes = sharedAxes
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    alpha = try fields.weight("alpha")
    sharedAxes = try fields.ints("sharedAxes")
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(
      alpha.fields("alpha"), ["sharedAxes": .array(sharedAxes.map { ConfigurationValue($0) })])
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    let extents = (1..<max(x.rank, 1)).map { sharedAxes.contains($0) ? 1 : x.shape[$0] }
    guard x.rank >= 1, extents.allSatisfy({ $0 >= 0 }),
      sharedAxes.allSatisfy({ (1..<max(x.rank, 1)).contains($0) })
    else {
      return x.fail(
        "PReLU", wanted: "sharedAxes in 1 ..< rank, and known extents along the others",
        received: "sharedAxes \(sharedAxes) and \(x.shape)")
    }
    let alpha = x.weight("alpha", shape: Shape(extents), alpha)
    return relu(x) - alpha * relu(-x)
  }
}
