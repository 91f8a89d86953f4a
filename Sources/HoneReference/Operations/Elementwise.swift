internal import HoneCore
internal import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Interpreter {
  static func unary(_ function: UnaryOp, _ x: Value, _ type: TensorType) -> Value {
    switch x.elements {
    case .floats(let x): unary(function, x, type)
    case .integers(let x): unary(function, x, type)
    }
  }

  private static func unary(_ function: UnaryOp, _ x: [Double], _ type: TensorType) -> Value {
    let result: [Double] =
      switch function {
      case .negate: x.map { -$0 }
      case .absolute: x.map { $0.magnitude }
      case .sign: x.map { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
      case .square: x.map { $0 * $0 }
      case .reciprocal: x.map { 1 / $0 }
      case .relu: x.map { $0 > 0 || $0.isNaN ? $0 : 0 }
      case .exp: x.map { exp($0) }
      case .expm1: x.map { expm1($0) }
      case .log: x.map { log($0) }
      case .log1p: x.map { log1p($0) }
      case .sqrt: x.map { $0.squareRoot() }
      case .rsqrt: x.map { 1 / $0.squareRoot() }
      case .sin: x.map { sin($0) }
      case .cos: x.map { cos($0) }
      case .tanh: x.map { tanh($0) }
      case .sigmoid: x.map { 1 / (1 + exp(-$0)) }
      case .erf: x.map { erf($0) }
      case .floor: x.map { $0.rounded(.down) }
      case .ceil: x.map { $0.rounded(.up) }
      case .round: x.map { $0.rounded(.toNearestOrEven) }
      case .not: x.map { $0 == 0 ? 1 : 0 }
      case .isNaN: x.map { $0.isNaN ? 1 : 0 }
      case .isFinite: x.map { $0.isFinite ? 1 : 0 }
      }
    return Value(floats: result, type: type)
  }

  private static func unary(_ function: UnaryOp, _ x: [Int64], _ type: TensorType) -> Value {
    let result: [Int64] =
      switch function {
      case .negate: x.map { 0 &- $0 }
      case .absolute: x.map { $0 < 0 ? 0 &- $0 : $0 }
      case .sign: x.map { $0.signum() }
      case .square: x.map { $0 &* $0 }
      case .relu: x.map { max($0, 0) }
      case .not: x.map { $0 == 0 ? 1 : 0 }
      default: x  // Inference accepts the other functions of floats only.
      }
    return Value(integers: result, type: type)
  }

  static func binary(_ function: BinaryOp, _ a: Value, _ b: Value) -> Value {
    switch (a.elements, b.elements) {
    case (.integers(let x), .integers(let y)):
      Value(integers: binary(function, x, y), type: a.type)
    default: Value(floats: binary(function, a.floats, b.floats), type: a.type)
    }
  }

  private static func binary(_ function: BinaryOp, _ a: [Double], _ b: [Double]) -> [Double] {
    switch function {
    case .add: zip(a, b).map { $0 + $1 }
    case .subtract: zip(a, b).map { $0 - $1 }
    case .multiply: zip(a, b).map { $0 * $1 }
    case .divide: zip(a, b).map { $0 / $1 }
    case .maximum: zip(a, b).map { larger($0, $1) }
    case .minimum: zip(a, b).map { smaller($0, $1) }
    case .power: zip(a, b).map { pow($0, $1) }
    case .remainder: zip(a, b).map { remainder($0, $1) }
    case .and: zip(a, b).map { $0 != 0 && $1 != 0 ? 1 : 0 }
    case .or: zip(a, b).map { $0 != 0 || $1 != 0 ? 1 : 0 }
    }
  }

  private static func binary(_ function: BinaryOp, _ a: [Int64], _ b: [Int64]) -> [Int64] {
    switch function {
    case .add: zip(a, b).map { $0 &+ $1 }
    case .subtract: zip(a, b).map { $0 &- $1 }
    case .multiply: zip(a, b).map { $0 &* $1 }
    case .divide: zip(a, b).map { $1 == 0 ? 0 : $0.dividedReportingOverflow(by: $1).partialValue }
    case .maximum: zip(a, b).map { max($0, $1) }
    case .minimum: zip(a, b).map { min($0, $1) }
    case .power: zip(a, b).map { power($0, $1) }
    case .remainder: zip(a, b).map { remainder($0, $1) }
    case .and: zip(a, b).map { $0 & $1 }
    case .or: zip(a, b).map { $0 | $1 }
    }
  }

  /// The larger number; NaN if either is.
  static func larger(_ a: Double, _ b: Double) -> Double {
    a.isNaN || a > b ? a : b
  }

  /// The smaller number; NaN if either is.
  static func smaller(_ a: Double, _ b: Double) -> Double {
    a.isNaN || a < b ? a : b
  }

  /// `a − b · ⌊a / b⌋`, exact: what is left lies between 0 and `b`.
  private static func remainder(_ a: Double, _ b: Double) -> Double {
    let rest = fmod(a, b)
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
  }

  /// `a − b · ⌊a / b⌋`; 0 if `b` is.
  private static func remainder(_ a: Int64, _ b: Int64) -> Int64 {
    if b == 0 { return 0 }
    let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
  }

  /// `base` to a whole power, by squaring, wrapping around. A negative power is the whole part of
  /// `1 / baseⁿ`: 0 unless the base is 1 or −1.
  private static func power(_ base: Int64, _ exponent: Int64) -> Int64 {
    if exponent < 0 {
      return base == 1 ? 1 : base == -1 ? (exponent.isMultiple(of: 2) ? 1 : -1) : 0
    }
    var (result, square, rest) = (Int64(1), base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = result &* square }
      square = square &* square
      rest >>= 1
    }
    return result
  }

  static func compare(
    _ function: CompareOp, _ a: Value, _ b: Value, _ type: TensorType
  ) -> Value {
    let truths: [Bool] =
      switch (a.elements, b.elements) {
      case (.integers(let x), .integers(let y)): compare(function, x, y)
      default: compare(function, a.floats, b.floats)
      }
    return Value(integers: truths.map { $0 ? 1 : 0 }, type: type)
  }

  private static func compare<Number: Comparable>(
    _ function: CompareOp, _ a: [Number], _ b: [Number]
  ) -> [Bool] {
    switch function {
    case .equal: zip(a, b).map { $0 == $1 }
    case .notEqual: zip(a, b).map { $0 != $1 }
    case .less: zip(a, b).map { $0 < $1 }
    case .lessEqual: zip(a, b).map { $0 <= $1 }
    case .greater: zip(a, b).map { $0 > $1 }
    case .greaterEqual: zip(a, b).map { $0 >= $1 }
    }
  }

  static func select(_ condition: Value, _ a: Value, _ b: Value) -> Value {
    let truths = condition.integers
    switch (a.elements, b.elements) {
    case (.integers(let x), .integers(let y)):
      return Value(integers: truths.indices.map { truths[$0] != 0 ? x[$0] : y[$0] }, type: a.type)
    default:
      let (x, y) = (a.floats, b.floats)
      return Value(floats: truths.indices.map { truths[$0] != 0 ? x[$0] : y[$0] }, type: a.type)
    }
  }

  /// Floats are cut towards zero and held in range; whole numbers are held in range.
  static func convert(_ x: Value, _ type: TensorType) -> Value {
    if case .integers(let elements) = x.elements {
      let range: ClosedRange<Int64> =
        switch type.dtype {
        case .int32: Int64(Int32.min)...Int64(Int32.max)
        case .uint8: 0...255
        default: Int64.min...Int64.max
        }
      let held = elements.map { min(max($0, range.lowerBound), range.upperBound) }
      return Value(integers: held, type: type)
    }
    return Value(floats: x.floats, type: type)
  }
}
