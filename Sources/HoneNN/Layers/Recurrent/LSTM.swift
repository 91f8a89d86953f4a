public import HoneCore
public import HoneGraph

/// Long short-term memory.
///
/// With x the input at a step, h and c state and cell before it, σ `recurrentActivation` and τ
/// `activation`, products element by element:
///
/// ```
/// i, f, o = σ(x·Wᵢ + h·Uᵢ + bᵢ), σ(x·W_f + h·U_f + b_f), σ(x·Wₒ + h·Uₒ + bₒ)
/// c ← f c + i τ(x·W_c + h·U_c + b_c),   h ← o τ(c)
/// ```
///
/// - Input: `[N, time, features]`, or a list of it and the first h and c, `[N, units]` each
/// - Output: the last h, `[N, units]`; with `returnSequences` all of them, `[N, time, units]`, with
///   `goBackwards` in the order in which they were made. With `returnState` the last h and c are
///   two more outputs: `layer.outputs(of: [x])`
/// - Weights: `kernel [features, 4·units]`, `recurrent_kernel [units, 4·units]`,
///   `bias [4·units]`, gates in Keras's order i f c o (PyTorch's is the same, with two biases whose
///   sum this one is)
///
/// Steps that the input's mask leaves out keep the state; with `returnSequences` they repeat the
/// output before them, zeros at the beginning, and the output carries the mask on. `dropout` and
/// `recurrentDropout` drop the same elements at every step of a sequence.
///
/// The default activations without recurrent dropout are one fused operation; others are unrolled
/// over time and slower.
///
/// ```swift
/// LSTM(128, returnSequences: true)
/// ```
///
/// Reference: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997.
public struct LSTM: StandardRecurrentLayer {
  public static let schema = Schema(
    .layer, "LSTM", summary: "long short-term memory",
    formula: "c = f c + i τ(x·W_c + h·U_c + b_c), h = o τ(c)", techniques: [157],
    kerasName: "keras.layers.LSTM",
    fields: RecurrentOptions.schema(gated: true) + [
      Field(
        "unitForgetBias", .bool, default: true, "whether the forget gate's bias begins as 1")
    ])

  public static let pathName = "lstm"

  public var options: RecurrentOptions
  /// Whether the forget gate's bias begins as 1.
  public var unitForgetBias: Bool
  public internal(set) var identity = LayerIdentity()
  public internal(set) var name: String?
  public let isTrainable: Bool

  /// Creates a layer with `units` outputs.
  ///
  /// - Parameters:
  ///   - units: the number of outputs.
  ///   - activation: the function of the candidate and of the cell.
  ///   - recurrentActivation: the function of the gates.
  ///   - useBias: whether a bias is added.
  ///   - kernelInitializer: how the input's kernel begins.
  ///   - recurrentInitializer: how the state's kernel begins.
  ///   - biasInitializer: how the bias begins.
  ///   - unitForgetBias: whether the forget gate's bias begins as 1.
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
    _ units: Int, activation: any ActivationFunction = .tanh,
    recurrentActivation: any ActivationFunction = .sigmoid, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform,
    recurrentInitializer: any Initializer = .orthogonal, biasInitializer: any Initializer = .zeros,
    unitForgetBias: Bool = true, kernelRegularizer: (any Regularizer)? = nil,
    recurrentRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    activityRegularizer: (any Regularizer)? = nil, kernelConstraint: (any Constraint)? = nil,
    recurrentConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    dropout: Double = 0, recurrentDropout: Double = 0, seed: Int? = nil, name: String? = nil,
    trainable: Bool = true
  ) {
    options = RecurrentOptions(
      units: units, activation: activation, recurrentActivation: recurrentActivation,
      useBias: useBias,
      kernel: WeightOptions(
        kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint),
      recurrent: WeightOptions(
        recurrentInitializer, regularizer: recurrentRegularizer, constraint: recurrentConstraint),
      bias: WeightOptions(
        biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
      activityRegularizer: activityRegularizer, returnSequences: returnSequences,
      returnState: returnState, goBackwards: goBackwards, dropout: dropout,
      recurrentDropout: recurrentDropout, seed: seed)
    self.unitForgetBias = unitForgetBias
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    options = try RecurrentOptions(fields)
    unitForgetBias = try fields.bool("unitForgetBias")
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(options.fields, ["unitForgetBias": ConfigurationValue(unitForgetBias)])
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    if let failed = Recurrence.failure(
      inputs, "LSTM", units: options.units, states: 2,
      rates: [options.dropout, options.recurrentDropout])
    {
      return [failed]
    }
    let x = inputs[0]
    let kernel = x.weight("kernel", shape: [x.shape[2], 4 * options.units], options.kernel)
    let recurrentKernel = x.weight(
      "recurrent_kernel", shape: [options.units, 4 * options.units], options.recurrent)
    let projected = RecurrentDropout.product(
      x, kernel, rate: options.dropout, count: options.recurrentDropout > 0 ? 4 : 1,
      seed: options.seed)
    let zero = Recurrence.zeros(like: x, options.units)
    let first = inputs.count == 3 ? Array(inputs.dropFirst()) : [zero, zero]
    let steps = Compaction(x.mask, backwards: options.goBackwards)
    let operands =
      [steps?.compacted(projected) ?? projected, recurrentKernel, bias(of: x)] + first
    let factors = RecurrentDropout.factors(
      x, zero.shape, rate: options.recurrentDropout, count: 4, seed: options.seed)
    let reverse = options.goBackwards && steps == nil
    let results =
      Recurrence.isStandard(options.activation, options.recurrentActivation) && factors.isEmpty
      ? Tensor.apply(.lstm(reverse: reverse), operands)
      : RecurrentDefinition.lstm(
        operands, reverse: reverse, activation: { options.activation($0) },
        recurrentActivation: { options.recurrentActivation($0) }, factors: factors)
    guard results.count == 4 else { return [inputs.poison] }
    let output = Recurrence.output(
      results[0], steps, of: x, sequences: options.returnSequences, backwards: options.goBackwards)
    guard options.returnState else { return [output] }
    return [
      output,
      Recurrence.last(results[0], steps, first: first[0], backwards: options.goBackwards),
      steps?.last(results[2], first: first[1]) ?? results[1],
    ]
  }

  private func bias(of x: Tensor) -> Tensor {
    guard options.useBias else {
      return Tensor(0, dtype: x.dtype).broadcast(to: [4 * options.units])
    }
    let initial: any InitialValue =
      unitForgetBias ? UnitForgetBias(others: options.bias.initializer) : options.bias.initializer
    return x.weight(
      "bias", shape: [4 * options.units], initial: initial, regularizer: options.bias.regularizer,
      constraint: options.bias.constraint)
  }
}

/// Ones for the second of four gates, so that cells keep what they hold in the beginning.
///
/// Reference: Jozefowicz et al., "An empirical exploration of recurrent network architectures",
/// ICML 2015.
private struct UnitForgetBias: InitialValue {
  let others: any Initializer

  func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    let units = shape.count / 4
    var values = others.makeValue(shape: shape, dtype: .float64, key: key)
      .elements(as: Double.self)
    for index in units..<2 * units { values[index] = 1 }
    return HostTensor(unchecked: values, shape: shape).converted(to: dtype)
  }
}
