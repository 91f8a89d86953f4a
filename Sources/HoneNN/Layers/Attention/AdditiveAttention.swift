public import HoneCore
public import HoneGraph

/// Attention by a learned sum over tanh of queries and keys (Bahdanau's).
///
/// ```text
/// score[t, s] = Σ scale[d] · tanh(query[t, d] + key[s, d])
/// output[t] = Σ over s softmax(score)[t, s] · value[s]
/// ```
///
/// - Inputs, output and masks: as those of ``Attention``
/// - Weights: `scale [d]` with `useScale`
///
/// ```swift
/// let context = AdditiveAttention()([decoded, encoded])
/// ```
///
/// Reference: Bahdanau, Cho and Bengio, "Neural machine translation by jointly learning to align
/// and translate", ICLR 2015.
public struct AdditiveAttention: Layer, Configurable {
  public static let schema = Schema(
    .layer, "AdditiveAttention", summary: "attention by tanh of queries and keys",
    formula: "y = softmax(Σ scale tanh(q + k))·V", kerasName: "keras.layers.AdditiveAttention",
    fields: [
      Field("useScale", .bool, default: true, "whether learned factors weigh the sum")
    ] + AttentionFields.common)

  /// Whether learned factors weigh the sum.
  public var useScale: Bool
  /// The share of the weights that is dropped while training.
  public var dropout: Double
  /// Draws depend on it and on the step alone; nil for the run's seed and this layer.
  public var seed: Int?
  /// Whether a query looks at no later key.
  public var useCausalMask: Bool
  /// Whether the weights are a further output.
  public var returnAttentionScores: Bool
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer.
  public init(
    useScale: Bool = true, dropout: Double = 0, seed: Int? = nil, useCausalMask: Bool = false,
    returnAttentionScores: Bool = false, name: String? = nil, trainable: Bool = true
  ) {
    self.useScale = useScale
    self.dropout = dropout
    self.seed = seed
    self.useCausalMask = useCausalMask
    self.returnAttentionScores = returnAttentionScores
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      useScale: try fields.bool("useScale"), dropout: try fields.double("dropout"),
      seed: try fields.seed(),
      useCausalMask: try fields.bool("useCausalMask"),
      returnAttentionScores: try fields.bool("returnAttentionScores"),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "useScale": ConfigurationValue(useScale), "dropout": ConfigurationValue(dropout),
        "seed": .optional(seed),
        "useCausalMask": ConfigurationValue(useCausalMask),
        "returnAttentionScores": ConfigurationValue(returnAttentionScores),
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    AttentionFields.forward(
      "AdditiveAttention", inputs, dropout: dropout, seed: seed, causal: useCausalMask,
      returnScores: returnAttentionScores, scores)
  }

  private func scores(_ query: Tensor, _ key: Tensor) -> Tensor {
    let sum = tanh(query.expandingDimension(at: 2) + key.expandingDimension(at: 1))
    guard useScale else { return sum.sum(axes: [3]) }
    let scale = query.weight("scale", shape: [query.shape[2]], initializer: .glorotUniform)
    return (sum * scale).sum(axes: [3])
  }
}
