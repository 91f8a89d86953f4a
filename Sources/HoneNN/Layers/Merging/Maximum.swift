public import HoneCore
public import HoneGraph

/// The largest of several tensors.
///
/// - Inputs: tensors of one shape, or of shapes that broadcast
/// - Output: their common shape
///
/// ```swift
/// let largest = Maximum()([a, b])
/// ```
public struct Maximum: Merging {
  public static let schema = Schema(
    .layer, "Maximum", summary: "the largest of the inputs",
    formula: "y = max(a, b, …)",
    kerasName: "keras.layers.Maximum")

  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(name: String? = nil) { self.name = name }

  public func merge(_ inputs: [Tensor]) -> Tensor { inputs.combined { maximum($0, $1) } }
}
