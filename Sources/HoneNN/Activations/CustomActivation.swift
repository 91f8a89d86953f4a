public import HoneCore
public import HoneGraph

/// An activation function as a closure. It can't be written to a file.
public struct CustomActivation: ActivationFunction {
  public static let schema = Schema(
    .activation, "custom", summary: "a closure; not for files", fields: [LayerEncoding.closureMark])

  /// The name in messages.
  public let name: String
  private let body: @Sendable (Tensor) -> Tensor

  /// Creates an activation from a closure.
  public init(_ name: String, _ body: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    self.body = body
  }

  public init(_ fields: Fields) throws(HoneError) {
    throw HoneError(
      .usage, operation: "custom activation", message: "a closure can't come from a file.",
      help: "name a built-in activation", location: fields.location)
  }

  public var fields: [String: ConfigurationValue] {
    [LayerEncoding.closureMark.key: ConfigurationValue("the closure \"\(name)\"")]
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { body(x) }
}

extension ActivationFunction where Self == CustomActivation {
  /// An activation as a closure.
  public static func custom(
    _ name: String, _ body: @escaping @Sendable (Tensor) -> Tensor
  ) -> CustomActivation { CustomActivation(name, body) }
}
