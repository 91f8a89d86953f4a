internal import HoneCore
internal import HoneGraph

extension RandomGraphs {
  /// The case of a seed: a program, mostly with gradients, that runs one to three times.
  static func makeCase(seed: UInt64) throws -> ConformanceCase {
    var (forward, random) = RandomPrograms.forward(seed: seed)
    var program = forward
    if random.chance(0.85) { program = try differentiated(forward, &random) ?? forward }
    // As a trainer gives it to an engine, and as it was traced.
    if random.chance(0.5) { program = program.optimized() }
    try program.verify()
    let count = random.pick([1, 1, 2, 3])
    return ConformanceCase(
      name: program.name, programs: [program],
      initialState: program.graph.slots.map { ($0, random.constant($0.type)) },
      steps: (0..<count).map { step in
        .run(
          program: 0, inputs: program.graph.inputs.map { random.constant($0.type) },
          scalars: [Double(seed), Double(step), 0.05])
      },
      tolerance: tolerance)
  }

  /// The program with the products of upstream gradients and derivatives: those for slots mostly
  /// move the slots, as optimizers do, the others are outputs. Nil without floats on either side.
  private static func differentiated(
    _ program: Program, _ random: inout RandomPrograms
  ) throws -> Program? {
    let trace = Trace(mode: .training, batchSize: 1)
    let (values, leaves) = program.replay(into: trace)
    let sources = leaves.filter { $0.dtype.isFloatingPoint && random.chance(0.8) }
    let outputs = program.outputs.map { values[$0.value.node][$0.value.output] }
    let results = outputs.filter { $0.dtype.isFloatingPoint && $0.trace != nil }
    guard !sources.isEmpty, !results.isEmpty else { return nil }
    let upstream = results.enumerated().map { index, result in
      random.chance(0.6)
        ? trace.input(name: "upstream \(index)", type: result.type) : onesLike(result)
    }
    let gradients = vectorJacobianProduct(of: results, upstream: upstream, withRespectTo: sources)
    var shown = outputs
    var updates: [(path: String, value: Tensor)] = program.updates.map {
      (program.graph.slots[$0.slot].path, values[$0.value.node][$0.value.output])
    }
    let rate = trace.scalar("learning rate", dtype: .float32)
    for (source, gradient) in zip(sources, gradients) {
      let slot = trace.resolve(source).flatMap { value -> StateSlot? in
        guard case .state(let index) = trace.graph.nodes[value.node].op else { return nil }
        return trace.graph.slots[index]
      }
      guard let slot, slot.role == .parameter, random.chance(0.8) else {
        shown.append(gradient)
        continue
      }
      var step = gradient
      if random.chance(0.5) {
        let path = "optimizer/\(slot.path)"
        let velocity = trace.state(
          path: path, type: slot.type, role: .optimizer, initial: ConstantValue(0))
        step = velocity * 0.9 + gradient
        updates.append((path, step))
      }
      updates.append((slot.path, source - step * rate.converted(to: slot.type.dtype)))
    }
    for update in updates { trace.update(path: update.path, to: update.value) }
    let named = shown.enumerated().map { ("y\($0.offset)", $0.element) }
    return try trace.program(name: program.name, outputs: named)
  }
}
