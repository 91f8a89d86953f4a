internal import HoneCore
internal import HoneGraph

extension Planner {
  /// The steps of a group with what they compute and touch.
  ///
  /// A group of several steps (a tile program that fell back) shows all of it at the first.
  func describing(_ steps: [Step], of group: Group) -> [Step] {
    guard !steps.isEmpty else { return steps }
    var steps = steps
    let nodes = group.nodes.map { graph.nodes[$0] }
    var facts = StepFacts()
    // A mask that the backward part needs may be made beside the activation, and an update may begin
    // with the end of its gradient.
    let parts = Set(group.nodes.map { phases[$0] })
    facts.phase = parts.contains(.forward) ? .forward : parts.max() ?? .forward
    facts.operations = nodes.map(\.op.name)
    facts.operation =
      switch group.kind {
      case .tile: group.product.map { graph.nodes[$0].op.name } ?? "elementwise"
      case .copy: "copy"
      case .single: nodes[0].op.isElementwise ? "elementwise" : nodes[0].op.name
      }
    facts.flops = group.nodes.reduce(0) { $0 + graph.flops(of: $1) }
    facts.reads = reads(of: group)
    facts.writes = writes(of: group)
    facts.layer = Self.joined(nodes.map(\.scope))
    if facts.layer.isEmpty { facts.layer = Self.joined(facts.writes.map(Self.owner)) }
    steps[0].facts = facts
    for index in steps.indices.dropFirst() {
      steps[index].facts.layer = facts.layer
      steps[index].facts.phase = facts.phase
    }
    return steps
  }

  /// Layers in the order of the nodes, some if there are many.
  private static func joined(_ scopes: [String]) -> String {
    var names: [String] = []
    for scope in scopes where !scope.isEmpty && !names.contains(scope) { names.append(scope) }
    return names.prefix(3).joined(separator: "+") + (names.count > 3 ? "+…" : "")
  }

  /// The layer of the slot that is written: optimizers work outside of layers.
  private static func owner(_ buffer: StepFacts.Buffer) -> String {
    guard case .slot(let path) = buffer.place else { return "" }
    var parts = path.split(separator: "/").map(String.init)
    let isMemory = parts.first == "optimizer"
    parts.removeLast(min(parts.count, isMemory ? 2 : 1))
    return parts.dropFirst(isMemory ? 1 : 0).joined(separator: "/")
  }

  /// What a group reads from memory: each value once, but twice where statistics of all of it come
  /// first.
  private func reads(of group: Group) -> [StepFacts.Buffer] {
    let own = Set(group.nodes)
    var sizes: [ValueID: Int] = [:]
    var order: [ValueID] = []
    for input in group.nodes.flatMap({ graph.nodes[$0].inputs }) {
      let view = self.view(input)
      guard !own.contains(view.base.node) else { continue }
      // A repeated element is read once.
      let touched = view.dims.indices.filter { view.strides[$0] != 0 }.map { view.dims[$0] }
      let bytes = touched.reduce(1, *) * graph.type(of: input).dtype.byteCount
      if sizes[view.base] == nil { order.append(view.base) }
      sizes[view.base] = min(
        sizes[view.base, default: 0] + bytes, graph.byteCount(of: view.base))
    }
    let readsTwice: Bool
    switch graph.nodes[group.nodes[0]].op {
    case .batchNormTraining, .batchNormGradient: readsTwice = group.kind == .single
    default: readsTwice = false
    }
    return order.map { base in
      let passes = readsTwice && graph.type(of: base).shape.rank > 1 ? 2 : 1
      return StepFacts.Buffer(place: place(of: base), byteCount: passes * (sizes[base] ?? 0))
    }
  }

  /// What a group leaves in memory.
  private func writes(of group: Group) -> [StepFacts.Buffer] {
    var buffers: [StepFacts.Buffer] = []
    for node in group.nodes {
      for output in graph.nodes[node].types.indices {
        let value = ValueID(node: node, output: output)
        guard hasMemory(value) else { continue }
        buffers.append(
          StepFacts.Buffer(place: place(of: value), byteCount: graph.byteCount(of: value)))
      }
    }
    return buffers
  }

  func place(of base: ValueID) -> StepFacts.Buffer.Place {
    switch graph.nodes[base.node].op {
    case .input(let index): return .input(graph.inputs[index].name)
    case .state(let slot): return .slot(graph.slots[slot].path)
    default: break
    }
    if let slot = slotOf[base] { return .slot(graph.slots[slot].path) }
    guard let arena, let memory = pointers[base] else { return .other }
    let offset = memory - arena.start
    return (0..<max(arena.byteCount, 1)).contains(offset) ? .arena(offset) : .other
  }
}
