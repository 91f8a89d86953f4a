public import HoneCore
public import HoneGraph

/// A learned vector for each id, and the way back: from vectors to a score for each id.
///
/// ```text
/// output[n, t] = embeddings[input[n, t]]                          of whole numbers
/// output[n, t, i] = Σ input[n, t, d] · embeddings[i, d]           of other numbers
/// ```
///
/// A language model begins and ends with it: words become vectors, and what it makes of them
/// becomes scores of the next word, by the same weights. What the input holds says which way it
/// goes; Keras has `reverse=True` for the way back.
///
/// - Input: ids `[N, …]`, whole numbers 0 ..< inputDim, or vectors `[N, …, outputDim]`
/// - Output: `[N, …, outputDim]`, with `maskZero` carrying a mask that leaves out id 0; or scores
///   `[N, …, inputDim]`, with `logitSoftCap` c as c · tanh(score / c)
/// - Weights: `embeddings [inputDim, outputDim]`; without `tieWeights` also
///   `reverse_embeddings [outputDim, inputDim]`
///
/// ```swift
/// let words = ReversibleEmbedding(20_000, 128)
/// let ids = Input(200, dtype: .int32)
/// let scores = words(LSTM(128, returnSequences: true)(words(ids)))
/// ```
///
/// Reference: Press and Wolf, "Using the output embedding to improve language models", EACL 2017.
public struct ReversibleEmbedding: Layer, Configurable {
  public static let schema = Schema(
    .layer, "ReversibleEmbedding", summary: "a learned vector for each id, and the way back",
    formula: "y = embeddings[x], or y = x · embeddingsᵀ",
    kerasName: "keras.layers.ReversibleEmbedding",
    fields: [
      Field("inputDim", .int(1...Int.max), "the number of ids: they are 0 ..< inputDim"),
      Field("outputDim", .int(1...Int.max), "the length of the vectors"),
      Field("tieWeights", .bool, default: true, "whether both ways have the same weights"),
      Field("maskZero", .bool, default: false, "whether id 0 is padding that doesn't count"),
      Field(
        "logitSoftCap", .double(.positive), default: .null,
        "what scores stay below, by c · tanh(score / c)"),
    ]
      + WeightField.schema(
        WeightField("embeddings", begins: "randomUniform", called: "the vectors"), activity: true))

  /// The number of ids.
  public var inputDim: Int
  /// The length of the vectors.
  public var outputDim: Int
  /// Whether both ways have the same weights.
  public var tieWeights: Bool
  /// What is chosen about the vectors.
  public var embeddings: WeightOptions
  /// The penalty on the output, whichever way.
  public var activityRegularizer: (any Regularizer)?
  /// Whether id 0 is padding that later layers, loss and metrics leave out.
  public var maskZero: Bool
  /// What scores stay below; nil for no limit.
  public var logitSoftCap: Double?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer with a vector of `outputDim` numbers for each of `inputDim` ids.
  ///
  /// - Parameters:
  ///   - inputDim: the number of ids.
  ///   - outputDim: the length of the vectors.
  ///   - tieWeights: whether both ways have the same weights.
  ///   - embeddingsInitializer: how the vectors begin.
  ///   - embeddingsRegularizer: the penalty on the vectors.
  ///   - activityRegularizer: the penalty on the output, divided by the batch size.
  ///   - embeddingsConstraint: what the vectors obey after each update.
  ///   - maskZero: whether id 0 is padding that later layers, loss and metrics leave out.
  ///   - logitSoftCap: what scores stay below; nil for no limit.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    _ inputDim: Int, _ outputDim: Int, tieWeights: Bool = true,
    embeddingsInitializer: any Initializer = .randomUniform,
    embeddingsRegularizer: (any Regularizer)? = nil,
    activityRegularizer: (any Regularizer)? = nil,
    embeddingsConstraint: (any Constraint)? = nil, maskZero: Bool = false,
    logitSoftCap: Double? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.inputDim = inputDim
    self.outputDim = outputDim
    self.tieWeights = tieWeights
    embeddings = WeightOptions(
      embeddingsInitializer, regularizer: embeddingsRegularizer, constraint: embeddingsConstraint)
    self.activityRegularizer = activityRegularizer
    self.maskZero = maskZero
    self.logitSoftCap = logitSoftCap
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    inputDim = try fields.int("inputDim")
    outputDim = try fields.int("outputDim")
    tieWeights = try fields.bool("tieWeights")
    embeddings = try fields.weight("embeddings")
    activityRegularizer = try fields.optionalMember("activityRegularizer", .regularizer)
    maskZero = try fields.bool("maskZero")
    logitSoftCap = fields.has("logitSoftCap") ? try fields.double("logitSoftCap") : nil
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(
      embeddings.fields("embeddings"),
      [
        "inputDim": ConfigurationValue(inputDim), "outputDim": ConfigurationValue(outputDim),
        "tieWeights": ConfigurationValue(tieWeights),
        "activityRegularizer": activityRegularizer?.configuration ?? .null,
        "maskZero": ConfigurationValue(maskZero),
        "logitSoftCap": logitSoftCap.map { ConfigurationValue($0) } ?? .null,
      ])
  }

  public func forward(_ x: Tensor) -> Tensor {
    let isBack = x.dtype.isFloatingPoint
    guard inputDim >= 1, outputDim >= 1, (logitSoftCap ?? 1) > 0,
      isBack ? x.rank >= 2 && x.shape[-1] == outputDim : x.rank >= 1
    else {
      return x.fail(
        "ReversibleEmbedding",
        wanted: "inputDim and outputDim ≥ 1, logitSoftCap > 0, and ids [N, …] or vectors "
          + "[N, …, \(outputDim)]",
        received: "inputDim \(inputDim), outputDim \(outputDim) and \(x.type)",
        help: "ids are whole numbers: Input(…, dtype: .int32)")
    }
    let table = x.weight(
      "embeddings", shape: [inputDim, outputDim], initializer: embeddings.initializer,
      regularizer: embeddings.regularizer, constraint: embeddings.constraint,
      dtype: isBack ? x.dtype : .float32)
    guard isBack else {
      let ids = x.dtype == .int64 ? x : x.converted(to: .int32)
      return table.gathered(at: ids).masked(by: maskZero ? ids .!= 0 : nil)
    }
    let kernel =
      tieWeights
      ? table.transposed()
      : x.weight(
        "reverse_embeddings", shape: [outputDim, inputDim], initializer: embeddings.initializer)
    let scores = matmul(x, kernel)
    let capped = logitSoftCap.map { tanh(scores / $0) * $0 } ?? scores
    return capped.masked(by: x.mask)
  }
}
