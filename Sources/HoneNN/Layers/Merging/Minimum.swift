public import HoneCore
public import HoneGraph

/// The smallest of several tensors.
///
/// - Inputs: tensors of one shape, or of shapes that broadcast
/// - Output: their common shape
///
/// ```swift
/// let smallest = Minimum()([a, b])
/// ```
public struct Minimum: Merging {
  public static let schema = Schema(
    .layer, "Minimum", summary: "the smallest of the inputs",
    formula: "y = min(a, b, …)",
    kerasName: "keras.layers.Minimum")

  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(name: String? = nil) { self.name = name }

  public func merge(_ inputs: [Tensor]) -> Tensor { inputs.combined { minimum($0, $1) } }
}
