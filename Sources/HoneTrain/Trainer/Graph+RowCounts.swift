internal import HoneCore
internal import HoneGraph

extension Graph {
  /// For each input whose elements are themselves looked up in a table, by the input's name: the
  /// number of the table's rows; of several tables, the smallest.
  ///
  /// Inputs that are cut or computed with first aren't among them: their ids are held in range.
  var rowCountsOfInputs: [String: Int] {
    var counts: [String: Int] = [:]
    for node in nodes {
      guard case .gather(let axis) = node.op, let name = inputName(of: node.inputs[1]) else {
        continue
      }
      let rows = type(of: node.inputs[0]).shape[axis]
      counts[name] = min(counts[name] ?? rows, rows)
    }
    return counts
  }

  /// The input that a value holds, perhaps under another type or shape.
  private func inputName(of value: ValueID) -> String? {
    let node = nodes[value.node]
    switch node.op {
    case .input(let index): return inputs[index].name
    case .convert, .reshape, .broadcast, .stopGradient, .transpose:
      return inputName(of: node.inputs[0])
    default: return nil
    }
  }
}
