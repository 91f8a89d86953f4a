public import HoneCore
public import HoneGraph

/// Lays the elements of each sample in a row.
///
/// - Input: `[N, …]`
/// - Output: `[N, number of elements of a sample]`
///
/// ```swift
/// Flatten()
/// ```
public struct Flatten: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Flatten", summary: "lays each sample's elements in a row",
    techniques: [108], kerasName: "keras.layers.Flatten")

  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(name: String? = nil) { self.name = name }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] { commonFields }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 1 else {
      return x.fail("Flatten", wanted: "a batch [N, …]", received: "\(x.shape)")
    }
    let sample = Shape(Array(x.shape.dimensions.dropFirst()))
    return x.reshaped(to: [x.shape[0], sample.isKnown ? sample.count : Shape.unknown])
  }
}
