internal import HoneCore

/// Makes equal operations on equal operands one node, the first of them.
///
/// Operands of sums, products and comparisons for equality are compared in either order. Draws of
/// different streams are different operations; so are attributes that differ only in the sign of
/// a zero. What is computed again on purpose stays apart.
package struct CommonSubexpressions: Pass {
  package init() {}

  package func run(_ program: Program) -> Program {
    var known: [OperationKey: [ValueID]] = [:]
    return GraphRewriter.rewrite(program) { node, rewriter in
      if node.isRecomputed { return rewriter.append(node) }
      var inputs = node.inputs
      if node.op.isCommutative {
        inputs.sort { ($0.node, $0.output) < ($1.node, $1.output) }
      }
      let key = OperationKey(node.op, inputs)
      if let values = known[key] { return values }
      let values = rewriter.append(node)
      known[key] = values
      return values
    }
  }
}

extension Op {
  /// Whether the order of the operands never matters. (It does for the sign of `maximum(0, −0)`.)
  fileprivate var isCommutative: Bool {
    switch self {
    case .binary(.add), .binary(.multiply), .binary(.and), .binary(.or), .compare(.equal),
      .compare(.notEqual):
      true
    default: false
    }
  }
}
