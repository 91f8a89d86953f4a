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
///   `resetAfter` `[2, 3·units]`, first the input's and then the state's, else `[3·units]`; gates in
///   Keras's order z r h. PyTorch's order is r z n, its biases are the two rows, and its reset comes
///   after
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
public struct GRU: RecurrentLayer {
  public static let schema = Schema(
    .layer, "GRU", summary: "gated recurrent unit",
    formula: "h = z h + (1 − z) ĥ", techniques: [157], kerasName: "keras.layers.GRU",
    fields: RecurrentFields.common + RecurrentFields.gated + [
      Field(
        "resetAfter", .bool, default: true, "whether the reset gate comes after the product")
    ])

  public static let pathName = "gru"

  /// The number of outputs.
  public var units: Int
  /// The function of the candidate.
  public var activation: any ActivationFunction
  /// The function of the gates.
  public var recurrentActivation: any ActivationFunction
  /// Whether a bias is added.
  public var useBias: Bool
  /// How the input's kernel begins.
  public var kernelInitializer: any Initializer
  /// How the state's kernel begins.
  public var recurrentInitializer: any Initializer
  /// How the bias begins.
  public var biasInitializer: any Initializer
  /// The penalty on the input's kernel.
  public var kernelRegularizer: (any Regularizer)?
  /// The penalty on the state's kernel.
  public var recurrentRegularizer: (any Regularizer)?
  /// The penalty on the bias.
  public var biasRegularizer: (any Regularizer)?
  /// What the input's kernel obeys after each update.
  public var kernelConstraint: (any Constraint)?
  /// What the state's kernel obeys after each update.
  public var recurrentConstraint: (any Constraint)?
  /// What the bias obeys after each update.
  public var biasConstraint: (any Constraint)?
  /// Whether all states are returned, not only the last.
  public var returnSequences: Bool
  /// Whether the last state is a further output.
  public var returnState: Bool
  /// Whether time runs from the last step to the first.
  public var goBackwards: Bool
  /// The share of the input that is dropped while training.
  public var dropout: Double
  /// The share of the state that is dropped on its way to the gates while training.
  public var recurrentDropout: Double
  /// Whether the reset gate comes after the product with the state's kernel.
  public var resetAfter: Bool
  public internal(set) var identity = LayerIdentity()
  public internal(set) var name: String?
  public let isTrainable: Bool

  /// Creates a layer with `units` outputs.
  public init(
    _ units: Int, activation: any ActivationFunction = .tanh,
    recurrentActivation: any ActivationFunction = .sigmoid, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform,
    recurrentInitializer: any Initializer = .orthogonal,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    recurrentRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, recurrentConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    resetAfter: Bool = true, dropout: Double = 0, recurrentDropout: Double = 0,
    name: String? = nil, trainable: Bool = true
  ) {
    self.units = units
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.recurrentInitializer = recurrentInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.recurrentRegularizer = recurrentRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.recurrentConstraint = recurrentConstraint
    self.biasConstraint = biasConstraint
    self.returnSequences = returnSequences
    self.returnState = returnState
    self.goBackwards = goBackwards
    self.dropout = dropout
    self.recurrentDropout = recurrentDropout
    self.resetAfter = resetAfter
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("units"), activation: try fields.member("activation", .activation),
      recurrentActivation: try fields.member("recurrentActivation", .activation),
      useBias: try fields.bool("useBias"),
      kernelInitializer: try fields.member("kernelInitializer", .initializer),
      recurrentInitializer: try fields.member("recurrentInitializer", .initializer),
      biasInitializer: try fields.member("biasInitializer", .initializer),
      kernelRegularizer: try fields.optionalMember("kernelRegularizer", .regularizer),
      recurrentRegularizer: try fields.optionalMember("recurrentRegularizer", .regularizer),
      biasRegularizer: try fields.optionalMember("biasRegularizer", .regularizer),
      kernelConstraint: try fields.optionalMember("kernelConstraint", .constraint),
      recurrentConstraint: try fields.optionalMember("recurrentConstraint", .constraint),
      biasConstraint: try fields.optionalMember("biasConstraint", .constraint),
      returnSequences: try fields.bool("returnSequences"),
      returnState: try fields.bool("returnState"), goBackwards: try fields.bool("goBackwards"),
      resetAfter: try fields.bool("resetAfter"), dropout: try fields.double("dropout"),
      recurrentDropout: try fields.double("recurrentDropout"),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    let constraints = RecurrentFields.constraints(
      kernel: kernelConstraint, recurrent: recurrentConstraint, bias: biasConstraint)
    return commonFields.merging(constraints, uniquingKeysWith: { $1 }).merging(
      [
        "units": ConfigurationValue(units), "activation": activation.configuration,
        "recurrentActivation": recurrentActivation.configuration,
        "useBias": ConfigurationValue(useBias),
        "resetAfter": ConfigurationValue(resetAfter),
        "kernelInitializer": kernelInitializer.configuration,
        "recurrentInitializer": recurrentInitializer.configuration,
        "biasInitializer": biasInitializer.configuration,
        "kernelRegularizer": kernelRegularizer?.configuration ?? .null,
        "recurrentRegularizer": recurrentRegularizer?.configuration ?? .null,
        "biasRegularizer": biasRegularizer?.configuration ?? .null,
        "returnSequences": ConfigurationValue(returnSequences),
        "returnState": ConfigurationValue(returnState),
        "goBackwards": ConfigurationValue(goBackwards),
        "dropout": ConfigurationValue(dropout),
        "recurrentDropout": ConfigurationValue(recurrentDropout),
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    if let failed = Recurrence.failure(
      inputs, "GRU", units: units, states: 1, rates: [dropout, recurrentDropout])
    {
      return [failed]
    }
    let x = inputs[0]
    let kernel = x.weight(
      "kernel", shape: [x.shape[2], 3 * units], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    let recurrentKernel = x.weight(
      "recurrent_kernel", shape: [units, 3 * units], initializer: recurrentInitializer,
      regularizer: recurrentRegularizer, constraint: recurrentConstraint)
    let (inputBias, recurrentBias) = biases(of: x)
    var projected = RecurrentDropout.product(
      x, kernel, rate: dropout, count: recurrentDropout > 0 ? 3 : 1)
    if let inputBias { projected += inputBias }
    let first = inputs.count == 2 ? inputs[1] : Recurrence.zeros(like: x, units)
    let steps = Compaction(x.mask, backwards: goBackwards)
    let operands = [
      steps?.compacted(projected) ?? projected, recurrentKernel, recurrentBias, first,
    ]
    let factors = RecurrentDropout.factors(
      x, [x.shape[0], units], rate: recurrentDropout, count: 3)
    let reverse = goBackwards && steps == nil
    let results =
      Recurrence.isStandard(activation, recurrentActivation) && factors.isEmpty
      ? Tensor.apply(.gru(resetAfter: resetAfter, reverse: reverse), operands)
      : RecurrentDefinition.gru(
        operands, resetAfter: resetAfter, reverse: reverse, activation: { activation($0) },
        recurrentActivation: { recurrentActivation($0) }, factors: factors)
    guard results.count == 2 else { return [inputs.poison] }
    let output = Recurrence.output(
      results[0], steps, of: x, sequences: returnSequences, backwards: goBackwards)
    guard returnState else { return [output] }
    return [
      output, Recurrence.last(results[0], steps, first: first, backwards: goBackwards),
    ]
  }

  /// The input's bias, where it isn't the same as the state's, and the state's.
  private func biases(of x: Tensor) -> (input: Tensor?, recurrent: Tensor) {
    guard useBias else {
      return (nil, Tensor(0, dtype: x.dtype).broadcast(to: [3 * units]))
    }
    let shape: Shape = resetAfter ? [2, 3 * units] : [3 * units]
    let bias = x.weight(
      "bias", shape: shape, initializer: biasInitializer, regularizer: biasRegularizer,
      constraint: biasConstraint)
    guard resetAfter else { return (nil, bias) }
    func row(_ index: Int) -> Tensor {
      bias.sliced(index..<index + 1, axis: 0).reshaped(to: [3 * units])
    }
    return (row(0), row(1))
  }
}
