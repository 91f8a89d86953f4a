internal import HoneCore

extension Tensor {
  /// Applies an operation: in the trace of an operand if one has a trace, else as a recording.
  package static func apply(_ op: Op, _ inputs: [Tensor]) -> [Tensor] {
    if let trace = inputs.lazy.compactMap(\.trace).first { return trace.emit(op, inputs) }
    if inputs.contains(where: \.isPoisoned) {
      return Recorded(.op(op, inputs), types: [.poison], isFailed: true).tensors
    }
    do throws(InferenceFailure) {
      let types = try Inference.types(of: op, inputs: inputs.map(\.type))
      return Recorded(.op(op, inputs), types: types).tensors
    } catch {
      return Recorded(.op(op, inputs), types: [.poison], isFailed: true).tensors
    }
  }

  /// Applies an operation that has one result.
  package static func apply(_ op: Op, _ inputs: Tensor...) -> Tensor { apply(op, inputs)[0] }

  /// Runs a composite function now if all extents are known, and again in each trace otherwise.
  static func deferring(
    _ inputs: [Tensor], _ body: @escaping @Sendable ([Tensor]) -> [Tensor]
  ) -> [Tensor] {
    let isTraced = inputs.contains { $0.trace != nil }
    if isTraced || inputs.allSatisfy({ $0.shape.isKnown }) { return body(inputs) }
    return Tensor.record(DeferredCall(body: body), inputs)
  }

  /// Records a call on recorded tensors; its result types come from a trial trace.
  package static func record(_ call: any RecordedCall, _ inputs: [Tensor]) -> [Tensor] {
    if inputs.contains(where: \.isPoisoned) {
      return Recorded(.call(call, inputs), types: [.poison], isFailed: true).tensors
    }
    let trial = Trace(mode: .inference)
    let outputs = call.emit(
      inputs.enumerated().map { trial.input(name: "input_\($0.offset)", type: $0.element.type) })
    let isFailed = !trial.errors.isEmpty || outputs.contains(where: \.isPoisoned)
    return Recorded(.call(call, inputs), types: outputs.map(\.type), isFailed: isFailed).tensors
  }
}

extension TensorType {
  /// What a poisoned tensor claims to be.
  static let poison = TensorType(.float32, [])
}

extension Op {
  /// The operation with unknown extents in its attributes replaced by the batch size.
  func resolving(batchSize: Int) -> Op {
    switch self {
    case .broadcast(let shape): .broadcast(shape.replacingUnknown(with: batchSize))
    case .iota(let shape, let axis, let dtype):
      .iota(shape: shape.replacingUnknown(with: batchSize), axis: axis, dtype: dtype)
    default: self
    }
  }
}
