public import HoneCore
public import HoneGraph

/// A fully connected recurrent layer whose output is its state.
///
/// With x the input at a step, h the state before it and τ `activation`:
///
/// ```text
/// h ← τ(x·W + h·U + b)
/// ```
///
/// - Input: `[N, time, features]`, or a list of it and the first h, `[N, units]`
/// - Output: the last h, `[N, units]`; with `returnSequences` all of them, `[N, time, units]`, with
///   `goBackwards` in the order in which they were made. With `returnState` the last h is one more
///   output: `layer.outputs(of: [x])`
/// - Weights: `kernel [features, units]`, `recurrent_kernel [units, units]`, `bias [units]`.
///   PyTorch's `RNN` has two biases whose sum this one is
///
/// Steps that the input's mask leaves out keep the state; with `returnSequences` they repeat the
/// output before them, zeros at the beginning, and the output carries the mask on. `dropout` and
/// `recurrentDropout` drop the same elements at every step of a sequence.
///
/// The steps are unrolled into one operation after another. ``LSTM`` and ``GRU`` remember longer,
/// and are faster over many steps.
///
/// ```swift
/// SimpleRNN(32)
/// ```
///
/// Reference: Elman, "Finding structure in time", Cognitive Science 14, 1990.
public struct SimpleRNN: StandardRecurrentLayer {
  public static let schema = Schema(
    .layer, "SimpleRNN", summary: "a recurrent layer whose output is its state",
    formula: "h = activation(x·W + h·U + b)", techniques: [157],
    kerasName: "keras.layers.SimpleRNN",
    fields: RecurrentOptions.schema(gated: false))

  public static let pathName = "simple_rnn"

  public var options: RecurrentOptions
  public internal(set) var identity = LayerIdentity()
  public internal(set) var name: String?
  public let isTrainable: Bool

  /// Creates a layer with `units` outputs.
  ///
  /// - Parameters:
  ///   - units: the number of outputs.
  ///   - activation: the function of the state.
  ///   - useBias: whether a bias is added.
  ///   - kernelInitializer: how the input's kernel begins.
  ///   - recurrentInitializer: how the state's kernel begins.
  ///   - biasInitializer: how the bias begins.
  ///   - kernelRegularizer: the penalty on the input's kernel.
  ///   - recurrentRegularizer: the penalty on the state's kernel.
  ///   - biasRegularizer: the penalty on the bias.
  ///   - activityRegularizer: the penalty on the outputs, divided by the batch size.
  ///   - kernelConstraint: what the input's kernel obeys after each update.
  ///   - recurrentConstraint: what the state's kernel obeys after each update.
  ///   - biasConstraint: what the bias obeys after each update.
  ///   - returnSequences: whether all states are returned, not only the last.
  ///   - returnState: whether the last states are further outputs.
  ///   - goBackwards: whether time runs from the last step to the first.
  ///   - dropout: the share of the input that is dropped while training.
  ///   - recurrentDropout: the share of the state that is dropped on its way to the gates.
  ///   - seed: for draws that depend on it and on the step alone; nil for the run's seed.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    _ units: Int, activation: any ActivationFunction = .tanh, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform,
    recurrentInitializer: any Initializer = .orthogonal, biasInitializer: any Initializer = .zeros,
    kernelRegularizer: (any Regularizer)? = nil, recurrentRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, recurrentConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, dropout: Double = 0,
    recurrentDropout: Double = 0, seed: Int? = nil, name: String? = nil, trainable: Bool = true
  ) {
    options = RecurrentOptions(
      units: units, activation: activation, useBias: useBias,
      kernel: WeightOptions(
        kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint),
      recurrent: WeightOptions(
        recurrentInitializer, regularizer: recurrentRegularizer, constraint: recurrentConstraint),
      bias: WeightOptions(
        biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
      activityRegularizer: activityRegularizer, returnSequences: returnSequences,
      returnState: returnState, goBackwards: goBackwards, dropout: dropout,
      recurrentDropout: recurrentDropout, seed: seed)
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    options = try RecurrentOptions(fields)
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    let gates = "recurrentActivation"
    return commonFields.with(options.fields.filter { $0.key != gates })
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    if let failed = Recurrence.failure(
      inputs, "SimpleRNN", units: options.units, states: 1,
      rates: [options.dropout, options.recurrentDropout])
    {
      return [failed]
    }
    let x = inputs[0]
    let kernel = x.weight("kernel", shape: [x.shape[2], options.units], options.kernel)
    let recurrentKernel = x.weight(
      "recurrent_kernel", shape: [options.units, options.units], options.recurrent)
    var projected = RecurrentDropout.product(
      x, kernel, rate: options.dropout, count: 1, seed: options.seed)
    if options.useBias {
      projected += x.weight("bias", shape: [options.units], options.bias)
    }
    let first = inputs.count == 2 ? inputs[1] : Recurrence.zeros(like: x, options.units)
    let steps = Compaction(x.mask, backwards: options.goBackwards)
    let factors = RecurrentDropout.factors(
      x, [x.shape[0], options.units], rate: options.recurrentDropout, count: 1, seed: options.seed)
    let states = RecurrentDefinition.simple(
      steps?.compacted(projected) ?? projected, recurrentKernel, first,
      reverse: options.goBackwards && steps == nil, activation: { options.activation($0) },
      factors: factors)
    let output = Recurrence.output(
      states, steps, of: x, sequences: options.returnSequences, backwards: options.goBackwards)
    guard options.returnState else { return [output] }
    return [output, Recurrence.last(states, steps, first: first, backwards: options.goBackwards)]
  }
}
