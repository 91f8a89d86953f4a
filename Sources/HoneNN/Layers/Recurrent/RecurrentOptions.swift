internal import HoneCore
internal import HoneGraph

/// What is chosen about a recurrent layer. Layers take it as parameters of their own, and give it
/// back as theirs: `layer.units`, `layer.recurrent.initializer`.
public struct RecurrentOptions: Sendable {
  /// The number of outputs.
  public var units: Int
  /// The function of the candidate; of a ``SimpleRNN`` that of the state.
  public var activation: any ActivationFunction
  /// The function of the gates.
  public var recurrentActivation: any ActivationFunction
  /// Whether a bias is added.
  public var useBias: Bool
  /// What is chosen about the input's kernel.
  public var kernel: WeightOptions
  /// What is chosen about the state's kernel.
  public var recurrent: WeightOptions
  /// What is chosen about the bias.
  public var bias: WeightOptions
  /// The penalty on the outputs.
  public var activityRegularizer: (any Regularizer)?
  /// Whether all states are returned, not only the last.
  public var returnSequences: Bool
  /// Whether the last states are further outputs.
  public var returnState: Bool
  /// Whether time runs from the last step to the first.
  public var goBackwards: Bool
  /// The share of the input that is dropped while training.
  public var dropout: Double
  /// The share of the state that is dropped on its way to the gates while training.
  public var recurrentDropout: Double
  /// What is dropped depends on it and on the step alone; nil for the run's seed and the layer.
  public var seed: Int?

  /// Creates options.
  init(
    units: Int, activation: any ActivationFunction,
    recurrentActivation: any ActivationFunction = .sigmoid, useBias: Bool, kernel: WeightOptions,
    recurrent: WeightOptions, bias: WeightOptions, activityRegularizer: (any Regularizer)?,
    returnSequences: Bool, returnState: Bool, goBackwards: Bool, dropout: Double,
    recurrentDropout: Double, seed: Int?
  ) {
    self.units = units
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.useBias = useBias
    self.kernel = kernel
    self.recurrent = recurrent
    self.bias = bias
    self.activityRegularizer = activityRegularizer
    self.returnSequences = returnSequences
    self.returnState = returnState
    self.goBackwards = goBackwards
    self.dropout = dropout
    self.recurrentDropout = recurrentDropout
    self.seed = seed
  }

  /// Reads the options of a layer.
  init(_ fields: Fields) throws(HoneError) {
    self.init(
      units: try fields.int("units"), activation: try fields.member("activation", .activation),
      recurrentActivation: fields.has("recurrentActivation")
        ? try fields.member("recurrentActivation", .activation) : .sigmoid,
      useBias: try fields.bool("useBias"), kernel: try fields.weight("kernel"),
      recurrent: try fields.weight("recurrent"), bias: try fields.weight("bias"),
      activityRegularizer: try fields.optionalMember("activityRegularizer", .regularizer),
      returnSequences: try fields.bool("returnSequences"),
      returnState: try fields.bool("returnState"), goBackwards: try fields.bool("goBackwards"),
      dropout: try fields.double("dropout"),
      recurrentDropout: try fields.double("recurrentDropout"), seed: try fields.seed())
  }

  /// The options as files spell them.
  var fields: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = [
      "units": ConfigurationValue(units), "activation": activation.configuration,
      "recurrentActivation": recurrentActivation.configuration,
      "useBias": ConfigurationValue(useBias),
      "activityRegularizer": activityRegularizer?.configuration ?? .null,
      "returnSequences": ConfigurationValue(returnSequences),
      "returnState": ConfigurationValue(returnState),
      "goBackwards": ConfigurationValue(goBackwards), "dropout": ConfigurationValue(dropout),
      "recurrentDropout": ConfigurationValue(recurrentDropout), "seed": .optional(seed),
    ]
    return own.with(
      kernel.fields("kernel"), recurrent.fields("recurrent"), bias.fields("bias"))
  }

  /// The fields of a layer with gates (an LSTM, a GRU) or without, in Keras's order.
  static func schema(gated: Bool) -> [Field] {
    let gates = Field(
      "recurrentActivation", .member(.activation), default: "sigmoid", "of the gates")
    return [
      Field("units", .int(1...Int.max), "the number of outputs"),
      Field("activation", .member(.activation), default: "tanh", "of the candidate"),
    ] + (gated ? [gates] : []) + [
      Field("useBias", .bool, default: true, "whether a bias is added")
    ]
      + WeightField.schema(
        WeightField("kernel", called: "the input's kernel"),
        WeightField("recurrent", begins: "orthogonal", called: "the state's kernel"), .bias,
        activity: true) + [
        Field(
          "returnSequences", .bool, default: false,
          "whether all states are returned, not the last"),
        Field("returnState", .bool, default: false, "whether the last state is a further output"),
        Field("goBackwards", .bool, default: false, "whether time runs from the last step"),
        Field(
          "dropout", .double(.belowOne), default: 0.0, "the share of the input that is dropped"),
        Field(
          "recurrentDropout", .double(.belowOne), default: 0.0,
          "the share of the state that is dropped on its way to the gates"),
        RandomFields.seed,
      ]
  }
}
