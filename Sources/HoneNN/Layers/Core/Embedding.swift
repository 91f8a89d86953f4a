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
      Field(
        "embeddingsInitializer", .member(.initializer), default: "randomUniform",
        "how the vectors begin"),
      Field(
        "embeddingsRegularizer", .member(.regularizer), default: .null, "penalty on the vectors"),
      Field(
        "embeddingsConstraint", .member(.constraint), default: .null,
        "what the vectors obey after each update"),
      Field("maskZero", .bool, default: false, "whether id 0 is padding that doesn't count"),
    ])

  /// The number of ids.
  public var inputDim: Int
  /// The length of the vectors.
  public var outputDim: Int
  /// How the vectors begin.
  public var embeddingsInitializer: any Initializer
  /// The penalty on the vectors.
  public var embeddingsRegularizer: (any Regularizer)?
  /// What the vectors obey after each update.
  public var embeddingsConstraint: (any Constraint)?
  /// Whether id 0 is padding that later layers, loss and metrics leave out.
  public var maskZero: Bool
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer with a vector of `outputDim` numbers for each of `inputDim` ids.
  public init(
    _ inputDim: Int, _ outputDim: Int, embeddingsInitializer: any Initializer = .randomUniform,
    embeddingsRegularizer: (any Regularizer)? = nil,
    embeddingsConstraint: (any Constraint)? = nil, maskZero: Bool = false, name: String? = nil,
    trainable: Bool = true
  ) {
    self.inputDim = inputDim
    self.outputDim = outputDim
    self.embeddingsInitializer = embeddingsInitializer
    self.embeddingsRegularizer = embeddingsRegularizer
    self.embeddingsConstraint = embeddingsConstraint
    self.maskZero = maskZero
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("inputDim"), try fields.int("outputDim"),
      embeddingsInitializer: try fields.member("embeddingsInitializer", .initializer),
      embeddingsRegularizer: try fields.optionalMember("embeddingsRegularizer", .regularizer),
      embeddingsConstraint: try fields.optionalMember("embeddingsConstraint", .constraint),
      maskZero: try fields.bool("maskZero"),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "inputDim": ConfigurationValue(inputDim), "outputDim": ConfigurationValue(outputDim),
        "embeddingsInitializer": embeddingsInitializer.configuration,
        "embeddingsRegularizer": embeddingsRegularizer?.configuration ?? .null,
        "embeddingsConstraint": embeddingsConstraint?.configuration ?? .null,
        "maskZero": ConfigurationValue(maskZero),
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 1, inputDim >= 1, outputDim >= 1 else {
      return x.fail(
        "Embedding", wanted: "inputDim and outputDim ≥ 1 and ids [N, …]",
        received: "inputDim \(inputDim), outputDim \(outputDim) and \(x.shape)")
    }
    let table = x.weight(
      "embeddings", shape: [inputDim, outputDim], initializer: embeddingsInitializer,
      regularizer: embeddingsRegularizer, constraint: embeddingsConstraint,
      dtype: x.dtype.isFloatingPoint ? x.dtype : .float32)
    let isIndex = x.dtype == .int32 || x.dtype == .int64
    let ids = isIndex ? x : x.converted(to: .int32)
    return table.gathered(at: ids).masked(by: maskZero ? ids .!= 0 : nil)
  }
}
