public import HoneCore
public import HoneGraph

/// A learned vector for each place in a sequence, in the shape of the input; to be added to it.
///
/// ```text
/// output[n, t, d] = position_embeddings[t, d]
/// ```
///
/// - Input: `[N, time, features]`, time ≤ `sequenceLength`
/// - Output: the input's shape; with its mask
/// - Weights: `position_embeddings [sequenceLength, features]`
///
/// ```swift
/// let words = Embedding(20_000, 64)(ids)
/// let placed = Add()([words, PositionEmbedding(200)(words)])  // keeps a mask, as + does not
/// ```
///
/// Reference: Devlin et al., "BERT: pre-training of deep bidirectional transformers", NAACL 2019;
/// KerasHub's layer of this name.
public struct PositionEmbedding: Layer, Configurable {
  public static let schema = Schema(
    .layer, "PositionEmbedding", summary: "a learned vector for each place in a sequence",
    formula: "y[n, t] = embeddings[t]", kerasName: "keras_hub.layers.PositionEmbedding",
    fields: [
      Field("sequenceLength", .int(1...Int.max), "the number of places"),
      Field(
        "initializer", .member(.initializer), default: "glorotUniform", "how the vectors begin"),
    ])

  /// The number of places.
  public var sequenceLength: Int
  /// How the vectors begin.
  public var initializer: any Initializer
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer with vectors for `sequenceLength` places.
  public init(
    _ sequenceLength: Int, initializer: any Initializer = .glorotUniform, name: String? = nil,
    trainable: Bool = true
  ) {
    self.sequenceLength = sequenceLength
    self.initializer = initializer
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("sequenceLength"), initializer: try fields.member("initializer", .initializer),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "sequenceLength": ConfigurationValue(sequenceLength),
        "initializer": initializer.configuration,
      ], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank == 3, (1...max(sequenceLength, 1)).contains(x.shape[1]), sequenceLength >= 1 else {
      return x.fail(
        "PositionEmbedding", wanted: "an input [N, time, features] with time ≤ sequenceLength",
        received: "\(x.shape), sequenceLength \(sequenceLength)")
    }
    let table = x.weight(
      "position_embeddings", shape: [sequenceLength, x.shape[2]], initializer: initializer)
    return table.sliced(0..<x.shape[1], axis: 0).broadcast(to: x.shape)
  }
}
