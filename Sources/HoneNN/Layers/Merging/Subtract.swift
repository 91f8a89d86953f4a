public import HoneCore
public import HoneGraph

/// The difference of two tensors: the first minus the second.
///
/// - Inputs: two tensors of one shape, or of shapes that broadcast
/// - Output: their common shape
///
/// ```swift
/// let difference = Subtract()([a, b])
/// ```
public struct Subtract: Merging {
  public static let schema = Schema(
    .layer, "Subtract", summary: "the first input minus the second",
    formula: "y = a − b",
    kerasName: "keras.layers.Subtract")

  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(name: String? = nil) { self.name = name }

  public func merge(_ inputs: [Tensor]) -> Tensor {
    guard inputs.count == 2 else {
      return inputs.fail(operation: "Subtract", wanted: "two inputs", received: "\(inputs.count)")
    }
    return inputs[0] - inputs[1]
  }
}
