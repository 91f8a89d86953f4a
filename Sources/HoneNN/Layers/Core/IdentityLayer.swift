public import HoneCore
public import HoneGraph

/// Passes its input on: a place to name, or to put something later. In files it is `Identity`.
///
/// - Input: any shape
/// - Output: the input
///
/// ```swift
/// IdentityLayer(name: "features")
/// ```
public struct IdentityLayer: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Identity", summary: "passes its input on",
    formula: "y = x",
    kerasName: "keras.layers.Identity")

  public static let pathName = "identity"
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(name: String? = nil) { self.name = name }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] { commonFields }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor { x }
}
