public import HoneCore
public import HoneGraph

/// A learned vector for each of a number of ids, such as the words of a vocabulary.
///
/// `output[n, t, d] = embeddings[input[n, t], d]`
///
/// - Input: `[N, …]`, whole numbers 0 ..< inputDim; other types are cut to whole numbers. Data with
///   an id out of range is an error before training begins.
/// - Output: `[N, …, outputDim]`; with `maskZero` it carries a mask that leaves out the places of
///   id 0, which fills sequences up to one length
/// - Weights: `embeddings [inputDim, outputDim]`
///
/// ```swift
/// let model = Sequential {
///   Input(200, dtype: .int32)
///   Embedding(20_000, 128)
///   GlobalAveragePooling1D()
///   Dense(2)
/// }
/// ```
public struct Embedding: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Embedding", summary: "a learned vector for each id",
    formula: "y[n, t] = embeddings[x[n, t]]", kerasName: "keras.layers.Embedding",
    fields: [
      Field("inputDim", .int(1...Int.max), "the number of ids: they are 0 ..< inputDim"),
      Field("outputDim", .int(1...Int.max), "the length of the vectors"),
      Field("maskZero", .bool, default: false, "whether id 0 is padding that doesn't count"),
    ]
      + WeightField.schema(
        WeightField("embeddings", begins: "randomUniform", called: "the vectors"), activity: true))

  /// The number of ids.
  public var inputDim: Int
  /// The length of the vectors.
  public var outputDim: Int
  /// What is chosen about the vectors.
  public var embeddings: WeightOptions
  /// The penalty on the output.
  public var activityRegularizer: (any Regularizer)?
  /// Whether id 0 is padding that later layers, loss and metrics leave out.
  public var maskZero: Bool
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer with a vector of `outputDim` numbers for each of `inputDim` ids.
  ///
  /// - Parameters:
  ///   - inputDim: the number of ids.
  ///   - outputDim: the length of the vectors.
  ///   - embeddingsInitializer: how the vectors begin.
  ///   - embeddingsRegularizer: the penalty on the vectors.
  ///   - activityRegularizer: the penalty on the output, divided by the batch size.
  ///   - embeddingsConstraint: what the vectors obey after each update.
  ///   - maskZero: whether id 0 is padding that later layers, loss and metrics leave out.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    _ inputDim: Int, _ outputDim: Int, embeddingsInitializer: any Initializer = .randomUniform,
    embeddingsRegularizer: (any Regularizer)? = nil,
    activityRegularizer: (any Regularizer)? = nil,
    embeddingsConstraint: (any Constraint)? = nil, maskZero: Bool = false, name: String? = nil,
    trainable: Bool = true
  ) {
    self.inputDim = inputDim
    self.outputDim = outputDim
    embeddings = WeightOptions(
      embeddingsInitializer, regularizer: embeddingsRegularizer, constraint: embeddingsConstraint)
    self.activityRegularizer = activityRegularizer
    self.maskZero = maskZero
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    inputDim = try fields.int("inputDim")
    outputDim = try fields.int("outputDim")
    embeddings = try fields.weight("embeddings")
    activityRegularizer = try fields.optionalMember("activityRegularizer", .regularizer)
    maskZero = try fields.bool("maskZero")
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(
      embeddings.fields("embeddings"),
      [
        "inputDim": ConfigurationValue(inputDim), "outputDim": ConfigurationValue(outputDim),
        "activityRegularizer": activityRegularizer?.configuration ?? .null,
        "maskZero": ConfigurationValue(maskZero),
      ])
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 1, inputDim >= 1, outputDim >= 1 else {
      return x.fail(
        "Embedding", wanted: "inputDim and outputDim ≥ 1 and ids [N, …]",
        received: "inputDim \(inputDim), outputDim \(outputDim) and \(x.shape)")
    }
    let table = x.weight(
      "embeddings", shape: [inputDim, outputDim], initializer: embeddings.initializer,
      regularizer: embeddings.regularizer, constraint: embeddings.constraint,
      dtype: x.dtype.isFloatingPoint ? x.dtype : .float32)
    let isIndex = x.dtype == .int32 || x.dtype == .int64
    let ids = isIndex ? x : x.converted(to: .int32)
    return table.gathered(at: ids).masked(by: maskZero ? ids .!= 0 : nil)
  }
}
