internal import HoneCore
internal import HoneGraph

/// What recurrent layers do alike around their operations.
enum Recurrence {
  /// Whether the operation's own functions are asked for; others take the unrolled definition.
  static func isStandard(
    _ activation: any ActivationFunction, _ recurrentActivation: any ActivationFunction
  ) -> Bool {
    activation is Activations.Tanh && recurrentActivation is Activations.Sigmoid
  }

  /// `[N, …, width]` for the batch of `x`, all zeros.
  static func zeros(like x: Tensor, _ units: Int) -> Tensor {
    Tensor(0, dtype: x.dtype).broadcast(to: [x.shape[0], units])
  }

  /// The output of a layer: all states, in the order in which they were made and with the input's
  /// mask, or the last one.
  static func output(
    _ states: Tensor, _ steps: Compaction?, of x: Tensor, sequences: Bool, backwards: Bool
  ) -> Tensor {
    let output =
      if let steps {
        sequences ? steps.expanded(states) : steps.last(states)
      } else {
        output(states, sequences: sequences, backwards: backwards)
      }
    return sequences ? output.masked(by: x.mask) : output
  }

  /// The state with which a layer ends.
  static func last(
    _ states: Tensor, _ steps: Compaction?, first: Tensor, backwards: Bool
  ) -> Tensor {
    steps?.last(states, first: first)
      ?? output(states, sequences: false, backwards: backwards)
  }

  /// All states, in the order in which they were made, or the last one.
  static func output(_ states: Tensor, sequences: Bool, backwards: Bool) -> Tensor {
    let time = states.shape[1]
    guard sequences else {
      return RecurrentDefinition.step(states, backwards ? 0 : time - 1)
    }
    guard backwards else { return states }
    let places = (0..<Int32(time)).reversed()
    return states.gathered(at: Tensor(HostTensor(Array(places))), axis: 1)
  }

  /// What is wrong with a layer's inputs, if anything.
  static func failure(
    _ inputs: [Tensor], _ operation: String, units: Int, states: Int, rates: [Double] = []
  ) -> Tensor? {
    guard let x = inputs.first, inputs.count == 1 || inputs.count == 1 + states else {
      let shown = states == 1 ? "a state" : "\(states) states"
      return inputs.fail(
        operation: operation, wanted: "one input, or one and \(shown)",
        received: "\(inputs.count)")
    }
    guard x.rank == 3, units >= 1, x.shape[1] >= 1, x.shape[2] >= 1 else {
      return x.fail(
        operation, wanted: "units ≥ 1 and an input [N, time, features] with a known time ≥ 1",
        received: "units \(units) and \(x.shape)",
        help: x.rank == 2 ? "put Embedding or Reshape before \(operation)" : nil)
    }
    for rate in rates where !(rate >= 0 && rate < 1) {
      return x.fail(
        operation, wanted: "dropout and recurrentDropout from 0 to below 1", received: "\(rate)")
    }
    let wanted: Shape = [x.shape[0], units]
    for state in inputs.dropFirst() where !state.shape.isCompatible(with: wanted) {
      return state.fail(operation, wanted: "a state \(wanted)", received: "\(state.shape)")
    }
    return nil
  }
}
