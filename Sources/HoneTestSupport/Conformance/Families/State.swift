internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  /// Programs that read and change state over several steps, where updating in place goes wrong if
  /// the order of reads and writes is not respected.
  static var stateFamilies: [ConformanceFamily] {
    [
      ConformanceFamily("state: read by two and updated", readTwice),
      ConformanceFamily("state: swap", swap),
      ConformanceFamily("state: copies and shapes", copies),
      ConformanceFamily("state: optimizer", optimizer),
      ConformanceFamily("state: counters", counters),
      ConformanceFamily("state: two programs", twoPrograms),
    ]
  }

  private static let steps = 3

  /// Runs the built program several times, on fresh inputs from the second run on.
  private static func several(
    _ name: String, _ builder: ProgramBuilder, tolerance: Tolerance, _ random: inout CaseRandom
  ) -> ConformanceCase {
    var test = ConformanceCase(name, builder, tolerance: tolerance)
    for _ in 1..<steps {
      let inputs = builder.inputs.map { random.tensor($0.dtype, $0.shape) }
      test.steps.append(.run(program: 0, inputs: inputs, scalars: builder.scalars))
    }
    return test
  }

  /// `w ← w · a + b`, while outputs are made of the old `w`, before and after in the graph.
  private static func readTwice(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("read twice")
    let (dtype, shape) = (random.floatType(), random.shape())
    let w = builder.state("w", random.tensor(dtype, shape))
    let a = try builder.apply(.unary(.tanh), builder.input(random.tensor(dtype, shape)))
    let b = builder.input(random.tensor(dtype, shape))
    builder.output(try builder.apply(.binary(.subtract), w, b))
    let scaled = try builder.apply(.binary(.multiply), w, a)
    let next = try builder.apply(.binary(.add), scaled, b)
    builder.update("w", to: next)
    let total = try builder.apply(.reduce(.sum, axes: Array(0..<shape.rank)), w)
    builder.output(total)
    builder.output(try builder.apply(.unary(.square), w))
    if random.chance(0.5) { builder.output(w, name: "old") }
    if random.chance(0.5) { builder.output(next, name: "new") }
    return several(
      "state: read by two and updated", builder,
      tolerance: .sum(of: shape.count, magnitude: 4), &random)
  }

  /// Two or three slots whose values change places.
  private static func swap(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("swap")
    let (dtype, shape) = (random.anyType(), random.shape())
    let count = random.integer(in: 2...3)
    let values = (0..<count).map { builder.state("s\($0)", random.tensor(dtype, shape)) }
    let x = builder.input(random.tensor(dtype, shape))
    for index in 0..<count {
      builder.update("s\(index)", to: values[(index + 1) % count])
    }
    builder.output(try builder.apply(.compare(.equal), values[0], x))
    return several("state: swap", builder, tolerance: .exact, &random)
  }

  /// Updates that compute nothing: an input, a constant, another slot, the slot itself, a value
  /// that is used for two slots, and the slot's own elements in another order.
  private static func copies(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("copies")
    let dtype = random.anyType()
    let extent = random.extent()
    let shape = Shape([extent, extent])
    func fresh() -> HostTensor { random.tensor(dtype, shape) }
    let input = builder.input(fresh())
    let constant = builder.constant(fresh())
    let slots = (0..<6).map { builder.state("s\($0)", fresh()) }
    builder.update("s0", to: input)
    builder.update("s1", to: slots[0])
    builder.update("s2", to: slots[2])
    builder.update("s3", to: try builder.apply(.transpose([1, 0]), slots[3]))
    builder.update("s4", to: random.chance(0.5) ? constant : input)
    if random.chance(0.5) {
      builder.update(
        "s5",
        to: try builder.apply(
          .select, builder.input(random.tensor(.bool, shape)), slots[5], slots[3]))
    }
    for slot in slots where random.chance(0.4) { builder.output(slot) }
    if random.chance(0.5) { builder.output(input) }
    return several("state: copies and shapes", builder, tolerance: .exact, &random)
  }

  /// Adam's update for a few parameters of different sizes, from gradients that are inputs.
  private static func optimizer(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("optimizer")
    let dtype = random.chance(0.9) ? DType.float32 : .float64
    let rate = builder.scalar(0.01 + 0.1 * random.uniform(), dtype: dtype)
    for index in 0..<random.integer(in: 1...3) {
      let shape = random.shape()
      func number(_ value: Double) throws -> ValueID {
        let constant = builder.constant(HostTensor(filling: [], with: value, dtype: dtype))
        return try builder.apply(.broadcast(shape), constant)
      }
      func mix(_ old: ValueID, _ new: ValueID, _ beta: Double) throws -> ValueID {
        let kept = try builder.apply(.binary(.multiply), old, try number(beta))
        let added = try builder.apply(.binary(.multiply), new, try number(1 - beta))
        return try builder.apply(.binary(.add), kept, added)
      }
      let g = builder.input(random.tensor(dtype, shape))
      let w = builder.state("w\(index)", random.tensor(dtype, shape))
      let m = builder.state("m\(index)", HostTensor(zeros: shape, dtype: dtype), role: .optimizer)
      let v = builder.state("v\(index)", HostTensor(zeros: shape, dtype: dtype), role: .optimizer)
      let first = try mix(m, g, 0.9)
      let second = try mix(v, try builder.apply(.unary(.square), g), 0.999)
      let root = try builder.apply(
        .binary(.add), try builder.apply(.unary(.sqrt), second), try number(1e-3))
      let direction = try builder.apply(.binary(.divide), first, root)
      let step = try builder.apply(
        .binary(.multiply), direction, try builder.apply(.broadcast(shape), rate))
      builder.update("w\(index)", to: try builder.apply(.binary(.subtract), w, step))
      builder.update("m\(index)", to: first)
      builder.update("v\(index)", to: second)
    }
    return several(
      "state: optimizer", builder, tolerance: Tolerance(relative: 1e-5, absolute: 2e-6), &random)
  }

  /// Whole-number counters and float64 sums, as metrics keep them.
  private static func counters(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("counters")
    let count = builder.state(
      "count", HostTensor(scalar: Int64(1) << 40), role: .metric)
    let sum = builder.state("sum", HostTensor(scalar: 0.125), role: .metric)
    let values = builder.input(random.tensor(.float32, random.shape(ranks: 1...2)))
    let shape = builder.type(of: values).shape
    let axes = Array(0..<shape.rank)
    let wide = try builder.apply(.convert(.float64), values)
    let added = try builder.apply(.reduce(.sum, axes: axes), wide)
    builder.update("sum", to: try builder.apply(.binary(.add), sum, added))
    let positive = try builder.apply(
      .compare(.greater), wide,
      try builder.apply(.broadcast(shape), builder.constant(HostTensor(scalar: 0.0))))
    let whole = try builder.apply(.convert(.int64), positive)
    let hits = try builder.apply(.reduce(.sum, axes: axes), whole)
    builder.update("count", to: try builder.apply(.binary(.add), count, hits))
    if random.chance(0.5) { builder.output(sum) }
    return several(
      "state: counters", builder, tolerance: .sum(of: shape.count, magnitude: 3), &random)
  }

  /// A program that trains and two that only read, over one store, at different batch sizes; the
  /// host sets a slot in between.
  private static func twoPrograms(_ random: inout CaseRandom) throws -> ConformanceCase {
    let (inputs, units) = (random.extent(), random.extent())
    let kernel = random.tensor(.float32, [inputs, units], scale: 0.3)
    func program(rows: Int, trains: Bool) throws -> ProgramBuilder {
      var builder = ProgramBuilder(trains ? "train" : "predict \(rows)")
      let x = builder.input(random.tensor(.float32, [rows, inputs]))
      let w = builder.state("dense/kernel", kernel)
      let y = try builder.apply(
        .dotGeneral(DotDimensions(lhsContracting: [1], rhsContracting: [0])), x, w)
      let active = try builder.apply(.unary(.tanh), y)
      builder.output(active)
      guard trains else { return builder }
      let gradient = try builder.apply(
        .dotGeneral(DotDimensions(lhsContracting: [0], rhsContracting: [0])), x, active)
      let rate = try builder.apply(.broadcast([inputs, units]), builder.scalar(0.02))
      let step = try builder.apply(.binary(.multiply), gradient, rate)
      builder.update("dense/kernel", to: try builder.apply(.binary(.subtract), w, step))
      return builder
    }
    let builders = [
      try program(rows: random.extent(upTo: 16), trains: true),
      try program(rows: random.extent(upTo: 16), trains: false),
      try program(rows: 1, trains: false),
    ]
    let slot = builders[0].program.graph.slots[0]
    func run(_ index: Int) -> ConformanceCase.Step {
      .run(program: index, inputs: builders[index].inputs, scalars: builders[index].scalars)
    }
    return ConformanceCase(
      name: "state: two programs", programs: builders.map(\.program),
      initialState: [(slot, kernel)],
      steps: [
        run(1), run(0), run(1), run(2), run(0), run(0), run(2),
        .set(slot, random.tensor(.float32, slot.type.shape)), run(1), run(0), run(1),
      ],
      tolerance: .sum(of: 3 * inputs, magnitude: 3))
  }
}
