internal import HoneCore

infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence
infix operator .== : ComparisonPrecedence
infix operator .!= : ComparisonPrecedence

/// Arithmetic, with NumPy's broadcasting. A number beside a tensor takes the tensor's type.
extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor { binary(.add, a, b) }
  public static func - (a: Tensor, b: Tensor) -> Tensor { binary(.subtract, a, b) }
  public static func * (a: Tensor, b: Tensor) -> Tensor { binary(.multiply, a, b) }
  public static func / (a: Tensor, b: Tensor) -> Tensor { binary(.divide, a, b) }
  public static func + (a: Tensor, b: Double) -> Tensor { binary(.add, a, a.like(b)) }
  public static func - (a: Tensor, b: Double) -> Tensor { binary(.subtract, a, a.like(b)) }
  public static func * (a: Tensor, b: Double) -> Tensor { binary(.multiply, a, a.like(b)) }
  public static func / (a: Tensor, b: Double) -> Tensor { binary(.divide, a, a.like(b)) }
  public static func + (a: Double, b: Tensor) -> Tensor { binary(.add, b.like(a), b) }
  public static func - (a: Double, b: Tensor) -> Tensor { binary(.subtract, b.like(a), b) }
  public static func * (a: Double, b: Tensor) -> Tensor { binary(.multiply, b.like(a), b) }
  public static func / (a: Double, b: Tensor) -> Tensor { binary(.divide, b.like(a), b) }
  public static prefix func - (a: Tensor) -> Tensor { apply(.unary(.negate), a) }
  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }
}

/// Comparisons element by element; the result is `bool`.
extension Tensor {
  public static func .< (a: Tensor, b: Tensor) -> Tensor { compare(.less, a, b) }
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { compare(.lessEqual, a, b) }
  public static func .> (a: Tensor, b: Tensor) -> Tensor { compare(.greater, a, b) }
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { compare(.greaterEqual, a, b) }
  public static func .== (a: Tensor, b: Tensor) -> Tensor { compare(.equal, a, b) }
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { compare(.notEqual, a, b) }
  public static func .< (a: Tensor, b: Double) -> Tensor { compare(.less, a, a.like(b)) }
  public static func .<= (a: Tensor, b: Double) -> Tensor { compare(.lessEqual, a, a.like(b)) }
  public static func .> (a: Tensor, b: Double) -> Tensor { compare(.greater, a, a.like(b)) }
  public static func .>= (a: Tensor, b: Double) -> Tensor { compare(.greaterEqual, a, a.like(b)) }
  public static func .== (a: Tensor, b: Double) -> Tensor { compare(.equal, a, a.like(b)) }
  public static func .!= (a: Tensor, b: Double) -> Tensor { compare(.notEqual, a, a.like(b)) }
}

extension Tensor {
  /// A constant of rank 0 with this tensor's type.
  package func like(_ value: Double) -> Tensor {
    let constant = HostTensor(filling: [], with: value, dtype: dtype)
    return trace.map { $0.constant(constant) } ?? Tensor(constant)
  }

  package static func binary(_ op: BinaryOp, _ a: Tensor, _ b: Tensor) -> Tensor {
    broadcasting(.binary(op), [a, b])
  }

  package static func compare(_ op: CompareOp, _ a: Tensor, _ b: Tensor) -> Tensor {
    broadcasting(.compare(op), [a, b])
  }

  /// Applies an elementwise operation after broadcasting the operands to their common shape.
  package static func broadcasting(_ op: Op, _ operands: [Tensor]) -> Tensor {
    if operands.contains(where: \.isPoisoned) { return apply(op, operands)[0] }
    var common: Shape? = operands[0].shape
    for operand in operands.dropFirst() { common = common?.broadcast(with: operand.shape) }
    guard let shape = common else { return apply(op, operands)[0] }
    return apply(op, operands.map { $0.shape == shape ? $0 : apply(.broadcast(shape), $0) })[0]
  }
}
