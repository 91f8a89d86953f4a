internal import HoneCore

/// The steps run backwards in one operation; weights get their gradients from all steps at once.
extension VectorJacobian {
  static func lstm(_ a: Application, _ reverse: Bool) -> [Tensor?] {
    // Only a second derivative reads the workspace of the first.
    if a.upstream[2] != nil || a.upstream[3] != nil {
      return throughDefinition(a, RecurrentDefinition.outputs)
    }
    let (kernel, state, cell) = (a.inputs[1], a.inputs[3], a.inputs[4])
    let results = Tensor.apply(
      .lstmGradient(reverse: reverse),
      [
        kernel, cell, a.outputs[2], a.outputs[3], a.g, a.upstream[1] ?? zerosLike(a.outputs[1]),
      ])
    guard results.count == 3 else { return a.inputs.map { _ in nil } }
    let before = RecurrentDefinition.previous(a.y, state, reverse)
    return [
      results[0], a.wanted[1] ? overTime(before, results[0]) : nil,
      a.wanted[2] ? results[0].sum(axes: [0, 1]) : nil, results[1], results[2],
    ]
  }

  static func gru(_ a: Application, _ resetAfter: Bool, _ reverse: Bool) -> [Tensor?] {
    if a.upstream[1] != nil { return throughDefinition(a, RecurrentDefinition.outputs) }
    let (kernel, state, gates) = (a.inputs[1], a.inputs[3], a.outputs[1])
    let results = Tensor.apply(
      .gruGradient(resetAfter: resetAfter, reverse: reverse), [kernel, state, a.y, gates, a.g])
    guard results.count == (resetAfter ? 3 : 2), let last = results.last else {
      return a.inputs.map { _ in nil }
    }
    let before = RecurrentDefinition.previous(a.y, state, reverse)
    let dGates = RecurrentDefinition.gates(results[0], 0..<2, of: 3)
    let dCandidate = resetAfter ? results[1] : RecurrentDefinition.gate(results[0], 2, of: 3)
    var operand = before
    if !resetAfter { operand = before * RecurrentDefinition.gate(gates, 1, of: 3) }
    return [
      results[0],
      a.wanted[1]
        ? HoneGraph.concatenate([overTime(before, dGates), overTime(operand, dCandidate)]) : nil,
      a.wanted[2]
        ? HoneGraph.concatenate([dGates.sum(axes: [0, 1]), dCandidate.sum(axes: [0, 1])]) : nil,
      last,
    ]
  }

  /// `Σ x[n, t, i] · g[n, t, j]`
  private static func overTime(_ x: Tensor, _ g: Tensor) -> Tensor {
    .apply(.dotGeneral(DotDimensions(lhsContracting: [0, 1], rhsContracting: [0, 1])), x, g)
  }
}
