public import HoneCore
public import HoneGraph

/// The mean of several tensors.
///
/// - Inputs: tensors of one shape, or of shapes that broadcast
/// - Output: their common shape
///
/// ```swift
/// let mean = Average()([a, b])
/// ```
public struct Average: Merging {
  public static let schema = Schema(
    .layer, "Average", summary: "the mean of the inputs",
    formula: "y = (a + b + …) / n",
    kerasName: "keras.layers.Average")

  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(name: String? = nil) { self.name = name }

  public func merge(_ inputs: [Tensor]) -> Tensor { inputs.combined(+) / Double(inputs.count) }
}
