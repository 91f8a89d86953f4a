public import HoneCore

/// Gives every text of a vocabulary a number: categories written as words, labels by name.
///
/// ```text
/// ["cat", "dog"] with one index for unknown texts:  unknown → 0, cat → 1, dog → 2
/// ```
///
/// ``adapt(to:)`` learns the vocabulary, most frequent first; of two texts that are as frequent the
/// one that sorts last comes first, as in Keras.
///
/// - Input: a text
/// - Output: one int32, or a vector with a number for each token, see ``CategoricalOutput``
/// - Parameters: `maxTokens`, the most tokens with the special ones; `numOovIndices`, how many
///   indices unknown texts share by their hash, 0: they are errors; `maskToken`, a text that means
///   nothing: index 0, and in vectors no trace; `oovToken`, a text that is never learnt;
///   `vocabulary`; `idfWeights`; `outputMode`; `padToMaxTokens`; `feature`
/// - Throws: `.state` if it is used before it has a vocabulary
public struct StringLookup: FittedTransform {
  public static let schema = Schema(
    .transform, "StringLookup", summary: "gives texts of a vocabulary their numbers",
    formula: "cat → 1, dog → 2, anything else → 0", techniques: [142],
    kerasName: "keras.layers.StringLookup",
    fields: IndexLookup.fields(vocabulary: .strings, mask: .string) + [
      Field(
        "oovToken", .string, default: "[UNK]", "the name of unknown texts", aliases: ["oov_token"]),
      FeatureChoice.field,
    ])

  /// The most tokens, special ones included; nil for no limit.
  public let maxTokens: Int?
  /// The number of indices for unknown texts.
  public let numOovIndices: Int
  /// The text that stands for nothing.
  public let maskToken: String?
  /// The name of unknown texts.
  public let oovToken: String
  /// The known texts without special ones; nil before they are learnt.
  public let vocabulary: [String]?
  /// The weight of each known text, for tfIdf.
  public let idfWeights: [Double]?
  /// What comes out.
  public let outputMode: CategoricalOutput
  /// Whether vectors have `maxTokens` numbers.
  public let padToMaxTokens: Bool
  /// The name of the feature; nil for the only text among the inputs.
  public let feature: String?
  private let table: TokenTable
  private let lookup: IndexLookup
  private let encoder: CategoricalEncoder

  /// Creates a lookup that learns its vocabulary, or with a known one.
  public init(
    maxTokens: Int? = nil, numOovIndices: Int = 1, maskToken: String? = nil,
    oovToken: String = "[UNK]", vocabulary: [String]? = nil, idfWeights: [Double]? = nil,
    outputMode: CategoricalOutput = .int, padToMaxTokens: Bool = false, feature: String? = nil
  ) {
    self.maxTokens = maxTokens
    self.numOovIndices = numOovIndices
    self.maskToken = maskToken
    self.oovToken = oovToken
    self.vocabulary = vocabulary
    self.idfWeights = idfWeights
    self.outputMode = outputMode
    self.padToMaxTokens = padToMaxTokens
    self.feature = feature
    table = TokenTable(vocabulary ?? [])
    lookup = IndexLookup(
      transform: "StringLookup", maxTokens: maxTokens, unknownCount: max(numOovIndices, 0),
      hasMask: maskToken != nil, output: outputMode, padToMaxTokens: padToMaxTokens)
    encoder = lookup.encoder(tokens: table.count, weights: idfWeights)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      maxTokens: fields.has("maxTokens") ? try fields.int("maxTokens") : nil,
      numOovIndices: try fields.int("numOovIndices"),
      maskToken: try fields.optionalString("maskToken"), oovToken: try fields.string("oovToken"),
      vocabulary: fields.has("vocabulary") ? try fields.strings("vocabulary") : nil,
      idfWeights: fields.has("idfWeights") ? try fields.doubles("idfWeights") : nil,
      outputMode: try fields.choice("outputMode"),
      padToMaxTokens: try fields.bool("padToMaxTokens"),
      feature: try fields.optionalString("feature"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "maxTokens": .ifAny(maxTokens), "numOovIndices": ConfigurationValue(numOovIndices),
      "maskToken": .ifAny(maskToken), "oovToken": ConfigurationValue(oovToken),
      "vocabulary": .ifAny(vocabulary), "idfWeights": .ifAny(idfWeights),
      "outputMode": ConfigurationValue(outputMode.rawValue),
      "padToMaxTokens": ConfigurationValue(padToMaxTokens), "feature": .ifAny(feature),
    ]
  }

  public var isFitted: Bool { vocabulary != nil }

  /// The number of indices: known texts and special ones.
  public var vocabularySize: Int { lookup.tokenStart + table.count }

  private var choice: FeatureChoice {
    FeatureChoice(transform: "StringLookup", name: feature, kind: .text)
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    guard let vocabulary else { throw unfitted("a vocabulary", set: "vocabulary") }
    try lookup.check(tokens: vocabulary.count, distinct: table.count, weights: idfWeights)
    return try features.encoding(choice, encoder)
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let place = try choice.index(in: context.features)
    guard isFitted else { throw unfitted("a vocabulary", set: "vocabulary") }
    guard case .text(let text) = sample.values[place] else {
      throw .unexpectedValue("StringLookup", wanted: "a text")
    }
    sample.values[place] = .tensor(encoder.encode([try index(of: text)], shape: []))
  }

  /// The index of a text; −1 for the mask of vectors.
  ///
  /// - Throws: `.data` if it is unknown and `numOovIndices` is 0.
  public func index(of text: String) throws(HoneError) -> Int {
    if let maskToken, text == maskToken { return lookup.maskIndex }
    if let number = table.find(text) { return lookup.tokenStart + number }
    guard numOovIndices > 0 else { throw lookup.unknown("\"\(text)\"") }
    return lookup.unknownStart + HashBucket.of(text, count: numOovIndices)
  }

  /// The text of an index; ``oovToken`` for those of unknown texts.
  public func token(at index: Int) -> String {
    let place = index - lookup.tokenStart
    if let vocabulary, vocabulary.indices.contains(place) { return vocabulary[place] }
    return index == 0 && lookup.unknownStart == 1 ? maskToken ?? "" : oovToken
  }

  public func adapt(to source: any SampleSource) throws(HoneError) -> StringLookup {
    var counter = TokenCounter()
    try forEachValue(of: source, choice) { value, _ throws(HoneError) in
      guard case .text(var text) = value else {
        throw .unexpectedValue("StringLookup", wanted: "a text")
      }
      counter.beginDocument()
      text.withUTF8 { counter.count($0) }
    }
    try counter.check("StringLookup")
    let known = counter.mostFrequent(
      lookup.roomForTokens, except: [oovToken] + (maskToken.map { [$0] } ?? []))
    return StringLookup(
      maxTokens: maxTokens, numOovIndices: numOovIndices, maskToken: maskToken,
      oovToken: oovToken, vocabulary: known.map { counter.text($0) },
      idfWeights: outputMode == .tfIdf ? known.map { counter.inverseFrequency($0) } : nil,
      outputMode: outputMode, padToMaxTokens: padToMaxTokens, feature: feature)
  }
}
