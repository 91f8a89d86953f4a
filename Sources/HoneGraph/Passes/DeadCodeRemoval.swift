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
    var places: [Int] = []
    var result = program
    result.graph.nodes = []
    for index in nodes.indices {
      places.append(result.graph.nodes.count)
      if !isNeeded[index] { continue }
      var node = nodes[index]
      for place in node.inputs.indices { node.inputs[place].node = places[node.inputs[place].node] }
      result.graph.nodes.append(node)
    }
    for index in result.outputs.indices {
      result.outputs[index].value.node = places[result.outputs[index].value.node]
    }
    for index in result.updates.indices {
      result.updates[index].value.node = places[result.updates[index].value.node]
    }
    return result
  }
}
