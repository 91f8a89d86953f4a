package import HoneCore

extension Graph {
  /// The types of a node's outputs: from the tables for a leaf, by ``Inference`` otherwise.
  ///
  /// - Precondition: the node's operands are values of this graph.
  package func inferredTypes(of node: Node) throws(InferenceFailure) -> [TensorType] {
    switch node.op {
    case .input, .scalar, .state:
      guard let type = leafType(node.op) else {
        throw InferenceFailure(
          wanted: "an entry of the graph's table", received: "an index outside of it")
      }
      guard node.inputs.isEmpty else {
        throw InferenceFailure(wanted: "no operands", received: "\(node.inputs.count)")
      }
      return [type]
    default: return try Inference.types(of: node.op, inputs: node.inputs.map(type))
    }
  }
}

extension Program {
  /// Checks that the program is well formed: every operand precedes its user, types are those that
  /// ``Inference`` gives, indices lie within their tables, names are unique, and a slot has at most
  /// one update, of the slot's type.
  ///
  /// - Throws: an error of kind `.model` that holds every fault found.
  package func verify() throws(HoneError) {
    var faults = duplicates("input", graph.inputs.map(\.name))
    faults += duplicates("scalar", graph.scalars.map(\.name))
    faults += duplicates("slot", graph.slots.map(\.path))
    faults += duplicates("output", outputs.map(\.name))
    faults += graph.nodes.indices.compactMap(nodeFault)
    faults += outputs.compactMap { resultFault("output \($0.name)", $0.value) }
    faults += updateFaults()
    if let error = HoneError.combining(faults) { throw error }
  }

  private func nodeFault(_ index: Int) -> HoneError? {
    let node = graph.nodes[index]
    func fault(_ wanted: String, _ received: String, _ help: String? = nil) -> HoneError {
      HoneError(
        .model, path: node.scope.isEmpty ? name : node.scope,
        operation: "%\(index) = \(node.op.name)", wanted: wanted, received: received,
        help: help ?? "this is a fault of a pass or of hand-written graph text",
        location: node.location)
    }
    for operand in node.inputs {
      guard (0..<index).contains(operand.node) else {
        return fault("operands that precede it", "%\(operand.node)")
      }
      let count = graph.nodes[operand.node].types.count
      guard (0..<count).contains(operand.output) else {
        return fault("an output in 0 ..< \(count) of %\(operand.node)", "\(operand.output)")
      }
    }
    do {
      let types = try graph.inferredTypes(of: node)
      guard types != node.types else { return nil }
      return fault(
        "the type \(types.map(\.description).joined(separator: ", "))",
        node.types.isEmpty ? "none" : node.types.map(\.description).joined(separator: ", "))
    } catch {
      return fault(error.wanted, error.received, error.help)
    }
  }

  private func resultFault(_ result: String, _ value: ValueID) -> HoneError? {
    guard graph.nodes.indices.contains(value.node),
      graph.nodes[value.node].types.indices.contains(value.output)
    else {
      return fault(result, "a value of the graph", "%\(value.node):\(value.output)")
    }
    return nil
  }

  private func updateFaults() -> [HoneError] {
    var updated: Set<Int> = []
    return updates.compactMap { update in
      guard graph.slots.indices.contains(update.slot) else {
        return fault(
          "update", "a slot in 0 ..< \(graph.slots.count)", "\(update.slot)")
      }
      let slot = graph.slots[update.slot]
      guard updated.insert(update.slot).inserted else {
        return fault("update \(slot.path)", "one update of a slot", "a second")
      }
      if let fault = resultFault("update \(slot.path)", update.value) { return fault }
      let type = graph.type(of: update.value)
      return type == slot.type
        ? nil : fault("update \(slot.path)", "a value of type \(slot.type)", "\(type)")
    }
  }

  private func duplicates(_ what: String, _ names: [String]) -> [HoneError] {
    var seen: Set<String> = []
    return names.filter { !seen.insert($0).inserted }.map {
      fault("\(what) \($0)", "a name of its own", "a second \(what) of this name")
    }
  }

  private func fault(_ operation: String, _ wanted: String, _ received: String) -> HoneError {
    HoneError(
      .model, path: name, operation: operation, wanted: wanted, received: received,
      help: "this is a fault of a pass or of hand-written graph text")
  }
}
