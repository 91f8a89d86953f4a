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
      Field("alphaInitializer", .member(.initializer), default: "zeros", "how the slopes begin"),
      Field("alphaRegularizer", .member(.regularizer), default: .null, "penalty on the slopes"),
      Field(
        "sharedAxes", .integers(1...Int.max), default: .array([]),
        "axes along which one slope serves all"),
    ])

  /// How the slopes begin.
  public var alphaInitializer: any Initializer
  /// The penalty on the slopes.
  public var alphaRegularizer: (any Regularizer)?
  /// The axes along which one slope serves all.
  public var sharedAxes: [Int]
  public static let pathName = "prelu"
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates the layer.
  public init(
    alphaInitializer: any Initializer = .zeros, alphaRegularizer: (any Regularizer)? = nil,
    sharedAxes: [Int] = [], name: String? = nil, trainable: Bool = true
  ) {
    self.alphaInitializer = alphaInitializer
    self.alphaRegularizer = alphaRegularizer
    self.sharedAxes = sharedAxes
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      alphaInitializer: try fields.member("alphaInitializer", .initializer),
      alphaRegularizer: try fields.optionalMember("alphaRegularizer", .regularizer),
      sharedAxes: try fields.ints("sharedAxes"), name: try fields.optionalString("name"),
      trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "alphaInitializer": alphaInitializer.configuration,
        "alphaRegularizer": alphaRegularizer?.configuration ?? .null,
        "sharedAxes": .array(sharedAxes.map { ConfigurationValue($0) }),
      ], uniquingKeysWith: { $1 })
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
    let alpha = x.weight(
      "alpha", shape: Shape(extents), initializer: alphaInitializer, regularizer: alphaRegularizer)
    return relu(x) - alpha * relu(-x)
  }
}
