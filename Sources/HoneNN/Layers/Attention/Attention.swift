public import HoneCore
public import HoneGraph

/// Attention by products of queries and keys (Luong's).
///
/// ```text
/// score[t, s] = scale · Σ query[t, d] · key[s, d]                              dot
/// score[t, s] = weight · Σ tanh(scale · (query[t, d] + key[s, d]))             concat
/// output[t] = Σ over s softmax(score)[t, s] · value[s]
/// ```
///
/// - Inputs: `[query, value]` or `[query, value, key]`: `[N, queries, d]`, `[N, keys, d′]` and
///   `[N, keys, d]`; the key is by default the value
/// - Output: `[N, queries, d′]`; with `returnAttentionScores` also the weights,
///   `[N, queries, keys]`
/// - Weights: `scale []` with `useScale`; `concat_score_weight []` with the mode `concat`
///
/// Masked values aren't looked at, outputs of masked queries are zero, and the output carries the
/// query's mask. `dropout` drops weights.
///
/// ```swift
/// let context = Attention()([decoded, encoded])
/// ```
///
/// Reference: Luong, Pham and Manning, "Effective approaches to attention-based neural machine
/// translation", EMNLP 2015.
public struct Attention: Layer, Configurable {
  /// How a score is made of a query and a key.
  public enum ScoreMode: String, Sendable, CaseIterable {
    /// Their product.
    case dot
    /// tanh of their sum.
    case concat
  }

  public static let schema = Schema(
    .layer, "Attention", summary: "attention by products of queries and keys",
    formula: "y = softmax(Q·Kᵀ)·V", kerasName: "keras.layers.Attention",
    fields: [
      Field("useScale", .bool, default: false, "whether a learned factor multiplies the scores"),
      Field(
        "scoreMode", .choice(ScoreMode.allCases.map(\.rawValue)), default: "dot",
        "how a score is made of a query and a key"),
    ] + AttentionFields.common)

  /// Whether a learned factor multiplies the scores.
  public var useScale: Bool
  /// How a score is made of a query and a key.
  public var scoreMode: ScoreMode
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
    useScale: Bool = false, scoreMode: ScoreMode = .dot, dropout: Double = 0, seed: Int? = nil,
    useCausalMask: Bool = false, returnAttentionScores: Bool = false, name: String? = nil,
    trainable: Bool = true
  ) {
    self.useScale = useScale
    self.scoreMode = scoreMode
    self.dropout = dropout
    self.seed = seed
    self.useCausalMask = useCausalMask
    self.returnAttentionScores = returnAttentionScores
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      useScale: try fields.bool("useScale"), scoreMode: try fields.choice("scoreMode"),
      dropout: try fields.double("dropout"), seed: try fields.seed(),
      useCausalMask: try fields.bool("useCausalMask"),
      returnAttentionScores: try fields.bool("returnAttentionScores"),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "useScale": ConfigurationValue(useScale),
        "scoreMode": ConfigurationValue(scoreMode.rawValue),
        "dropout": ConfigurationValue(dropout), "seed": .optional(seed),
        "useCausalMask": ConfigurationValue(useCausalMask),
        "returnAttentionScores": ConfigurationValue(returnAttentionScores),
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    AttentionFields.forward(
      "Attention", inputs, dropout: dropout, seed: seed, causal: useCausalMask,
      returnScores: returnAttentionScores, scores)
  }

  private func scores(_ query: Tensor, _ key: Tensor) -> Tensor {
    let scale = useScale ? query.weight("scale", shape: [], initializer: .ones) : nil
    switch scoreMode {
    case .dot:
      let product = AttentionMath.product(query, key, batch: ([0], [0]), over: ([2], [2]))
      return scale.map { product * $0 } ?? product
    case .concat:
      let weight = query.weight("concat_score_weight", shape: [], initializer: .ones)
      let sum = query.expandingDimension(at: 2) + key.expandingDimension(at: 1)
      return weight * tanh(scale.map { $0 * sum } ?? sum).sum(axes: [3])
    }
  }
}
