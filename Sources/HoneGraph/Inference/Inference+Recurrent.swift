internal import HoneCore

extension Inference {
  /// Types of the recurrent operations. Their operands' shapes follow from batch, time and units.
  static func recurrent(_ op: Op, _ inputs: [TensorType]) throws(InferenceFailure) -> [TensorType] {
    try requireSameType(inputs)
    try requireFloat(inputs[0])
    let dtype = inputs[0].dtype
    func type(_ shape: Shape) -> TensorType { TensorType(dtype, shape) }
    switch op {
    case .lstm:
      let e = try RecurrentExtents(projected: inputs[0].shape, kernel: inputs[1].shape, gates: 4)
      try require(inputs.dropFirst(2), [e.vector, e.state, e.state])
      return [type(e.states), type(e.state), type(e.states), type(e.sequence(4))]
    case .lstmGradient:
      let e = try RecurrentExtents(projected: inputs[3].shape, kernel: inputs[0].shape, gates: 4)
      try require(
        inputs[1...], [e.state, e.states, e.sequence(4), e.states, e.state])
      return [type(e.sequence(4)), type(e.state), type(e.state)]
    case .gru(let resetAfter, _):
      let e = try RecurrentExtents(projected: inputs[0].shape, kernel: inputs[1].shape, gates: 3)
      try require(inputs.dropFirst(2), [e.vector, e.state])
      return [type(e.states), type(e.sequence(resetAfter ? 4 : 3))]
    case .gruGradient(let resetAfter, _):
      let e = try RecurrentExtents(states: inputs[2].shape, kernel: inputs[0].shape, gates: 3)
      try require(
        inputs[1...], [e.state, e.states, e.sequence(resetAfter ? 4 : 3), e.states])
      let projected = type(e.sequence(3))
      return resetAfter
        ? [projected, type(e.states), type(e.state)] : [projected, type(e.state)]
    default: return []
    }
  }

  private static func require(
    _ operands: ArraySlice<TensorType>, _ shapes: [Shape]
  ) throws(InferenceFailure) {
    for (operand, shape) in zip(operands, shapes) where !operand.shape.isCompatible(with: shape) {
      throw InferenceFailure(wanted: "an operand of shape \(shape)", received: "\(operand.shape)")
    }
  }
}

/// Batch, time and units of a recurrent operation.
private struct RecurrentExtents {
  let batch: Int
  let time: Int
  let units: Int
  let gates: Int

  /// From the projected inputs `[N, T, gates · U]` and the recurrent kernel `[U, gates · U]`.
  init(projected: Shape, kernel: Shape, gates: Int) throws(InferenceFailure) {
    try self.init(sequence: projected, width: gates, kernel: kernel, gates: gates)
  }

  /// From the states `[N, T, U]` and the recurrent kernel `[U, gates · U]`.
  init(states: Shape, kernel: Shape, gates: Int) throws(InferenceFailure) {
    try self.init(sequence: states, width: 1, kernel: kernel, gates: gates)
  }

  private init(
    sequence: Shape, width: Int, kernel: Shape, gates: Int
  ) throws(InferenceFailure) {
    guard kernel.rank == 2, kernel[0] >= 1, kernel[1] == gates * kernel[0] else {
      throw InferenceFailure(
        wanted: "a recurrent kernel [units, \(gates) · units]", received: "\(kernel)")
    }
    guard sequence.rank == 3, sequence[1] >= 1 else {
      throw InferenceFailure(
        wanted: "a sequence [N, T, \(width == 1 ? "" : "\(width) · ")units] with a known T ≥ 1",
        received: "\(sequence)")
    }
    let wanted: Shape = [sequence[0], sequence[1], width * kernel[0]]
    guard sequence.isCompatible(with: wanted) else {
      throw InferenceFailure(wanted: "a sequence of shape \(wanted)", received: "\(sequence)")
    }
    (batch, time, units, self.gates) = (sequence[0], sequence[1], kernel[0], gates)
  }

  var vector: Shape { [gates * units] }
  var state: Shape { [batch, units] }
  var states: Shape { sequence(1) }

  func sequence(_ width: Int) -> Shape { [batch, time, width * units] }
}
