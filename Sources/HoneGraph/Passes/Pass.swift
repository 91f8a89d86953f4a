/// A rewriting of programs that keeps what they compute.
///
/// Passes are pure functions of verified programs (``Program/verify()``). Inputs, scalars and slots
/// keep their tables, used or not: their indices are the interface to the host.
package protocol Pass: Sendable {
  /// A program with the same outputs and updates.
  func run(_ program: Program) -> Program
}

/// A program under reconstruction, node by node: what passes share.
struct GraphRewriter {
  /// The tables of the old program and the nodes so far.
  private(set) var graph: Graph
  /// The new values of the old nodes' outputs.
  private var values: [[ValueID]] = []

  private init(_ graph: Graph) {
    self.graph = graph
    self.graph.nodes = []
  }

  /// Rebuilds a program.
  ///
  /// The closure receives each node, its operands renamed, and answers with the values that stand
  /// for the node's outputs, or nil to keep the node.
  static func rewrite(
    _ program: Program, _ replace: (Node, inout GraphRewriter) -> [ValueID]?
  ) -> Program {
    rewrite(program, indexed: { replace($1, &$2) })
  }

  /// Rebuilds a program by a closure that also receives the old index of each node.
  static func rewrite(
    _ program: Program, indexed replace: (Int, Node, inout GraphRewriter) -> [ValueID]?
  ) -> Program {
    var rewriter = GraphRewriter(program.graph)
    for (index, old) in program.graph.nodes.enumerated() {
      var node = old
      node.inputs = old.inputs.map(rewriter.renamed)
      let values = replace(index, node, &rewriter) ?? rewriter.append(node)
      rewriter.values.append(values)
    }
    var result = program
    result.graph = rewriter.graph
    for index in result.outputs.indices {
      result.outputs[index].value = rewriter.renamed(program.outputs[index].value)
    }
    for index in result.updates.indices {
      result.updates[index].value = rewriter.renamed(program.updates[index].value)
    }
    return result
  }

  /// The new name of a value. Only a node that is itself removed refers to removed ones.
  func renamed(_ value: ValueID) -> ValueID {
    let outputs = values[value.node]
    return outputs.isEmpty ? value : outputs[value.output]
  }

  /// Adds a node.
  mutating func append(_ node: Node) -> [ValueID] {
    graph.nodes.append(node)
    return node.types.indices.map { ValueID(node: graph.nodes.count - 1, output: $0) }
  }

  /// Adds an operation in place of a node of the same type.
  mutating func append(_ op: Op, _ inputs: [ValueID], for node: Node) -> [ValueID] {
    append(
      Node(
        op: op, inputs: inputs, types: node.types, scope: node.scope, location: node.location,
        isRecomputed: node.isRecomputed))
  }
}

extension Graph {
  /// The operation that makes a value.
  func op(of value: ValueID) -> Op { nodes[value.node].op }

  /// The first operand of the operation that makes a value.
  ///
  /// - Precondition: it has one.
  func operand(of value: ValueID) -> ValueID { nodes[value.node].inputs[0] }
}
