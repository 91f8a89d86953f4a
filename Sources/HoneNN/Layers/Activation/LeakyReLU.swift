public import HoneCore
public import HoneGraph

/// x where x > 0, else negativeSlope · x.
///
/// - Input: any shape
/// - Output: the input's shape
/// - Parameters: `negativeSlope`, by default 0.01 (Keras 3 has 0.3, PyTorch 0.01).
///
/// ```swift
/// LeakyReLU(negativeSlope: 0.2)
/// ```
public struct LeakyReLU: Layer, Configurable {
  public static let schema = Schema(
    .layer, "LeakyReLU", summary: "x where x > 0, else negativeSlope · x",
    formula: "y = x where x > 0, else negativeSlope · x",
    techniques: [32], kerasName: "keras.layers.LeakyReLU",
    fields: [
      Field("negativeSlope", .double(.anyNumber), default: 0.01, "the slope below 0")
    ])

  /// The slope below 0.
  public var negativeSlope: Double
  public static let pathName = "leaky_relu"
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(negativeSlope: Double = 0.01, name: String? = nil) {
    self.negativeSlope = negativeSlope
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      negativeSlope: try fields.double("negativeSlope"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      ["negativeSlope": ConfigurationValue(negativeSlope)], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    Activations.LeakyRelu(negativeSlope: negativeSlope)(x)
  }
}
