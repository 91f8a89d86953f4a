internal import HoneCore

/// Writes graph text: see ``GraphText``.
struct GraphPrinter {
  let program: Program
  let printsLocations: Bool

  private var graph: Graph { program.graph }

  var text: String {
    var lines = ["program \(Self.name(program.name))"]
    lines += graph.inputs.map { "input \(Self.name($0.name)): \($0.type)" }
    lines += graph.scalars.map { "scalar \(Self.name($0.name)): \($0.dtype)" }
    lines += graph.slots.map { slot in
      "slot \(Self.name(slot.path)): \(slot.type) \(slot.role.rawValue)"
        + (slot.isTrainable ? " trainable" : "")
    }
    lines += graph.nodes.indices.map(line)
    lines += program.outputs.map { "output \(Self.name($0.name)) = \(reference($0.value))" }
    lines += program.updates.map { update in
      let slot = graph.slots.indices.contains(update.slot) ? graph.slots[update.slot].path : nil
      return "update \(slot.map(Self.name) ?? "?\(update.slot)") = \(reference(update.value))"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ index: Int) -> String {
    let node = graph.nodes[index]
    var text = "%\(index) = \(node.op.name)"
    text += leafText(node.op) ?? ""
    if !node.inputs.isEmpty { text += " " + node.inputs.map(reference).joined(separator: ", ") }
    let attributes = node.op.attributes(type: node.types.first)
    if !attributes.isEmpty {
      text += " {" + attributes.map { "\($0.name): \($0.text)" }.joined(separator: ", ") + "}"
    }
    if node.types.count > 1 {
      text += " : (" + node.types.map(\.description).joined(separator: ", ") + ")"
    } else if let type = node.types.first, type != tableType(node.op) {
      text += " : \(type)"
    }
    if !node.scope.isEmpty { text += " @" + Self.name(node.scope) }
    if node.isRecomputed { text += " recomputed" }
    if printsLocations, let location = node.location {
      text += " at \(Self.name(location.file)):\(location.line)"
      if location.column > 0 { text += ":\(location.column)" }
    }
    return text
  }

  private func leafText(_ op: Op) -> String? {
    switch op {
    case .input(let index): name(in: graph.inputs.map(\.name), at: index)
    case .scalar(let index): name(in: graph.scalars.map(\.name), at: index)
    case .state(let index): name(in: graph.slots.map(\.path), at: index)
    case .constant(let value): " " + ConstantText.print(value)
    default: nil
    }
  }

  private func name(in names: [String], at index: Int) -> String {
    " " + (names.indices.contains(index) ? Self.name(names[index]) : "?\(index)")
  }

  private func tableType(_ op: Op) -> TensorType? {
    switch op {
    case .input, .scalar, .state: graph.leafType(op)
    default: nil
    }
  }

  private func reference(_ value: ValueID) -> String {
    let single =
      graph.nodes.indices.contains(value.node) && graph.nodes[value.node].types.count == 1
    return single && value.output == 0 ? "%\(value.node)" : "%\(value.node):\(value.output)"
  }

  /// A name, in quotes where it needs them.
  static func name(_ name: String) -> String {
    let isPlain = !name.isEmpty && name.utf8.allSatisfy { GraphLexer.isWord($0) && $0 != 0x3F }
    return isPlain ? name : quoted(name)
  }

  /// A text in double quotes, with escapes.
  static func quoted(_ text: some StringProtocol) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension Graph {
  /// The type that the graph's tables give an input, scalar or state; nil for an index outside.
  package func leafType(_ op: Op) -> TensorType? {
    switch op {
    case .input(let index): inputs.indices.contains(index) ? inputs[index].type : nil
    case .scalar(let index):
      scalars.indices.contains(index) ? TensorType(scalars[index].dtype, []) : nil
    case .state(let index): slots.indices.contains(index) ? slots[index].type : nil
    default: nil
    }
  }
}
