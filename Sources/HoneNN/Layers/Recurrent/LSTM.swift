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
public struct LSTM: RecurrentLayer {
  public static let schema = Schema(
    .layer, "LSTM", summary: "long short-term memory",
    formula: "c = f c + i τ(x·W_c + h·U_c + b_c), h = o τ(c)", techniques: [157],
    kerasName: "keras.layers.LSTM",
    fields: RecurrentFields.common + RecurrentFields.gated + [
      Field(
        "unitForgetBias", .bool, default: true, "whether the forget gate's bias begins as 1")
    ])

  public static let pathName = "lstm"

  /// The number of outputs.
  public var units: Int
  /// The function of the candidate and of the cell.
  public var activation: any ActivationFunction
  /// The function of the gates.
  public var recurrentActivation: any ActivationFunction
  /// Whether a bias is added.
  public var useBias: Bool
  /// Whether the forget gate's bias begins as 1.
  public var unitForgetBias: Bool
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
  /// Whether the last state and cell are further outputs.
  public var returnState: Bool
  /// Whether time runs from the last step to the first.
  public var goBackwards: Bool
  /// The share of the input that is dropped while training.
  public var dropout: Double
  /// The share of the state that is dropped on its way to the gates while training.
  public var recurrentDropout: Double
  public internal(set) var identity = LayerIdentity()
  public internal(set) var name: String?
  public let isTrainable: Bool

  /// Creates a layer with `units` outputs.
  public init(
    _ units: Int, activation: any ActivationFunction = .tanh,
    recurrentActivation: any ActivationFunction = .sigmoid, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform,
    recurrentInitializer: any Initializer = .orthogonal,
    biasInitializer: any Initializer = .zeros, unitForgetBias: Bool = true,
    kernelRegularizer: (any Regularizer)? = nil, recurrentRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, recurrentConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, dropout: Double = 0,
    recurrentDropout: Double = 0, name: String? = nil, trainable: Bool = true
  ) {
    self.units = units
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.useBias = useBias
    self.unitForgetBias = unitForgetBias
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
      unitForgetBias: try fields.bool("unitForgetBias"),
      kernelRegularizer: try fields.optionalMember("kernelRegularizer", .regularizer),
      recurrentRegularizer: try fields.optionalMember("recurrentRegularizer", .regularizer),
      biasRegularizer: try fields.optionalMember("biasRegularizer", .regularizer),
      kernelConstraint: try fields.optionalMember("kernelConstraint", .constraint),
      recurrentConstraint: try fields.optionalMember("recurrentConstraint", .constraint),
      biasConstraint: try fields.optionalMember("biasConstraint", .constraint),
      returnSequences: try fields.bool("returnSequences"),
      returnState: try fields.bool("returnState"), goBackwards: try fields.bool("goBackwards"),
      dropout: try fields.double("dropout"),
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
        "unitForgetBias": ConfigurationValue(unitForgetBias),
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
      inputs, "LSTM", units: units, states: 2, rates: [dropout, recurrentDropout])
    {
      return [failed]
    }
    let x = inputs[0]
    let kernel = x.weight(
      "kernel", shape: [x.shape[2], 4 * units], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    let recurrentKernel = x.weight(
      "recurrent_kernel", shape: [units, 4 * units], initializer: recurrentInitializer,
      regularizer: recurrentRegularizer, constraint: recurrentConstraint)
    let projected = RecurrentDropout.product(
      x, kernel, rate: dropout, count: recurrentDropout > 0 ? 4 : 1)
    let zero = Recurrence.zeros(like: x, units)
    let first = inputs.count == 3 ? Array(inputs.dropFirst()) : [zero, zero]
    let steps = Compaction(x.mask, backwards: goBackwards)
    let operands =
      [steps?.compacted(projected) ?? projected, recurrentKernel, bias(of: x)] + first
    let factors = RecurrentDropout.factors(
      x, zero.shape, rate: recurrentDropout, count: 4)
    let reverse = goBackwards && steps == nil
    let results =
      Recurrence.isStandard(activation, recurrentActivation) && factors.isEmpty
      ? Tensor.apply(.lstm(reverse: reverse), operands)
      : RecurrentDefinition.lstm(
        operands, reverse: reverse, activation: { activation($0) },
        recurrentActivation: { recurrentActivation($0) }, factors: factors)
    guard results.count == 4 else { return [inputs.poison] }
    let output = Recurrence.output(
      results[0], steps, of: x, sequences: returnSequences, backwards: goBackwards)
    guard returnState else { return [output] }
    return [
      output,
      Recurrence.last(results[0], steps, first: first[0], backwards: goBackwards),
      steps?.last(results[2], first: first[1]) ?? results[1],
    ]
  }

  private func bias(of x: Tensor) -> Tensor {
    guard useBias else { return Tensor(0, dtype: x.dtype).broadcast(to: [4 * units]) }
    let initial: any InitialValue =
      unitForgetBias ? UnitForgetBias(others: biasInitializer) : biasInitializer
    return x.weight(
      "bias", shape: [4 * units], initial: initial, regularizer: biasRegularizer,
      constraint: biasConstraint)
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
