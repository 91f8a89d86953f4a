internal import HoneCore
internal import HoneGraph

extension Program {
  /// Emits the program's nodes into a trace; returns all values, and inputs and slots by themselves.
  func replay(into trace: Trace) -> (values: [[Tensor]], leaves: [Tensor]) {
    var values: [[Tensor]] = []
    var leaves: [Tensor] = []
    // Inputs first, all of them, so that they keep their order.
    let inputs = graph.inputs.map { trace.input(name: $0.name, type: $0.type) }
    let scalars = graph.scalars.map { trace.scalar($0.name, dtype: $0.dtype) }
    for node in graph.nodes {
      let results: [Tensor]
      switch node.op {
      case .input(let index): results = [inputs[index]]
      case .scalar(let index): results = [scalars[index]]
      case .state(let index):
        let slot = graph.slots[index]
        results = [
          trace.state(
            path: slot.path, type: slot.type, role: slot.role, initial: ConstantValue(0))
        ]
      case .constant(let value): results = [trace.constant(value)]
      default:
        let operands = node.inputs.map { values[$0.node][$0.output] }
        results =
          operands.isEmpty ? trace.emit(node.op, []) : Tensor.apply(node.op, operands)
      }
      values.append(results)
      if case .input = node.op { leaves += results }
      if case .state = node.op { leaves += results }
    }
    return (values, leaves)
  }
}
