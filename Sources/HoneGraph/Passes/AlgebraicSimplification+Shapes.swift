internal import HoneCore

extension AlgebraicSimplification {
  /// Changes of shape that change nothing, and two in a row that one can do.
  func reshaping(_ node: Node, _ graph: Graph) -> Replacement? {
    guard let x = node.inputs.first else { return nil }
    let (before, after) = (graph.type(of: x).shape, node.types[0].shape)
    switch node.op {
    case .reshape:
      if before == after && after.isKnown { return .value(x) }
      guard case .reshape = graph.op(of: x), after.isKnown,
        graph.type(of: graph.operand(of: x)).shape.isKnown
      else { return nil }
      return .node(.reshape(after), [graph.operand(of: x)])
    case .broadcast:
      if before == after { return .value(x) }
      guard case .broadcast = graph.op(of: x), before.isKnown, after.isKnown else { return nil }
      return .node(.broadcast(after), [graph.operand(of: x)])
    case .transpose(let permutation):
      if permutation == Array(permutation.indices) { return .value(x) }
      guard case .transpose(let inner) = graph.op(of: x) else { return nil }
      return .node(.transpose(permutation.map { inner[$0] }), [graph.operand(of: x)])
    case .slice(let starts, let limits, let strides):
      let isWhole = zip(limits, before.dimensions).allSatisfy { $0 == $1 || $0 < 0 }
      return isWhole && (starts + strides.map { $0 - 1 }).allSatisfy { $0 == 0 } ? .value(x) : nil
    case .pad(let low, let high, let interior, _):
      return (low + high + interior).allSatisfy { $0 == 0 } ? .value(x) : nil
    case .concatenate: return node.inputs.count == 1 ? .value(x) : nil
    default: return nil
    }
  }
}
