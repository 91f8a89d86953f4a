public import HoneCore
public import HoneGraph

/// An activation function as a layer.
///
/// - Input: any shape
/// - Output: the input's shape
///
/// ```swift
/// Activation(.relu)
/// Activation(.custom("cube") { pow($0, 3) })
/// ```
public struct Activation: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Activation", summary: "an activation function",
    formula: "y = activation(x)",
    kerasName: "keras.layers.Activation",
    fields: [Field("activation", .member(.activation), "the function")])

  /// The function.
  public var activation: any ActivationFunction
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer that applies a function.
  public init(_ activation: any ActivationFunction, name: String? = nil) {
    self.activation = activation
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.member("activation", .activation), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["activation": activation.configuration], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor { activation(x) }
}
