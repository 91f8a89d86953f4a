internal import HoneCore

/// max(x, 0).
public func relu(_ x: Tensor) -> Tensor { .apply(.unary(.relu), x) }
/// 1 / (1 + exp(−x)).
public func sigmoid(_ x: Tensor) -> Tensor { .apply(.unary(.sigmoid), x) }
/// Hyperbolic tangent.
public func tanh(_ x: Tensor) -> Tensor { .apply(.unary(.tanh), x) }
/// eˣ.
public func exp(_ x: Tensor) -> Tensor { .apply(.unary(.exp), x) }
/// eˣ − 1, exact near 0.
public func expm1(_ x: Tensor) -> Tensor { .apply(.unary(.expm1), x) }
/// Natural logarithm.
public func log(_ x: Tensor) -> Tensor { .apply(.unary(.log), x) }
/// log(1 + x), exact near 0.
public func log1p(_ x: Tensor) -> Tensor { .apply(.unary(.log1p), x) }
/// Square root.
public func sqrt(_ x: Tensor) -> Tensor { .apply(.unary(.sqrt), x) }
/// 1 / √x.
public func rsqrt(_ x: Tensor) -> Tensor { .apply(.unary(.rsqrt), x) }
/// x².
public func square(_ x: Tensor) -> Tensor { .apply(.unary(.square), x) }
/// |x|.
public func abs(_ x: Tensor) -> Tensor { .apply(.unary(.absolute), x) }
/// −1, 0 or 1.
public func sign(_ x: Tensor) -> Tensor { .apply(.unary(.sign), x) }
/// Sine.
public func sin(_ x: Tensor) -> Tensor { .apply(.unary(.sin), x) }
/// Cosine.
public func cos(_ x: Tensor) -> Tensor { .apply(.unary(.cos), x) }
/// The error function.
public func erf(_ x: Tensor) -> Tensor { .apply(.unary(.erf), x) }
/// The next whole number downwards.
public func floor(_ x: Tensor) -> Tensor { .apply(.unary(.floor), x) }
/// The next whole number upwards.
public func ceil(_ x: Tensor) -> Tensor { .apply(.unary(.ceil), x) }
/// The nearest whole number, halves to even.
public func round(_ x: Tensor) -> Tensor { .apply(.unary(.round), x) }
/// log(1 + eˣ), without overflow: max(x, 0) + log1p(exp(−|x|)). The gradient at 0 is ½.
public func softplus(_ x: Tensor) -> Tensor {
  let isPositive = x .> 0
  return select(isPositive, x, zerosLike(x)) + log1p(exp(select(isPositive, -x, x)))
}
/// The larger of two, element by element; NaN if either is. The gradient of a tie goes to `b`.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { .binary(.maximum, a, b) }
/// The larger of a tensor and a number.
public func maximum(_ a: Tensor, _ b: Double) -> Tensor { .binary(.maximum, a, a.like(b)) }
/// The smaller of two, element by element; NaN if either is. The gradient of a tie goes to `b`.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { .binary(.minimum, a, b) }
/// The smaller of a tensor and a number.
public func minimum(_ a: Tensor, _ b: Double) -> Tensor { .binary(.minimum, a, a.like(b)) }
/// aᵇ.
public func pow(_ a: Tensor, _ b: Tensor) -> Tensor { .binary(.power, a, b) }
/// aᵇ.
public func pow(_ a: Tensor, _ b: Double) -> Tensor { .binary(.power, a, a.like(b)) }
/// `condition ? a : b`, element by element.
public func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  .broadcasting(.select, [condition, a, b])
}
/// exp(x) / Σ exp(x) along an axis, by default the last.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  .apply(.softmax(axis: x.axis(axis)), x)
}
/// x − log Σ exp(x) along an axis, by default the last.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  .apply(.logSoftmax(axis: x.axis(axis)), x)
}
/// The matrix product over the last axis of `a` and the last but one of `b`; axes before those of
/// `b`'s matrix are batch axes.
public func matmul(_ a: Tensor, _ b: Tensor) -> Tensor {
  let batch = Array(0..<max(b.rank - 2, 0))
  return .apply(
    .dotGeneral(
      DotDimensions(
        lhsBatch: batch, rhsBatch: batch, lhsContracting: [a.axis(-1)],
        rhsContracting: [b.rank >= 2 ? b.rank - 2 : 0])), a, b)
}
/// The tensors one after another along an axis, by default the last.
public func concatenate(_ tensors: [Tensor], axis: Int = -1) -> Tensor {
  guard let first = tensors.first else { return Tensor([]) }
  return Tensor.apply(.concatenate(axis: first.axis(axis)), tensors)[0]
}
/// A tensor of zeros with another's type and shape.
public func zerosLike(_ x: Tensor) -> Tensor { .apply(.broadcast(x.shape), x.like(0)) }
/// A tensor of ones with another's type and shape.
public func onesLike(_ x: Tensor) -> Tensor { .apply(.broadcast(x.shape), x.like(1)) }

extension Tensor {
  /// The axis counted from the front; one that doesn't exist is left for inference to report.
  package func axis(_ axis: Int) -> Int { shape.normalize(axis) ?? axis }
}
