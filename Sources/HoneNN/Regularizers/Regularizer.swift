public import HoneGraph

/// What the size of a weight adds to the loss.
public protocol Regularizer: Configurable {
  /// The penalty: a scalar.
  func penalty(_ weight: Tensor) -> Tensor
}
