/// A part of a step.
public enum Phase: String, Hashable, Sendable, CaseIterable, Comparable {
  /// The model, its loss, metrics and running statistics.
  case forward
  /// The gradients.
  case backward
  /// What the optimizer does with them.
  case update

  public static func < (a: Phase, b: Phase) -> Bool { a.order < b.order }

  private var order: Int { self == .forward ? 0 : self == .backward ? 1 : 2 }
}

extension Program {
  /// The part of the step to which each node belongs, told by what depends on it and on what it
  /// depends.
  ///
  /// Updates lie between the numbers or memory of an optimizer and the new values of its weights;
  /// forward is what outputs, metrics and statistics need besides; the rest are gradients. So a
  /// step with several updates in a row has several forward parts. A program that changes no weight
  /// is forward as a whole.
  package func phases() -> [Phase] {
    let isUpdate = updateNodes()
    guard isUpdate.contains(true) else {
      return [Phase](repeating: .forward, count: graph.nodes.count)
    }
    var isForward = [Bool](repeating: false, count: graph.nodes.count)
    for value in outputs.map(\.value) { isForward[value.node] = true }
    for update in updates where !movesWeights(update) { isForward[update.value.node] = true }
    for index in graph.nodes.indices.reversed() where isForward[index] {
      isForward[index] = !isUpdate[index]
      guard isForward[index] else { continue }
      for input in graph.nodes[index].inputs { isForward[input.node] = true }
    }
    return graph.nodes.indices.map { isUpdate[$0] ? .update : isForward[$0] ? .forward : .backward }
  }

  private func movesWeights(_ update: Update) -> Bool {
    let role = graph.slots[update.slot].role
    return role == .parameter || role == .optimizer
  }

  /// Nodes that depend on an optimizer's number or memory, up to the new values of slots.
  private func updateNodes() -> [Bool] {
    let ends = Set(updates.filter(movesWeights).map(\.value.node))
    guard !ends.isEmpty else { return graph.nodes.map { _ in false } }
    var isUpdate = [Bool](repeating: false, count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() {
      switch node.op {
      case .scalar(let place):
        isUpdate[index] = !["seed", "step"].contains(graph.scalars[place].name)
      case .state(let slot): isUpdate[index] = graph.slots[slot].role == .optimizer
      default:
        let depends = node.inputs.contains { isUpdate[$0.node] && !ends.contains($0.node) }
        isUpdate[index] = depends || (ends.contains(index) && !node.inputs.isEmpty)
      }
    }
    return isUpdate
  }
}
