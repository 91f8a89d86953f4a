/// Emits recorded expressions into a trace: the operations and calls of a functional model.
package struct Replay {
  private let trace: Trace
  private var known: [ObjectIdentifier: (recorded: Recorded, tensors: [Tensor])] = [:]

  package init(into trace: Trace) { self.trace = trace }

  /// Says which tensor of the trace stands for a recorded input.
  package mutating func bind(_ input: Tensor, to tensor: Tensor) {
    guard case .recorded(let recorded, _) = input.storage else { return }
    known[ObjectIdentifier(recorded)] = (recorded, [tensor])
  }

  /// Emits what lies behind each tensor, calls in the order in which they were recorded.
  package mutating func tensors(_ tensors: [Tensor]) -> [Tensor] {
    for recorded in pending(tensors).sorted(by: { $0.sequence < $1.sequence }) {
      known[ObjectIdentifier(recorded)] = (recorded, emit(recorded))
    }
    return tensors.map(lookUp)
  }

  /// Emits what lies behind one tensor.
  package func tensor(_ tensor: Tensor) -> Tensor? {
    var copy = self
    return copy.tensors([tensor]).first
  }

  /// The expressions that aren't emitted yet, found without recursion.
  private func pending(_ tensors: [Tensor]) -> [Recorded] {
    var found: [ObjectIdentifier: Recorded] = [:]
    var stack = tensors
    while let tensor = stack.popLast() {
      guard case .recorded(let recorded, _) = tensor.storage else { continue }
      let identity = ObjectIdentifier(recorded)
      if known[identity] != nil || found[identity] != nil { continue }
      found[identity] = recorded
      switch recorded.origin {
      case .input: break
      case .op(_, let inputs), .call(_, let inputs): stack += inputs
      }
    }
    return Array(found.values)
  }

  private func emit(_ recorded: Recorded) -> [Tensor] {
    switch recorded.origin {
    case .input(let name):
      let shown = name.map { "\"\($0)\"" } ?? "of shape \(recorded.types[0].shape)"
      return [
        trace.fail(
          operation: "model", message: "the outputs depend on an Input \(shown) that isn't listed.",
          help: "add it to Model(inputs:)")
      ]
    case .op(let op, let inputs):
      return trace.emit(op.resolving(batchSize: trace.batchSize ?? -1), inputs.map(lookUp))
    case .call(let call, let inputs):
      let arguments = inputs.map(lookUp)
      if arguments.contains(where: \.isPoisoned) {
        return recorded.types.map { _ in trace.poison }
      }
      return call.emit(arguments)
    }
  }

  private func lookUp(_ tensor: Tensor) -> Tensor {
    guard case .recorded(let recorded, let output) = tensor.storage else { return tensor }
    guard let tensors = known[ObjectIdentifier(recorded)]?.tensors, output < tensors.count else {
      return trace.poison
    }
    return tensors[output]
  }
}
