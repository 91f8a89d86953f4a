public import HoneGraph

/// A function that a layer applies to its output.
public protocol Activation: Configurable {
  /// The function, element by element or along an axis.
  func callAsFunction(_ x: Tensor) -> Tensor
}
