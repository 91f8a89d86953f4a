public import HoneCore
public import HoneGraph

/// What the size of a weight adds to the loss.
public protocol Regularizer: Configurable {
  /// The penalty: a scalar.
  func penalty(_ weight: Tensor) -> Tensor

  /// By how much, for a rate of 1, each element is drawn towards 0 after an update, exact zeros being
  /// kept: for penalties that have no gradient of their own. Nil for none.
  var softThreshold: Double? { get }
}

extension Regularizer {
  public var softThreshold: Double? { nil }
}
