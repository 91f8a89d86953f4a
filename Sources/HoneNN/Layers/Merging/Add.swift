public import HoneCore
public import HoneGraph

/// The sum of several tensors.
///
/// - Inputs: tensors of one shape, or of shapes that broadcast
/// - Output: their common shape
///
/// ```swift
/// let sum = Add()([a, b, c])
/// ```
public struct Add: Merging {
  public static let schema = Schema(
    .layer, "Add", summary: "the sum of the inputs",
    formula: "y = a + b + …",
    kerasName: "keras.layers.Add")

  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(name: String? = nil) { self.name = name }

  public func merge(_ inputs: [Tensor]) -> Tensor { inputs.combined(+) }
}
