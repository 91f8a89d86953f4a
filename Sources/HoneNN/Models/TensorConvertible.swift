public import HoneGraph

/// What a layer can be called on: a tensor, or an ``Input``.
public protocol TensorConvertible {
  /// The tensor.
  var tensor: Tensor { get }
}

extension Tensor: TensorConvertible {
  /// The tensor itself.
  public var tensor: Tensor { self }
}
