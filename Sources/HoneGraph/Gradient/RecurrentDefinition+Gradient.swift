internal import HoneCore

/// The gradients of recurrent operations, unrolled: time runs the other way.
extension RecurrentDefinition {
  /// With g the gradient of hₜ and s = tanh(cₜ): do = g∘s, dc = (that of the next step) +
  /// g∘o∘(1 − s²), di = dc∘g̃, df = dc∘cₜ₋₁, dg̃ = dc∘i, each times the derivative of its function;
  /// back to hₜ₋₁ through Rᵀ, to cₜ₋₁ as dc∘f.
  static func lstmGradient(_ inputs: [Tensor], _ reverse: Bool) -> [Tensor] {
    let (kernel, cells, gates, upstream) = (inputs[0], inputs[2], inputs[3], inputs[4])
    let before = previous(cells, inputs[1], reverse)
    var sequence = Sequence(gates, !reverse)
    var stateGradient = zerosLike(inputs[5])
    var cellGradient = inputs[5]
    for time in sequence.order {
      let values = step(gates, time)
      let (input, forget) = (gate(values, 0, of: 4), gate(values, 1, of: 4))
      let (candidate, output) = (gate(values, 2, of: 4), gate(values, 3, of: 4))
      let squashed = tanh(step(cells, time))
      let g = step(upstream, time) + stateGradient
      let dCell = cellGradient + g * output * (1 - square(squashed))
      let dSum = concatenate([
        dCell * candidate * input * (1 - input), dCell * step(before, time) * forget * (1 - forget),
        dCell * input * (1 - square(candidate)), g * squashed * output * (1 - output),
      ])
      stateGradient = product(dSum, transposed: kernel)
      cellGradient = dCell * forget
      sequence.add([dSum])
    }
    return sequence.results + [stateGradient, cellGradient]
  }

  /// With g the gradient of hₜ: dz = g∘(hₜ₋₁ − ĥ), dĥ = g∘(1 − z), each times the derivative of its
  /// function; r and hₜ₋₁ get theirs through the candidate's product, before or after it.
  static func gruGradient(_ inputs: [Tensor], _ resetAfter: Bool, _ reverse: Bool) -> [Tensor] {
    let (kernel, states, gates, upstream) = (inputs[0], inputs[2], inputs[3], inputs[4])
    let before = previous(states, inputs[1], reverse)
    let width = resetAfter ? 4 : 3
    let (gateKernel, candidateKernel) = (
      Self.gates(kernel, 0..<2, of: 3), gate(kernel, 2, of: 3)
    )
    var sequence = Sequence(gates, !reverse)
    var stateGradient = zerosLike(inputs[1])
    for time in sequence.order {
      let (values, last) = (step(gates, time), step(before, time))
      let (update, reset) = (gate(values, 0, of: width), gate(values, 1, of: width))
      let candidate = gate(values, 2, of: width)
      let g = step(upstream, time) + stateGradient
      let dUpdate = g * (last - candidate) * update * (1 - update)
      let dCandidate = g * (1 - update) * (1 - square(candidate))
      let dProduct = resetAfter ? dCandidate * reset : dCandidate
      let dThrough = product(dProduct, transposed: candidateKernel)
      let dReset =
        (resetAfter ? dCandidate * gate(values, 3, of: width) : dThrough * last)
        * reset * (1 - reset)
      stateGradient =
        g * update + product(concatenate([dUpdate, dReset]), transposed: gateKernel)
        + (resetAfter ? dThrough : dThrough * reset)
      sequence.add(
        [concatenate([dUpdate, dReset, dCandidate])] + (resetAfter ? [dProduct] : []))
    }
    return sequence.results + [stateGradient]
  }

  /// `x·kernelᵀ`
  private static func product(_ x: Tensor, transposed kernel: Tensor) -> Tensor {
    .apply(.dotGeneral(DotDimensions(lhsContracting: [1], rhsContracting: [1])), x, kernel)
  }
}
