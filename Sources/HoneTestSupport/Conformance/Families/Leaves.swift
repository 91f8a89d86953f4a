internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  static var leafFamilies: [ConformanceFamily] {
    [
      ConformanceFamily("constant") { random in
        let dtype = random.anyType()
        let value = random.tensor(dtype, random.shape())
        return try random.single("constant", .constant(value), tolerance: .exact)
      },
      ConformanceFamily("scalar") { random in
        var builder = ProgramBuilder("scalar")
        for _ in 0..<random.integer(in: 1...3) {
          let dtype = random.pick(DType.float32, .float64, .int32, .int64, .uint8, .bool)
          let value = builder.scalar(Double(random.integer(in: 0...100)), dtype: dtype)
          builder.output(try builder.apply(.broadcast([random.extent()]), value))
        }
        return ConformanceCase("scalar", builder, tolerance: .exact)
      },
      ConformanceFamily("iota") { random in
        let shape = random.shape(ranks: 1...3)
        let axis = random.integer(in: 0...(shape.rank - 1))
        let largest = shape.dimensions[axis]
        let dtype =
          largest > 255
          ? random.pick(DType.float32, .int32, .int64)
          : random.pick(DType.float32, .float64, .int32, .int64, .uint8)
        return try random.single(
          "iota", .iota(shape: shape, axis: axis, dtype: dtype), tolerance: .exact)
      },
      ConformanceFamily("random uniform") { random in
        let low = Double(random.integer(in: -3...1))
        let high = low + 3 * random.uniform()
        return try draws("random uniform", .uniform(low: low, high: high), .exact, &random)
      },
      ConformanceFamily("random normal") { random in
        let distribution = RandomDistribution.normal(
          mean: random.normal(), deviation: random.uniform() * 2)
        let tolerance = Tolerance(relative: 1e-6, absolute: 1e-7)
        return try draws("random normal", distribution, tolerance, &random)
      },
      ConformanceFamily("random bernoulli") { random in
        let probability = random.pick(0, 1, 0.5, 0.1, random.uniform())
        return try draws("random bernoulli", .bernoulli(probability: probability), .exact, &random)
      },
    ]
  }

  /// A program that draws twice from different streams.
  private static func draws(
    _ name: String, _ distribution: RandomDistribution, _ tolerance: Tolerance,
    _ random: inout CaseRandom
  ) throws -> ConformanceCase {
    var builder = ProgramBuilder(name)
    let seed = builder.scalar(Double(random.integer(in: 0...1_000_000)), dtype: .int64)
    let step = builder.scalar(Double(random.integer(in: 0...100_000)), dtype: .int64)
    var dtypes = [random.floatType(), random.floatType()]
    if case .bernoulli = distribution { dtypes[0] = .bool }
    for dtype in dtypes {
      let op = Op.random(
        distribution, shape: random.shape(), dtype: dtype,
        stream: UInt64(random.integer(in: 0...Int.max / 2)))
      builder.output(try builder.apply(op, seed, step))
    }
    return ConformanceCase(name, builder, tolerance: tolerance)
  }
}
