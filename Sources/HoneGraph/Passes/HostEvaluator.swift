internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Computes elementwise operations and changes of shape on the host, for ``ConstantFolding``.
///
/// Floats are computed in double precision and rounded to their type after every operation, whole
/// numbers in 64 bits, wrapping around at their type: the same bits as the reference backend.
enum HostEvaluator {
  /// The result, or nil if the operation isn't one of those.
  ///
  /// - Precondition: the operands have the types by which `type` was inferred.
  static func evaluate(_ op: Op, _ operands: [HostTensor], _ type: TensorType) -> HostTensor? {
    let x = operands[0]
    guard type.dtype.isSupported else { return nil }
    switch op {
    case .stopGradient: return x
    case .convert(let dtype): return x.dtype == dtype ? x : convert(x, type)
    case .unary(let function) where x.dtype.isFloatingPoint:
      let apply = unary(function)
      return rounded(x.elements(as: Double.self).map(apply), type)
    case .unary(let function):
      guard let apply = wholeUnary(function) else { return nil }
      return wrapped(x.elements(as: Int64.self).map(apply), type)
    case .binary(let function) where x.dtype.isFloatingPoint:
      guard let apply = binary(function) else { return nil }
      return rounded(zip(x.elements(), operands[1].elements()).map(apply), type)
    case .binary(let function):
      let apply = wholeBinary(function)
      return wrapped(zip(x.elements(), operands[1].elements()).map(apply), type)
    case .compare(let comparison): return compare(comparison, x, operands[1], type.shape)
    case .select:
      let condition = x.elements(as: UInt8.self).map { $0 != 0 }
      return pick(from: Array(operands.dropFirst()), type.shape) { (condition[$0] ? 0 : 1, $0) }
    default: return reshaped(op, x, type.shape)
    }
  }

  private static func rounded(_ values: [Double], _ type: TensorType) -> HostTensor {
    HostTensor(unchecked: values, shape: type.shape).converted(to: type.dtype)
  }

  private static func wrapped(_ values: [Int64], _ type: TensorType) -> HostTensor {
    switch type.dtype {
    case .int32:
      HostTensor(unchecked: values.map { Int32(truncatingIfNeeded: $0) }, shape: type.shape)
    case .uint8:
      HostTensor(unchecked: values.map { UInt8(truncatingIfNeeded: $0) }, shape: type.shape)
    case .bool: HostTensor(unchecked: values.map { $0 != 0 }, shape: type.shape)
    default: HostTensor(unchecked: values, shape: type.shape)
    }
  }

  /// Whole numbers are held in range, and rounded once where they become floats.
  private static func convert(_ x: HostTensor, _ type: TensorType) -> HostTensor {
    guard x.dtype == .int64 else { return x.converted(to: type.dtype) }
    let values = x.elements(as: Int64.self)
    switch type.dtype {
    case .int32: return HostTensor(unchecked: values.map { Int32(clamping: $0) }, shape: type.shape)
    case .uint8: return HostTensor(unchecked: values.map { UInt8(clamping: $0) }, shape: type.shape)
    case .float32: return HostTensor(unchecked: values.map { Float($0) }, shape: type.shape)
    default: return x.converted(to: type.dtype)
    }
  }

  private static func compare(
    _ comparison: CompareOp, _ a: HostTensor, _ b: HostTensor, _ shape: Shape
  ) -> HostTensor {
    func truths<Number: TensorElement & Comparable>(_: Number.Type) -> HostTensor {
      let pairs = zip(a.elements(as: Number.self), b.elements(as: Number.self))
      let truths: [Bool] =
        switch comparison {
        case .equal: pairs.map { $0 == $1 }
        case .notEqual: pairs.map { $0 != $1 }
        case .less: pairs.map { $0 < $1 }
        case .lessEqual: pairs.map { $0 <= $1 }
        case .greater: pairs.map { $0 > $1 }
        case .greaterEqual: pairs.map { $0 >= $1 }
        }
      return HostTensor(unchecked: truths, shape: shape)
    }
    return a.dtype == .int64 ? truths(Int64.self) : truths(Double.self)
  }
}

extension HostEvaluator {
  private static func unary(_ function: UnaryOp) -> (Double) -> Double {
    switch function {
    case .negate: { -$0 }
    case .absolute: { $0.magnitude }
    case .sign: { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
    case .square: { $0 * $0 }
    case .reciprocal: { 1 / $0 }
    case .relu: { $0 > 0 || $0.isNaN ? $0 : 0 }
    case .exp: { exp($0) }
    case .expm1: { expm1($0) }
    case .log: { log($0) }
    case .log1p: { log1p($0) }
    case .sqrt: { $0.squareRoot() }
    case .rsqrt: { 1 / $0.squareRoot() }
    case .sin: { sin($0) }
    case .cos: { cos($0) }
    case .tanh: { tanh($0) }
    case .sigmoid: { 1 / (1 + exp(-$0)) }
    case .erf: { erf($0) }
    case .floor: { $0.rounded(.down) }
    case .ceil: { $0.rounded(.up) }
    case .round: { $0.rounded(.toNearestOrEven) }
    case .not: { $0 == 0 ? 1 : 0 }
    case .isNaN: { $0.isNaN ? 1 : 0 }
    case .isFinite: { $0.isFinite ? 1 : 0 }
    }
  }

  /// Nil for functions of floats only.
  private static func wholeUnary(_ function: UnaryOp) -> ((Int64) -> Int64)? {
    switch function {
    case .negate: { 0 &- $0 }
    case .absolute: { $0 < 0 ? 0 &- $0 : $0 }
    case .sign: { $0.signum() }
    case .square: { $0 &* $0 }
    case .relu: { max($0, 0) }
    case .not: { $0 == 0 ? 1 : 0 }
    default: nil
    }
  }

  /// Nil for functions of truth values.
  private static func binary(_ function: BinaryOp) -> ((Double, Double) -> Double)? {
    switch function {
    case .add: { $0 + $1 }
    case .subtract: { $0 - $1 }
    case .multiply: { $0 * $1 }
    case .divide: { $0 / $1 }
    case .maximum: { $0.isNaN || $0 > $1 ? $0 : $1 }
    case .minimum: { $0.isNaN || $0 < $1 ? $0 : $1 }
    case .power: { pow($0, $1) }
    case .remainder:
      { a, b in
        let rest = fmod(a, b)
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
      }
    case .and, .or: nil
    }
  }

  private static func wholeBinary(_ function: BinaryOp) -> (Int64, Int64) -> Int64 {
    switch function {
    case .add: { $0 &+ $1 }
    case .subtract: { $0 &- $1 }
    case .multiply: { $0 &* $1 }
    case .divide: { $1 == 0 ? 0 : $0.dividedReportingOverflow(by: $1).partialValue }
    case .maximum: { max($0, $1) }
    case .minimum: { min($0, $1) }
    case .power: power
    case .remainder:
      { a, b in
        if b == 0 { return 0 }
        let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
      }
    case .and: { $0 & $1 }
    case .or: { $0 | $1 }
    }
  }

  /// A whole power, wrapping around; of a negative exponent the whole part.
  private static func power(_ base: Int64, _ exponent: Int64) -> Int64 {
    if exponent < 0 {
      return switch base {
      case 1: 1
      case -1: exponent.isMultiple(of: 2) ? 1 : -1
      default: 0
      }
    }
    var (result, factor, rest) = (Int64(1), base, exponent)
    while rest > 0 {
      if !rest.isMultiple(of: 2) { result = result &* factor }
      factor = factor &* factor
      rest /= 2
    }
    return result
  }
}
