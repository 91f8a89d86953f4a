public import HoneCore
public import HoneGraph

extension Activations {
  /// 0 up to −1, (x + 1)² / 4 up to 1, then x: a softplus that is exactly 0 and exactly x outside.
  public struct SparsePlus: NamedActivation {
    public static let schema = Schema(
      .activation, "sparsePlus", summary: "0 up to −1, (x + 1)² / 4 up to 1, then x",
      formula: "y = 0 up to −1, (x + 1)² / 4 up to 1, then x",
      kerasName: "keras.activations.sparse_plus")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor {
      select(x .<= -1, zerosLike(x), select(x .>= 1, x, square(x + 1) * 0.25))
    }
  }

  /// 0 up to −1, (x + 1) / 2 up to 1, then 1: the derivative of ``SparsePlus``.
  ///
  /// The gradient at −1 and at 1 is 0.
  public struct SparseSigmoid: NamedActivation {
    public static let schema = Schema(
      .activation, "sparseSigmoid", summary: "0 up to −1, (x + 1) / 2 up to 1, then 1",
      formula: "y = 0 up to −1, (x + 1) / 2 up to 1, then 1",
      kerasName: "keras.activations.sparse_sigmoid")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor {
      select(x .<= -1, zerosLike(x), select(x .>= 1, onesLike(x), (x + 1) * 0.5))
    }
  }
}

extension ActivationFunction where Self == Activations.SparsePlus {
  /// 0 up to −1, (x + 1)² / 4 up to 1, then x.
  public static var sparsePlus: Activations.SparsePlus { Activations.SparsePlus() }
}

extension ActivationFunction where Self == Activations.SparseSigmoid {
  /// 0 up to −1, (x + 1) / 2 up to 1, then 1.
  public static var sparseSigmoid: Activations.SparseSigmoid { Activations.SparseSigmoid() }
}
