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
public struct SimpleRNN: RecurrentLayer {
  public static let schema = Schema(
    .layer, "SimpleRNN", summary: "a recurrent layer whose output is its state",
    formula: "h = activation(x·W + h·U + b)", techniques: [157],
    kerasName: "keras.layers.SimpleRNN",
    fields: RecurrentFields.common)

  public static let pathName = "simple_rnn"

  /// The number of outputs.
  public var units: Int
  /// The function of the state.
  public var activation: any ActivationFunction
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
  /// The share of the state that is dropped on its way to the product while training.
  public var recurrentDropout: Double
  public internal(set) var identity = LayerIdentity()
  public internal(set) var name: String?
  public let isTrainable: Bool

  /// Creates a layer with `units` outputs.
  public init(
    _ units: Int, activation: any ActivationFunction = .tanh, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform,
    recurrentInitializer: any Initializer = .orthogonal,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    recurrentRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, recurrentConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    dropout: Double = 0, recurrentDropout: Double = 0, name: String? = nil,
    trainable: Bool = true
  ) {
    self.units = units
    self.activation = activation
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
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("units"), activation: try fields.member("activation", .activation),
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
        "useBias": ConfigurationValue(useBias),
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
      inputs, "SimpleRNN", units: units, states: 1, rates: [dropout, recurrentDropout])
    {
      return [failed]
    }
    let x = inputs[0]
    let kernel = x.weight(
      "kernel", shape: [x.shape[2], units], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    let recurrentKernel = x.weight(
      "recurrent_kernel", shape: [units, units], initializer: recurrentInitializer,
      regularizer: recurrentRegularizer, constraint: recurrentConstraint)
    var projected = RecurrentDropout.product(x, kernel, rate: dropout, count: 1)
    if useBias {
      projected += x.weight(
        "bias", shape: [units], initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
    let first = inputs.count == 2 ? inputs[1] : Recurrence.zeros(like: x, units)
    let steps = Compaction(x.mask, backwards: goBackwards)
    let factors = RecurrentDropout.factors(
      x, [x.shape[0], units], rate: recurrentDropout, count: 1)
    let states = RecurrentDefinition.simple(
      steps?.compacted(projected) ?? projected, recurrentKernel, first,
      reverse: goBackwards && steps == nil, activation: { activation($0) }, factors: factors)
    let output = Recurrence.output(
      states, steps, of: x, sequences: returnSequences, backwards: goBackwards)
    guard returnState else { return [output] }
    return [output, Recurrence.last(states, steps, first: first, backwards: goBackwards)]
  }
}
