internal import HoneCore
internal import HoneGraph

/// Which values are read until when, and what they may share memory with.
extension Planner {
  func findReads() {
    for (position, group) in groups.enumerated() {
      for input in group.nodes.flatMap(operandsRead) {
        guard let base = views[input]?.base, positions[base.node] != position else { continue }
        lastRead[base] = position
      }
    }
    for result in program.results {
      guard let base = views[result]?.base else { continue }
      lastRead[base] = groups.count
    }
  }

  /// The operands that a node's step reads: the places of maxima stand for the images.
  private func operandsRead(_ index: Int) -> [ValueID] {
    let node = graph.nodes[index]
    guard case .maxPoolBackward(let d) = node.op, node.types[0].dtype == .float32,
      forwardPool(of: node.inputs[0], d) != nil
    else { return node.inputs }
    return Array(node.inputs.dropFirst())
  }

  func isUsed(_ value: ValueID) -> Bool { lastRead[value] != nil }

  /// Whether a result is stored: one of a tile program that only its own group reads isn't, nor is
  /// a workspace that nothing reads.
  func hasMemory(_ value: ValueID) -> Bool {
    guard let position = positions[value.node], !isUsed(value) else { return true }
    return groups[position].kind != .tile && !graph.nodes[value.node].op.isWorkspace(value.output)
  }

  /// Whether a group is a tile program that reads a value only element by element.
  private func readsInPlace(_ group: Group, _ value: ValueID) -> Bool {
    guard group.kind == .tile else { return false }
    // A product reads all of its operands for each element.
    let factors = group.product.map { graph.nodes[$0].inputs } ?? []
    if factors.contains(where: { views[$0]?.base == value }) { return false }
    for input in group.nodes.flatMap({ graph.nodes[$0].inputs }) {
      guard let view = views[input], view.base == value else { continue }
      guard view.offset == 0, view.isContiguous, view.squeezed.dims == group.domain else {
        return false
      }
    }
    // A lone reduction may read its operand in another order, but then it has no outputs.
    return true
  }

  func chooseUpdatesInPlace() {
    var readers: [Int: [Int]] = [:]
    var states: [Int: [ValueID]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      if case .state(let slot) = node.op { states[slot, default: []].append(ValueID(node: index)) }
    }
    for (position, group) in groups.enumerated() {
      for input in group.nodes.flatMap({ graph.nodes[$0].inputs }) {
        guard let base = views[input]?.base, case .state(let slot) = graph.nodes[base.node].op
        else { continue }
        readers[slot, default: []].append(position)
      }
    }
    for update in program.updates {
      guard let view = views[update.value], view.offset == 0, slotOf[view.base] == nil,
        view.count == graph.type(of: view.base).shape.count,
        let position = positions[view.base.node]
      else { continue }
      let group = groups[position]
      let old = states[update.slot] ?? []
      let isSafe = (readers[update.slot] ?? []).allSatisfy { reader in
        reader < position
          || (reader == position && old.allSatisfy { readsInPlace(group, $0) })
      }
      if isSafe { slotOf[view.base] = update.slot }
    }
  }

  /// Lets a result of a step with a kernel of its own take the memory of an operand that dies
  /// there, where the kernel reads each element before it writes it: a batch normalization's
  /// gradient that of the upstream gradient or, where that is pooled, that of the images.
  private func shareSingle(_ index: Int, _ position: Int) {
    let node = graph.nodes[index]
    let value = ValueID(node: index)
    guard case .batchNormGradient(let axis, _) = node.op, node.types[0].dtype == .float32,
      axis == node.types[0].shape.rank - 1, slotOf[value] == nil
    else { return }
    for operand in [node.inputs[4], node.inputs[0]] {
      guard let view = views[operand] else { continue }
      let base = view.base
      guard view.offset == 0, view.isContiguous, positions[base.node] != nil,
        lastRead[base] == position, slotOf[base] == nil, graph.type(of: base).dtype == .float32,
        graph.type(of: base).shape.count == node.types[0].shape.count
      else { continue }
      sharing[value] = base
      return
    }
  }

  /// Lets results of tile programs take the memory of operands that die there.
  func shareMemory() {
    for (position, group) in groups.enumerated() where group.kind == .single {
      shareSingle(group.nodes[0], position)
    }
    for (position, group) in groups.enumerated() where group.kind == .tile {
      var taken: Set<ValueID> = []
      for node in group.nodes {
        let value = ValueID(node: node)
        if case .reduce = graph.nodes[node].op { continue }
        guard isUsed(value), slotOf[value] == nil else { continue }
        let type = graph.type(of: value)
        for input in group.nodes.flatMap({ graph.nodes[$0].inputs }) {
          guard let base = views[input]?.base, positions[base.node] != nil,
            positions[base.node] != position, lastRead[base] == position,
            slotOf[base] == nil, !taken.contains(base), type.dtype == .float32,
            graph.type(of: base).dtype == .float32,
            graph.type(of: base).shape.count == type.shape.count, readsInPlace(group, base)
          else { continue }
          sharing[value] = base
          taken.insert(base)
          break
        }
      }
    }
  }
}
