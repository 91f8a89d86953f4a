internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  static var elementwiseFamilies: [ConformanceFamily] {
    UnaryOp.allCases.map(unary) + BinaryOp.allCases.map(binary) + CompareOp.allCases.map(compare)
      + [select, convert, stopGradient]
  }

  private static func unary(_ function: UnaryOp) -> ConformanceFamily {
    ConformanceFamily(function.rawValue) { random in
      let dtype: DType =
        switch function {
        case .not: .bool
        case .negate, .absolute, .sign, .square, .relu: random.numberType()
        default: random.floatType()
        }
      let shape = random.shape()
      let isSpecial = dtype.isFloatingPoint && random.chance(0.3)
      let x = random.tensor(
        dtype, shape, scale: scale(of: function, &random),
        specials: isSpecial ? specials(of: function) : [])
      return try random.single(
        function.rawValue, .unary(function), x, tolerance: tolerance(of: function))
    }
  }

  private static func scale(of function: UnaryOp, _ random: inout CaseRandom) -> Double {
    switch function {
    case .sin, .cos: random.pick(1, 10)
    case .exp, .tanh, .sigmoid: random.pick(1, 8)
    case .expm1, .log1p: random.pick(0.2, 1e-4)
    default: random.pick(1, 3)
    }
  }

  /// Values at which functions go wrong. Negative zero is left out where it decides the sign of an
  /// infinity.
  private static func specials(of function: UnaryOp) -> [Double] {
    let common = [0, 1, -1, .infinity, -.infinity, .nan, 1e-10]
    return switch function {
    case .sin, .cos: [0, .infinity, .nan]
    case .floor, .ceil, .round: common + [0.5, 1.5, -0.5, 2.5, -2.5, 1e10]
    case .rsqrt, .reciprocal: common + [1e10]
    default: common + [-0.0, 1e10, -1e10]
    }
  }

  private static func tolerance(of function: UnaryOp) -> Tolerance {
    switch function {
    // Exact near 0, where it matters: no absolute part.
    case .expm1, .log1p: Tolerance(relative: 1e-5, absolute: 1e-12)
    case .negate, .absolute, .sign, .relu, .floor, .ceil, .round: .exact
    default: .elementwise
    }
  }

  private static func binary(_ function: BinaryOp) -> ConformanceFamily {
    ConformanceFamily(function.rawValue) { random in
      let isLogical = function == .and || function == .or
      let dtype = isLogical ? .bool : random.numberType()
      let shape = random.shape()
      let (a, b) = operands(of: function, dtype, shape, &random)
      return try random.single(function.rawValue, .binary(function), a, b, tolerance: .elementwise)
    }
  }

  private static func operands(
    of function: BinaryOp, _ dtype: DType, _ shape: Shape, _ random: inout CaseRandom
  ) -> (HostTensor, HostTensor) {
    if !dtype.isFloatingPoint {
      if function == .power {
        return (random.ties(dtype, shape), random.tensor(.uint8, shape).converted(to: dtype))
      }
      // Extremes wrap around, and dividing by zero or the smallest number by −1 must not trap.
      let extremes = random.chance(0.3) ? [-2_147_483_648, 2_147_483_647, 0, -1.0] : []
      return (
        random.tensor(dtype, shape, specials: extremes),
        random.tensor(dtype, shape, specials: extremes)
      )
    }
    if function == .power { return powers(dtype, shape, &random) }
    if random.chance(0.2) { return (random.ties(dtype, shape), random.ties(dtype, shape)) }
    let specials = random.chance(0.3) ? [0, Double.infinity, -Double.infinity, .nan] : []
    // Products of an infinity and a remainder's floor say nothing about a backend.
    let isFinite = function == .remainder
    return (
      random.tensor(dtype, shape, scale: 2, specials: isFinite ? [] : specials),
      random.tensor(dtype, shape, scale: 2, specials: isFinite ? [] : specials)
    )
  }

  /// Positive bases with any exponents, or any bases with whole exponents.
  private static func powers(
    _ dtype: DType, _ shape: Shape, _ random: inout CaseRandom
  ) -> (HostTensor, HostTensor) {
    let bases = random.tensor(.float64, shape, specials: random.chance(0.4) ? [0, 1] : [])
    if random.chance(0.5) {
      return (bases.converted(to: dtype), random.ties(dtype, shape))
    }
    let positive = bases.elements(as: Double.self).map(\.magnitude)
    return (random.tensor(dtype, shape, positive), random.tensor(dtype, shape, scale: 2))
  }

  private static func compare(_ function: CompareOp) -> ConformanceFamily {
    ConformanceFamily(function.rawValue) { random in
      let dtype = random.anyType()
      let shape = random.shape()
      let isNaN = dtype.isFloatingPoint && random.chance(0.3)
      let a = isNaN ? random.tensor(dtype, shape, specials: [.nan]) : random.ties(dtype, shape)
      let b = random.ties(dtype, shape)
      return try random.single(function.rawValue, .compare(function), a, b, tolerance: .exact)
    }
  }

  private static var select: ConformanceFamily {
    ConformanceFamily("select") { random in
      let (dtype, shape) = (random.anyType(), random.shape())
      let specials = dtype.isFloatingPoint && random.chance(0.3) ? [Double.nan, .infinity] : []
      return try random.single(
        "select", .select, random.tensor(.bool, shape),
        random.tensor(dtype, shape, specials: specials), random.tensor(dtype, shape),
        tolerance: .exact)
    }
  }

  private static var convert: ConformanceFamily {
    ConformanceFamily("convert") { random in
      let (from, to) = (random.anyType(), random.anyType())
      let specials =
        from.isFloatingPoint && random.chance(0.3)
        ? [0.99, -0.99, 300, -1, 3e9, -3e9, 1e20, .nan, .infinity] : []
      return try random.single(
        "convert", .convert(to),
        random.tensor(
          from, random.shape(), scale: from.isFloatingPoint ? 5 : 1, specials: specials),
        tolerance: .exact)
    }
  }

  private static var stopGradient: ConformanceFamily {
    ConformanceFamily("stopGradient") { random in
      let dtype = random.anyType()
      return try random.single(
        "stopGradient", .stopGradient, random.tensor(dtype, random.shape()), tolerance: .exact)
    }
  }
}
