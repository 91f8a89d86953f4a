internal import HoneCore

/// Computes what doesn't depend on inputs, scalars, state or draws.
///
/// A number that is repeated, whatever the shape, is folded as one number and becomes
/// `broadcast(constant of rank 0)`, so that large fills cost nothing. Other constants are folded up
/// to ``limit`` elements. The results are those of the reference backend: see ``HostEvaluator``.
package struct ConstantFolding: Pass {
  /// The most elements of an operand or result that isn't one repeated number.
  package var limit: Int

  package init(limit: Int = 65_536) { self.limit = limit }

  package func run(_ program: Program) -> Program {
    GraphRewriter.rewrite(program) { node, rewriter in fold(node, &rewriter) }
  }

  private func fold(_ node: Node, _ rewriter: inout GraphRewriter) -> [ValueID]? {
    guard node.types.count == 1, node.types[0].shape.isKnown else { return nil }
    switch node.op {
    case .constant(let tensor):
      guard tensor.count > 1, tensor.dtype.isSupported, ConstantText.isSplat(tensor) else {
        return nil
      }
      return append(splat: tensor.firstElement, for: node, &rewriter)
    case .unary, .binary, .compare, .select, .convert, .stopGradient:
      return foldSplats(node, &rewriter) ?? foldDense(node, &rewriter)
    case .broadcast, .reshape, .transpose, .slice:
      guard let number = rewriter.graph.splat(of: node.inputs[0]) else {
        return foldDense(node, &rewriter)
      }
      return isSplatForm(node, rewriter.graph) ? nil : append(splat: number, for: node, &rewriter)
    default: return nil
    }
  }

  /// Whether a node is the form that repeated numbers take already.
  private func isSplatForm(_ node: Node, _ graph: Graph) -> Bool {
    guard case .broadcast(let shape) = node.op, shape.rank > 0,
      case .constant(let tensor) = graph.op(of: node.inputs[0])
    else { return false }
    return tensor.shape.rank == 0
  }

  private func foldSplats(_ node: Node, _ rewriter: inout GraphRewriter) -> [ValueID]? {
    var numbers: [HostTensor] = []
    for input in node.inputs {
      guard let number = rewriter.graph.splat(of: input) else { return nil }
      numbers.append(number)
    }
    let type = TensorType(node.types[0].dtype, [])
    guard let result = HostEvaluator.evaluate(node.op, numbers, type) else { return nil }
    return append(splat: result, for: node, &rewriter)
  }

  private func foldDense(_ node: Node, _ rewriter: inout GraphRewriter) -> [ValueID]? {
    guard node.types[0].shape.count <= limit else { return nil }
    var operands: [HostTensor] = []
    for input in node.inputs {
      guard let operand = rewriter.graph.constant(input, limit: limit) else { return nil }
      operands.append(operand)
    }
    return HostEvaluator.evaluate(node.op, operands, node.types[0]).map {
      rewriter.append(.constant($0), [], for: node)
    }
  }

  private func append(
    splat number: HostTensor, for node: Node, _ rewriter: inout GraphRewriter
  ) -> [ValueID] {
    let shape = node.types[0].shape
    if shape.rank == 0 { return rewriter.append(.constant(number), [], for: node) }
    var scalar = node
    scalar.op = .constant(number)
    scalar.inputs = []
    scalar.types = [TensorType(number.dtype, [])]
    let value = rewriter.append(scalar)
    return rewriter.append(.broadcast(shape), value, for: node)
  }
}
