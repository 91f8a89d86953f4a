public import HoneCore
public import HoneGraph

/// What is asked of a weight after each update: it is brought to the nearest that obeys.
///
/// A constraint works within the compiled step, after the optimizer's formula.
///
/// ```swift
/// Dense(64, kernelConstraint: .maxNorm(3))
/// ```
public protocol Constraint: Configurable {
  /// The weight that obeys; of the same shape.
  func callAsFunction(_ weight: Tensor) -> Tensor
}

/// Norms of a weight along axes, as constraints use them.
enum WeightNorm {
  /// Keeps a quotient finite where a norm is 0; Keras's number.
  static let epsilon = 1e-7

  /// The axes over which a norm is taken: by default the first, which leads into a unit of `Dense`.
  static let field = Field(
    "axis", .sizes(Int.min...Int.max), default: 0,
    "the axes of a norm: 0 for Dense, [0, 1, 2] for Conv2D")

  /// The Euclidean norms along axes, which stay with extent 1.
  static func along(_ axis: Sizes, of weight: Tensor) -> Tensor {
    sqrt(square(weight).sum(axes: axis.values, keepDimensions: true))
  }
}
