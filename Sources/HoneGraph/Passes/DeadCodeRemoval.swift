/// Removes nodes that no output and no update needs.
package struct DeadCodeRemoval: Pass {
  package init() {}

  package func run(_ program: Program) -> Program {
    let nodes = program.graph.nodes
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for value in program.results { isNeeded[value.node] = true }
    for index in nodes.indices.reversed() where isNeeded[index] {
      for operand in nodes[index].inputs { isNeeded[operand.node] = true }
    }
    guard isNeeded.contains(false) else { return program }
    var index = -1
    return GraphRewriter.rewrite(program) { _, _ in
      index += 1
      return isNeeded[index] ? nil : []
    }
  }
}
