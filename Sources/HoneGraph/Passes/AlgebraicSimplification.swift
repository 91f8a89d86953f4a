internal import HoneCore

/// Removes operations that change nothing and shortens chains, keeping every bit of every result:
/// infinities, NaN and the sign of zero included (only which NaN may differ). One exception rounds
/// better: `power(x, 2)` becomes `square(x)`.
///
/// So `x · 1` and `x − 0` go, but `x · 0` stays (x may be infinite), and `x + 0` goes only where
/// x can't be −0.
package struct AlgebraicSimplification: Pass {
  /// Whether to keep `stopGradient`, for programs that are still to be differentiated.
  package var keepsStopGradient: Bool

  package init(keepsStopGradient: Bool = false) { self.keepsStopGradient = keepsStopGradient }

  /// What takes the place of a node.
  enum Replacement {
    case value(ValueID)
    case node(Op, [ValueID])
  }

  package func run(_ program: Program) -> Program {
    GraphRewriter.rewrite(program) { node, rewriter in
      switch replacement(for: node, rewriter.graph) {
      case .value(let value) where rewriter.graph.type(of: value) == node.types[0]: [value]
      case .node(let op, let inputs): rewriter.append(op, inputs, for: node)
      default: nil
      }
    }
  }

  private func replacement(for node: Node, _ graph: Graph) -> Replacement? {
    switch node.op {
    case .stopGradient: keepsStopGradient ? nil : .value(node.inputs[0])
    case .convert(let dtype):
      graph.type(of: node.inputs[0]).dtype == dtype ? .value(node.inputs[0]) : nil
    case .unary(let function): unary(function, node.inputs[0], graph)
    case .binary(let function): binary(function, node.inputs[0], node.inputs[1], graph)
    case .select: select(node.inputs, graph)
    case .reduce(let reduction, let axes): reduce(reduction, axes, node.inputs[0], graph)
    default: reshaping(node, graph)
    }
  }

  /// −(−x) = x, ¬¬x = x, and functions that do nothing the second time.
  private func unary(_ function: UnaryOp, _ x: ValueID, _ graph: Graph) -> Replacement? {
    guard case .unary(let inner) = graph.op(of: x), inner == function else { return nil }
    switch function {
    case .negate, .not: return .value(graph.operand(of: x))
    case .absolute, .sign, .relu, .floor, .ceil, .round: return .value(x)
    default: return nil
    }
  }

  private func binary(
    _ function: BinaryOp, _ a: ValueID, _ b: ValueID, _ graph: Graph
  ) -> Replacement? {
    switch function {
    case .add:
      if isNothing(b, addedTo: a, graph) { return .value(a) }
      return isNothing(a, addedTo: b, graph) ? .value(b) : nil
    case .subtract:
      guard let number = graph.number(b), number == 0 else { return nil }
      return graph.type(of: b).dtype.isInteger || number.sign == .plus ? .value(a) : nil
    case .multiply:
      if graph.number(b) == 1 { return .value(a) }
      return graph.number(a) == 1 ? .value(b) : nil
    case .divide: return graph.number(b) == 1 ? .value(a) : nil
    case .power:
      if graph.number(b) == 1 { return .value(a) }
      return graph.number(b) == 2 ? .node(.unary(.square), [a]) : nil
    case .maximum, .minimum, .and, .or: return a == b ? .value(a) : nil
    case .remainder: return nil
    }
  }

  private func select(_ inputs: [ValueID], _ graph: Graph) -> Replacement? {
    if inputs[1] == inputs[2] { return .value(inputs[1]) }
    return graph.number(inputs[0]).map { .value(inputs[$0 != 0 ? 1 : 2]) }
  }

  /// Over no axes each element is reduced alone; a sum begins at +0, so it may change a −0.
  private func reduce(
    _ reduction: ReduceOp, _ axes: [Int], _ x: ValueID, _ graph: Graph
  ) -> Replacement? {
    let keepsElements = reduction != .sum || graph.isNeverNegativeZero(x)
    return axes.isEmpty && keepsElements ? .value(x) : nil
  }

  /// Whether `x + zero` is x: always for −0, for +0 if x isn't −0.
  private func isNothing(_ zero: ValueID, addedTo x: ValueID, _ graph: Graph) -> Bool {
    guard let number = graph.number(zero), number == 0 else { return false }
    return graph.type(of: zero).dtype.isInteger || number.sign == .minus
      || graph.isNeverNegativeZero(x)
  }
}

extension Graph {
  /// Whether no element can be −0.
  fileprivate func isNeverNegativeZero(_ value: ValueID) -> Bool {
    var value = value
    while true {
      switch op(of: value) {
      case .broadcast, .reshape, .transpose, .slice, .stopGradient: value = operand(of: value)
      case .unary(.absolute), .unary(.square), .unary(.exp), .unary(.sigmoid), .softmax: return true
      case .convert: return !type(of: operand(of: value)).dtype.isFloatingPoint
      case .constant: return number(value).map { $0 != 0 || $0.sign == .plus } ?? false
      default: return !type(of: value).dtype.isFloatingPoint
      }
    }
  }
}
