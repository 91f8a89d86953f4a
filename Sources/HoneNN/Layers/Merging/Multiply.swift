public import HoneCore
public import HoneGraph

/// The product of several tensors.
///
/// - Inputs: tensors of one shape, or of shapes that broadcast
/// - Output: their common shape
///
/// ```swift
/// let product = Multiply()([a, b])
/// ```
public struct Multiply: Merging {
  public static let schema = Schema(
    .layer, "Multiply", summary: "the product of the inputs",
    formula: "y = a · b · …",
    kerasName: "keras.layers.Multiply")

  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(name: String? = nil) { self.name = name }

  public func merge(_ inputs: [Tensor]) -> Tensor { inputs.combined(*) }
}
