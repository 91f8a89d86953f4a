public import HoneCore
public import HoneGraph

/// Gated recurrent unit.
///
/// With x the input at a step, h the state before it, σ `recurrentActivation` and τ `activation`,
/// products element by element:
///
/// ```
/// z, r = σ(x·W_z + h·U_z + b_z), σ(x·W_r + h·U_r + b_r)
/// ĥ = τ(x·Wₕ + bₕ + r (h·Uₕ + b′ₕ))   resetAfter, the default
/// ĥ = τ(x·Wₕ + (r h)·Uₕ + bₕ)         otherwise
/// h ← z h + (1 − z) ĥ
/// ```
///
/// - Input: `[N, time, features]`, or a list of it and the first h, `[N, units]`
/// - Output: the last h, `[N, units]`; with `returnSequences` all of them, `[N, time, units]`, with
///   `goBackwards` in the order in which they were made. With `returnState` the last h is one more
///   output: `layer.outputs(of: [x])`
/// - Weights: `kernel [features, 3·units]`, `recurrent_kernel [units, 3·units]`, and `bias`: with
///   `resetAfter` `[2, 3·units]`, first the input's and then the state's, else `[3·units]`; gates
///   in Keras's order z r h. PyTorch's order is r z n, its biases are the two rows, and its reset
///   comes after
///
/// Steps that the input's mask leaves out keep the state; with `returnSequences` they repeat the
/// output before them, zeros at the beginning, and the output carries the mask on. `dropout` and
/// `recurrentDropout` drop the same elements at every step of a sequence.
///
/// The default activations without recurrent dropout are one fused operation; others are unrolled
/// over time and slower.
///
/// ```swift
/// GRU(64)
/// ```
///
/// Reference: Cho et al., "Learning phrase representations using RNN encoder-decoder for
/// statistical machine translation", EMNLP 2014.
public struct GRU: StandardRecurrentLayer {
  public static let schema = Schema(
    .layer, "GRU", summary: "gated recurrent unit",
    formula: "h = z h + (1 − z) ĥ", techniques: [157], kerasName: "keras.layers.GRU",
    fields: RecurrentOptions.schema(gated: true) + [
      Field(
        "resetAfter", .bool, default: true, "whether the reset gate comes after the product")
    ])

  public static let pathName = "gru"

  public var options: RecurrentOptions
  /// Whether the reset gate comes after the product with the state's kernel.
  public var resetAfter: Bool
  public internal(set) var identity = LayerIdentity()
  public internal(set) var name: String?
  public let isTrainable: Bool

  /// Creates a layer with `units` outputs.
  ///
  /// - Parameters:
  ///   - units: the number of outputs.
  ///   - activation: the function of the candidate.
  ///   - recurrentActivation: the function of the gates.
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
  ///   - resetAfter: whether the reset gate comes after the product with the state's kernel.
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
    kernelRegularizer: (any Regularizer)? = nil, recurrentRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, recurrentConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, resetAfter: Bool = true,
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
    self.resetAfter = resetAfter
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    options = try RecurrentOptions(fields)
    resetAfter = try fields.bool("resetAfter")
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(options.fields, ["resetAfter": ConfigurationValue(resetAfter)])
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    if let failed = Recurrence.failure(
      inputs, "GRU", units: options.units, states: 1,
      rates: [options.dropout, options.recurrentDropout])
    {
      return [failed]
    }
    let x = inputs[0]
    let kernel = x.weight("kernel", shape: [x.shape[2], 3 * options.units], options.kernel)
    let recurrentKernel = x.weight(
      "recurrent_kernel", shape: [options.units, 3 * options.units], options.recurrent)
    let (inputBias, recurrentBias) = biases(of: x)
    var projected = RecurrentDropout.product(
      x, kernel, rate: options.dropout, count: options.recurrentDropout > 0 ? 3 : 1,
      seed: options.seed)
    if let inputBias { projected += inputBias }
    let first = inputs.count == 2 ? inputs[1] : Recurrence.zeros(like: x, options.units)
    let steps = Compaction(x.mask, backwards: options.goBackwards)
    let operands = [
      steps?.compacted(projected) ?? projected, recurrentKernel, recurrentBias, first,
    ]
    let factors = RecurrentDropout.factors(
      x, [x.shape[0], options.units], rate: options.recurrentDropout, count: 3, seed: options.seed)
    let reverse = options.goBackwards && steps == nil
    let results =
      Recurrence.isStandard(options.activation, options.recurrentActivation) && factors.isEmpty
      ? Tensor.apply(.gru(resetAfter: resetAfter, reverse: reverse), operands)
      : RecurrentDefinition.gru(
        operands, resetAfter: resetAfter, reverse: reverse, activation: { options.activation($0) },
        recurrentActivation: { options.recurrentActivation($0) }, factors: factors)
    guard results.count == 2 else { return [inputs.poison] }
    let output = Recurrence.output(
      results[0], steps, of: x, sequences: options.returnSequences, backwards: options.goBackwards)
    guard options.returnState else { return [output] }
    return [
      output, Recurrence.last(results[0], steps, first: first, backwards: options.goBackwards),
    ]
  }

  /// The input's bias, where it isn't the same as the state's, and the state's.
  private func biases(of x: Tensor) -> (input: Tensor?, recurrent: Tensor) {
    guard options.useBias else {
      return (nil, Tensor(0, dtype: x.dtype).broadcast(to: [3 * options.units]))
    }
    let shape: Shape = resetAfter ? [2, 3 * options.units] : [3 * options.units]
    let bias = x.weight("bias", shape: shape, options.bias)
    guard resetAfter else { return (nil, bias) }
    func row(_ index: Int) -> Tensor {
      bias.sliced(index..<index + 1, axis: 0).reshaped(to: [3 * options.units])
    }
    return (row(0), row(1))
  }
}
