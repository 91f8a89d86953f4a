internal import HoneCore

/// Recurrent operations in terms of matrix products and elementwise functions, unrolled over time.
///
/// With aₜ the projected inputs, `·` the matrix product, `∘` the product element by element, and
/// every gate its own columns of kernel R and bias b:
///
/// LSTM: `p = aₜ + hₜ₋₁·R + b`, i = σ(pᵢ), f = σ(p_f), g = tanh(p_c), o = σ(pₒ),
/// `cₜ = f∘cₜ₋₁ + i∘g`, `hₜ = o∘tanh(cₜ)`.
///
/// GRU: `q = hₜ₋₁·R + b`, z = σ(a_z + q_z), r = σ(a_r + q_r), `hₜ = z∘hₜ₋₁ + (1 − z)∘ĥ` with
/// ĥ = tanh(aₕ + r∘qₕ) if the reset comes after the product, else tanh(aₕ + (r∘hₜ₋₁)·Rₕ + bₕ).
///
/// What a backend without these operations would run, what other activations than tanh and σ use,
/// and what second derivatives go through.
///
/// References: Hochreiter and Schmidhuber, "Long short-term memory", 1997; Cho et al., "Learning
/// phrase representations using RNN encoder-decoder", EMNLP 2014.
package enum RecurrentDefinition {
  /// A function of one tensor, such as tanh.
  package typealias Function = (Tensor) -> Tensor

  /// The outputs of a recurrent operation by its definition.
  package static func outputs(_ op: Op, _ inputs: [Tensor]) -> [Tensor] {
    switch op {
    case .lstm(let reverse): lstm(inputs, reverse: reverse)
    case .gru(let resetAfter, let reverse): gru(inputs, resetAfter: resetAfter, reverse: reverse)
    case .lstmGradient(let reverse): lstmGradient(inputs, reverse)
    case .gruGradient(let resetAfter, let reverse): gruGradient(inputs, resetAfter, reverse)
    default: inputs
    }
  }

  /// Long short-term memory with any activations; inputs and outputs are those of `Op.lstm`.
  ///
  /// - Parameter factors: what the state is multiplied by on its way to each gate; none for 1.
  package static func lstm(
    _ inputs: [Tensor], reverse: Bool, activation: Function = tanh,
    recurrentActivation: Function = sigmoid, factors: [Tensor] = []
  ) -> [Tensor] {
    let (projected, kernel, bias) = (inputs[0], inputs[1], inputs[2])
    var (state, cell) = (inputs[3], inputs[4])
    var sequence = Sequence(projected, reverse)
    for time in sequence.order {
      let sum = step(projected, time) + product(state, kernel, factors) + bias
      let input = recurrentActivation(gate(sum, 0, of: 4))
      let forget = recurrentActivation(gate(sum, 1, of: 4))
      let candidate = activation(gate(sum, 2, of: 4))
      let output = recurrentActivation(gate(sum, 3, of: 4))
      cell = forget * cell + input * candidate
      state = output * activation(cell)
      sequence.add([state, cell, concatenate([input, forget, candidate, output])])
    }
    let results = sequence.results
    return [results[0], cell, results[1], results[2]]
  }

  /// Gated recurrent unit with any activations; inputs and outputs are those of `Op.gru`.
  ///
  /// - Parameter factors: what the state is multiplied by on its way to each gate; none for 1.
  package static func gru(
    _ inputs: [Tensor], resetAfter: Bool, reverse: Bool, activation: Function = tanh,
    recurrentActivation: Function = sigmoid, factors: [Tensor] = []
  ) -> [Tensor] {
    let (projected, kernel, bias) = (inputs[0], inputs[1], inputs[2])
    var state = inputs[3]
    var sequence = Sequence(projected, reverse)
    for time in sequence.order {
      let own = step(projected, time)
      let used = resetAfter ? 3 : 2
      let product = product(
        state, gates(kernel, 0..<used, of: 3), Array(factors.prefix(used)))
      func sum(_ index: Int) -> Tensor {
        gate(own, index, of: 3) + gate(product, index, of: used)
          + gate(bias, index, of: 3)
      }
      let update = recurrentActivation(sum(0))
      let reset = recurrentActivation(sum(1))
      let recurrent =
        (resetAfter
          ? gate(product, 2, of: 3)
          : matmul(reset * (factors.last.map { state * $0 } ?? state), gate(kernel, 2, of: 3)))
        + gate(bias, 2, of: 3)
      let candidate = activation(
        gate(own, 2, of: 3) + (resetAfter ? reset * recurrent : recurrent))
      state = update * state + (1 - update) * candidate
      sequence.add([
        state,
        concatenate([update, reset, candidate] + (resetAfter ? [recurrent] : [])),
      ])
    }
    return sequence.results
  }

  /// `hₜ = τ(aₜ + hₜ₋₁·R)`: all states, `[N, T, U]`.
  package static func simple(
    _ projected: Tensor, _ kernel: Tensor, _ first: Tensor, reverse: Bool, activation: Function,
    factors: [Tensor]
  ) -> Tensor {
    var state = first
    var sequence = Sequence(projected, reverse)
    for time in sequence.order {
      state = activation(step(projected, time) + product(state, kernel, factors))
      sequence.add([state])
    }
    return sequence.results.first ?? projected
  }

  /// `x·kernel`; with factors each group of columns is made from x times its own factor.
  package static func product(_ x: Tensor, _ kernel: Tensor, _ factors: [Tensor]) -> Tensor {
    guard !factors.isEmpty else { return matmul(x, kernel) }
    return concatenate(
      factors.indices.map { matmul(x * factors[$0], gate(kernel, $0, of: factors.count)) })
  }

  // MARK: Slices

  /// The elements of one time step, `[N, width]`.
  package static func step(_ sequence: Tensor, _ time: Int) -> Tensor {
    sequence.sliced(time..<time + 1, axis: 1).reshaped(to: [sequence.shape[0], sequence.shape[2]])
  }

  /// The columns of one of `count` gates.
  static func gate(_ tensor: Tensor, _ index: Int, of count: Int) -> Tensor {
    gates(tensor, index..<index + 1, of: count)
  }

  /// The columns of some of `count` gates.
  static func gates(_ tensor: Tensor, _ range: Range<Int>, of count: Int) -> Tensor {
    let units = tensor.shape[-1] / count
    return tensor.sliced(range.lowerBound * units..<range.upperBound * units, axis: -1)
  }

  /// For every step the state before it.
  static func previous(_ states: Tensor, _ first: Tensor, _ reverse: Bool) -> Tensor {
    let time = states.shape[1]
    let initial = first.expandingDimension(at: 1)
    return reverse
      ? concatenate([states.sliced(1..<time, axis: 1), initial], axis: 1)
      : concatenate([initial, states.sliced(0..<time - 1, axis: 1)], axis: 1)
  }

  /// Results that come step by step and stand at their own times in the end.
  struct Sequence {
    /// The times in the order in which they are visited.
    let order: [Int]
    private let reverse: Bool
    private var steps: [[Tensor]] = []

    init(_ tensor: Tensor, _ reverse: Bool) {
      let times = Array(0..<Swift.max(tensor.shape[1], 0))
      order = reverse ? times.reversed() : times
      self.reverse = reverse
    }

    mutating func add(_ results: [Tensor]) {
      steps.append(results.map { $0.expandingDimension(at: 1) })
    }

    var results: [Tensor] {
      let ordered = reverse ? steps.reversed() : steps
      return (ordered.first ?? []).indices.map { index in
        concatenate(ordered.map { $0[index] }, axis: 1)
      }
    }
  }
}
