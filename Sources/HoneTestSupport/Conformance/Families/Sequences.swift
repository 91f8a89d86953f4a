internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  /// What models of sequences need, in sizes that reach over the pieces in which kernels work.
  static var sequenceFamilies: [ConformanceFamily] {
    [
      ConformanceFamily("global pooling", globalPooling),
      ConformanceFamily("embedding", embedding),
    ]
  }

  /// Elementwise operations and reductions of the middle axes; several readers of each.
  private static func globalPooling(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("global pooling")
    let isLarge = random.chance(0.3)
    let middle = (0..<random.pick(1, 1, 2)).map { _ in random.integer(in: 1...(isLarge ? 40 : 7)) }
    let shape = Shape(
      [random.integer(in: 1...5)] + middle + [random.pick(1, 2, 3, 8, 17, isLarge ? 130 : 32)])
    let dtype = random.floatType()
    let x = random.operand(
      random.chance(0.5) ? random.ties(dtype, shape) : random.tensor(dtype, shape), of: &builder)
    let active = try builder.apply(.unary(random.pick(.relu, .tanh)), x)
    let axes = Array(1...middle.count)
    let largest = try builder.apply(
      .reduce(random.pick(.maximum, .minimum), axes: axes), active)
    let sum = try builder.apply(.reduce(.sum, axes: axes), active)
    let inner = Shape([shape[0]] + middle.map { _ in 1 } + [shape[-1]])
    let spread = try builder.apply(
      .broadcast(shape), try builder.apply(.reshape(inner), largest))
    let isHit = try builder.apply(.compare(.equal), active, spread)
    let hits = try builder.apply(.convert(dtype), isHit)
    builder.output(try builder.apply(.reduce(.sum, axes: axes), hits))
    builder.output(largest)
    builder.output(sum)
    if random.chance(0.5) { builder.output(hits) }
    if random.chance(0.5) { builder.output(try builder.apply(.reduce(.sum, axes: [0]), hits)) }
    return ConformanceCase(
      "global pooling", builder, tolerance: .sum(of: middle.reduce(1, *), magnitude: 2))
  }

  /// Rows of a table by ids of which a few are frequent, and the sums of rows by the same ids.
  private static func embedding(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("embedding")
    let extent = random.integer(in: 1...300)
    let width = random.pick(1, 3, 8, 16, 70)
    let places = Shape([random.integer(in: 0...40), random.integer(in: 1...25)])
    let ids = (0..<places.count).map { _ in
      random.chance(0.3) ? Double(extent / 2) : Double(random.integer(in: 0...(extent - 1)))
    }
    let dtype = random.floatType()
    let table = random.operand(random.tensor(dtype, [extent, width]), of: &builder)
    let indices = builder.input(random.tensor(random.pick(.int32, .int64), places, ids))
    let rows = try builder.apply(.gather(axis: 0), table, indices)
    let updates = builder.input(
      random.tensor(dtype, Shape(places.dimensions + [width])))
    let sums = try builder.apply(.scatterAdd(axis: 0, extent: extent), indices, updates)
    builder.output(rows)
    builder.output(sums)
    builder.output(try builder.apply(.binary(.subtract), table, sums))
    return ConformanceCase("embedding", builder, tolerance: .sum(of: places.count))
  }
}
