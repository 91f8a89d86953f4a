internal import HoneBackend
internal import HoneCore
internal import HoneGraph

/// Makes a failing case smaller as long as it fails: one step, one result, no node that could be
/// left out or whose value could be an input.
///
/// What is left is minimal in that none of these single changes keeps the failure.
struct GraphShrinker {
  private let comparison: GraphComparison

  init(_ comparison: GraphComparison) { self.comparison = comparison }

  /// The smallest failing case found; the case itself if nothing could go.
  func shrink(_ test: ConformanceCase) -> ConformanceCase {
    var best = withoutUnused(test)
    if !fails(best) { best = test }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for candidates in [oneStep, valuesAlone, fewerResults, nodesBypassed, nodesCut] {
        while let next = candidates(best).lazy.map(withoutUnused).first(where: {
          $0.size < best.size && fails($0)
        }) {
          best = next
          hasChanged = true
        }
      }
    }
    return best
  }

  private func fails(_ test: ConformanceCase) -> Bool {
    (try? test.programs[0].verify()) != nil && comparison.mismatch(on: test) != nil
  }

  // MARK: Changes

  /// Each step alone, from the state that the ones before it left.
  private func oneStep(_ test: ConformanceCase) -> [ConformanceCase] {
    guard test.steps.count > 1 else { return [] }
    return test.steps.indices.compactMap { index in
      var single = test
      single.steps = [test.steps[index]]
      guard let state = try? state(of: test, before: index) else { return nil }
      single.initialState = test.initialState.map { ($0.slot, state[$0.slot.path] ?? $0.value) }
      return single
    }
      + test.steps.indices.dropFirst().map { index in
        var shorter = test
        shorter.steps = Array(test.steps[..<index])
        return shorter
      }
  }

  /// Each value of an operation as the only result, the first ones first.
  private func valuesAlone(_ test: ConformanceCase) -> [ConformanceCase] {
    let graph = test.programs[0].graph
    return graph.nodes.indices.filter { !graph.nodes[$0].op.isLeaf }.flatMap { index in
      graph.nodes[index].types.indices.map { output in
        var alone = test
        alone.programs[0].updates = []
        alone.programs[0].outputs = [
          Program.Output(name: "y", value: ValueID(node: index, output: output))
        ]
        return alone
      }
    }
  }

  /// One result alone, then all but one.
  private func fewerResults(_ test: ConformanceCase) -> [ConformanceCase] {
    let program = test.programs[0]
    let count = program.outputs.count + program.updates.count
    guard count > 1 else { return [] }
    func keeping(_ isKept: (Int) -> Bool) -> ConformanceCase {
      var copy = test
      let outputs = program.outputs.indices.filter(isKept)
      let updates = program.updates.indices.filter { isKept($0 + program.outputs.count) }
      copy.programs[0].outputs = outputs.map { program.outputs[$0] }
      copy.programs[0].updates = updates.map { program.updates[$0] }
      return copy
    }
    return (0..<count).map { index in keeping { $0 == index } }
      + (0..<count).map { index in keeping { $0 != index } }
  }

  /// For each node, an operand of its type in its place.
  private func nodesBypassed(_ test: ConformanceCase) -> [ConformanceCase] {
    let graph = test.programs[0].graph
    return graph.nodes.indices.reversed().flatMap { index in
      graph.nodes[index].inputs
        .filter {
          graph.nodes[index].types.count == 1 && graph.type(of: $0) == graph.nodes[index].types[0]
        }
        .map { test.replacing(ValueID(node: index), by: $0) }
    }
  }

  /// For each value, an input of the same value in its place.
  private func nodesCut(_ test: ConformanceCase) -> [ConformanceCase] {
    let graph = test.programs[0].graph
    guard let values = try? comparison.values(of: test) else { return [] }
    return graph.nodes.indices.reversed().filter { !graph.nodes[$0].op.isLeaf }.flatMap { index in
      graph.nodes[index].types.indices.map { output in
        let value = ValueID(node: index, output: output)
        return test.cutting(value, known: values.map { $0[value] })
      }
    }
  }

  /// Without what no result needs.
  private func withoutUnused(_ test: ConformanceCase) -> ConformanceCase {
    var copy = test
    copy.programs[0] = DeadCodeRemoval().run(test.programs[0])
    let graph = copy.programs[0].graph
    let slots = Set(copy.programs[0].updates.map(\.slot))
    let used = graph.inputs.indices.filter { index in
      graph.nodes.contains { $0.op == .input(index) }
    }
    let kept = graph.slots.indices.filter { index in
      slots.contains(index) || graph.nodes.contains { $0.op == .state(index) }
    }
    copy.keepTables(inputs: used, slots: kept)
    return copy
  }

  // MARK: What the oracle knows

  private func state(
    of test: ConformanceCase, before step: Int
  ) throws -> [String: HostTensor] {
    let store = try comparison.oracle.makeStateStore()
    for (slot, value) in test.initialState { try store.set(slot, to: value) }
    let executable = try comparison.oracle.compile(test.programs[0], over: store)
    for case .run(_, let inputs, let scalars) in test.steps[..<step] {
      _ = try executable.run(inputs, scalars: scalars)
    }
    return try store.snapshot()
  }
}

extension ConformanceCase {
  /// Falls with every change: a step counts most, then computing nodes, results, operands, leaves.
  fileprivate var size: Int {
    let program = programs[0]
    let operations = program.graph.nodes.filter { !$0.op.isLeaf }
    return steps.count * 1_000_000 + operations.count * 10_000 + program.results.count * 1_000
      + operations.reduce(0) { $0 + $1.inputs.count } * 10 + program.graph.nodes.count
  }

  /// The case with one value in another's place.
  fileprivate func replacing(_ old: ValueID, by new: ValueID) -> ConformanceCase {
    var copy = self
    func renamed(_ value: ValueID) -> ValueID { value == old ? new : value }
    for index in copy.programs[0].graph.nodes.indices {
      copy.programs[0].graph.nodes[index].inputs =
        programs[0].graph.nodes[index].inputs.map(renamed)
    }
    for index in programs[0].outputs.indices {
      copy.programs[0].outputs[index].value = renamed(programs[0].outputs[index].value)
    }
    for index in programs[0].updates.indices {
      copy.programs[0].updates[index].value = renamed(programs[0].updates[index].value)
    }
    return copy
  }

  /// The case with an input in a value's place; the node goes once none of its values is used.
  fileprivate func cutting(_ value: ValueID, known: [HostTensor?]) -> ConformanceCase {
    var copy = self
    let type = programs[0].graph.type(of: value)
    let index = programs[0].graph.inputs.count
    copy.programs[0].graph.inputs.append(
      InputSpecification(name: "cut \(index) at \(value.node):\(value.output)", type: type))
    // The new leaf comes first, so that it precedes every user.
    func moved(_ value: ValueID) -> ValueID {
      ValueID(node: value.node + 1, output: value.output)
    }
    for place in copy.programs[0].graph.nodes.indices {
      copy.programs[0].graph.nodes[place].inputs =
        programs[0].graph.nodes[place].inputs.map(moved)
    }
    copy.programs[0].graph.nodes.insert(
      Node(op: .input(index), inputs: [], types: [type]), at: 0)
    copy.programs[0].outputs = programs[0].outputs.map {
      Program.Output(name: $0.name, value: moved($0.value))
    }
    copy.programs[0].updates = programs[0].updates.map {
      Program.Update(slot: $0.slot, value: moved($0.value))
    }
    copy.steps = zip(steps, known).map { step, value in
      guard case .run(let program, let inputs, let scalars) = step else { return step }
      return .run(
        program: program,
        inputs: inputs + [value ?? HostTensor(zeros: type.shape, dtype: type.dtype)],
        scalars: scalars)
    }
    return copy.replacing(moved(value), by: ValueID(node: 0))
  }

  /// Leaves out inputs and slots, and renumbers those that stay.
  fileprivate mutating func keepTables(inputs: [Int], slots: [Int]) {
    let graph = programs[0].graph
    programs[0].graph.inputs = inputs.map { graph.inputs[$0] }
    programs[0].graph.slots = slots.map { graph.slots[$0] }
    for index in graph.nodes.indices {
      switch graph.nodes[index].op {
      case .input(let old):
        programs[0].graph.nodes[index].op = .input(inputs.firstIndex(of: old) ?? 0)
      case .state(let old):
        programs[0].graph.nodes[index].op = .state(slots.firstIndex(of: old) ?? 0)
      default: break
      }
    }
    programs[0].updates = programs[0].updates.map {
      Program.Update(slot: slots.firstIndex(of: $0.slot) ?? 0, value: $0.value)
    }
    let paths = Set(programs[0].graph.slots.map(\.path))
    initialState = initialState.filter { paths.contains($0.slot.path) }
    steps = steps.map { step in
      guard case .run(let program, let values, let scalars) = step else { return step }
      return .run(program: program, inputs: inputs.map { values[$0] }, scalars: scalars)
    }
  }
}
