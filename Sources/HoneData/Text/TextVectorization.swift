public import HoneCore

/// Makes numbers of texts: standardizes, splits into tokens, joins runs of tokens, and looks them
/// up in a vocabulary.
///
/// ```text
/// "The cat sat!" → the cat sat → [2, 17, 1, 0, 0]      (1: unknown, 0: nothing more)
/// ```
///
/// ``adapt(to:)`` learns the vocabulary, most frequent first; of two tokens that are as frequent the
/// one that sorts last comes first, as in Keras. ``report(on:)`` tells how much of a text it keeps.
///
/// Texts of all scripts keep their letters: beyond ASCII, letters are composed (NFC) and made small,
/// spaces divide words, and punctuation becomes a space (an apostrophe nothing).
/// `unicode: false` treats ASCII only, and bytes as they are, which is Keras's way; English and
/// Korean texts with ASCII punctuation give the same tokens either way.
///
/// - Input: a text
/// - Output: int: int32 `[outputSequenceLength]`; vectors: float32 `[vocabularySize]`
/// - Parameters: `maxTokens`, the most tokens of the vocabulary with the special ones;
///   `standardize`; `split`; `ngrams`, the lengths of runs: `[1, 2]` words and pairs, nil single
///   tokens (in files also one number n for 1 … n); `outputMode`: int, multiHot, count or tfIdf;
///   `outputSequenceLength`, for int: longer texts are cut, shorter ones filled with 0;
///   `padToMaxTokens`, vectors have `maxTokens` numbers; `vocabulary`; `idfWeights`; `unicode`;
///   `feature`
/// - Throws: `.state` if it is used before it has a vocabulary
public struct TextVectorization: FittedTransform {
  public static let schema = Schema(
    .transform, "TextVectorization", summary: "makes numbers of texts by a vocabulary of tokens",
    formula: "the cat sat → [2, 17, 1, 0, 0]", techniques: [142],
    kerasName: "keras.layers.TextVectorization", fields: TextVectorizationFields.all)

  /// The most tokens, special ones included; nil for no limit.
  public let maxTokens: Int?
  /// What happens to a text before it is split.
  public let standardize: TextStandardization
  /// How a text is split.
  public let split: TextSplit
  /// The lengths of runs of tokens; nil for single tokens.
  public let ngrams: [Int]?
  /// What comes out.
  public let outputMode: CategoricalOutput
  /// The number of tokens that come out, for int.
  public let outputSequenceLength: Int?
  /// Whether vectors have `maxTokens` numbers.
  public let padToMaxTokens: Bool
  /// The known tokens without special ones; nil before they are learnt.
  public let vocabulary: [String]?
  /// The weight of each known token, for tfIdf.
  public let idfWeights: [Double]?
  /// Whether letters, punctuation and spaces beyond ASCII count.
  public let unicode: Bool
  /// The name of the feature; nil for the only text among the inputs.
  public let feature: String?
  let tokenizer: Tokenizer
  let table: TokenTable
  let lookup: IndexLookup
  private let encoder: CategoricalEncoder

  /// Creates a transform that learns its vocabulary, or with a known one.
  public init(
    maxTokens: Int? = nil, standardize: TextStandardization = .lowerAndStripPunctuation,
    split: TextSplit = .whitespace, ngrams: [Int]? = nil, outputMode: CategoricalOutput = .int,
    outputSequenceLength: Int? = nil, padToMaxTokens: Bool = false, vocabulary: [String]? = nil,
    idfWeights: [Double]? = nil, unicode: Bool = true, feature: String? = nil
  ) {
    self.maxTokens = maxTokens
    self.standardize = standardize
    self.split = split
    self.ngrams = ngrams
    self.outputMode = outputMode
    self.outputSequenceLength = outputSequenceLength
    self.padToMaxTokens = padToMaxTokens
    self.vocabulary = vocabulary
    self.idfWeights = idfWeights
    self.unicode = unicode
    self.feature = feature
    tokenizer = Tokenizer(
      standardizer: TextStandardizer(standardize, unicode: unicode), split: split, ngrams: ngrams)
    table = TokenTable(vocabulary ?? [])
    lookup = IndexLookup(
      transform: "TextVectorization", maxTokens: maxTokens, unknownCount: 1, hasMask: true,
      output: outputMode, padToMaxTokens: padToMaxTokens)
    encoder = lookup.encoder(tokens: table.count, weights: idfWeights)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      maxTokens: fields.has("maxTokens") ? try fields.int("maxTokens") : nil,
      standardize: try fields.choice("standardize"), split: try fields.choice("split"),
      ngrams: try TextVectorizationFields.ngrams(fields),
      outputMode: try fields.choice("outputMode"),
      outputSequenceLength: fields.has("outputSequenceLength")
        ? try fields.int("outputSequenceLength") : nil,
      padToMaxTokens: try fields.bool("padToMaxTokens"),
      vocabulary: fields.has("vocabulary") ? try fields.strings("vocabulary") : nil,
      idfWeights: fields.has("idfWeights") ? try fields.doubles("idfWeights") : nil,
      unicode: try fields.bool("unicode"), feature: try fields.optionalString("feature"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "maxTokens": .ifAny(maxTokens), "standardize": ConfigurationValue(standardize.rawValue),
      "split": ConfigurationValue(split.rawValue), "ngrams": .ifAny(ngrams),
      "outputMode": ConfigurationValue(outputMode.rawValue),
      "outputSequenceLength": .ifAny(outputSequenceLength),
      "padToMaxTokens": ConfigurationValue(padToMaxTokens), "vocabulary": .ifAny(vocabulary),
      "idfWeights": .ifAny(idfWeights), "unicode": ConfigurationValue(unicode),
      "feature": .ifAny(feature),
    ]
  }

  public var isFitted: Bool { vocabulary != nil }

  /// The number of indices: known tokens, one for unknown tokens, and for int one for nothing.
  public var vocabularySize: Int { lookup.tokenStart + table.count }

  var choice: FeatureChoice {
    FeatureChoice(transform: "TextVectorization", name: feature, kind: .text)
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    let place = try choice.index(in: features)
    guard let vocabulary else { throw unfitted("a vocabulary", set: "vocabulary") }
    try checkOptions()
    try lookup.check(tokens: vocabulary.count, distinct: table.count, weights: idfWeights)
    var result = features
    result[place].kind =
      outputMode == .int
      ? .tensor([outputSequenceLength ?? 0], .int32) : .tensor([encoder.depth], .float32)
    return result
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let place = try choice.index(in: context.features)
    guard isFitted else { throw unfitted("a vocabulary", set: "vocabulary") }
    guard case .text(let text) = sample.values[place] else {
      throw .unexpectedValue("TextVectorization", wanted: "a text")
    }
    sample.values[place] = .tensor(tensor(of: text))
  }

  /// The numbers of a text, as ``apply(to:context:)`` makes them.
  public func tensor(of text: String) -> HostTensor {
    var scratch = Tokenizer.Scratch()
    if outputMode == .int {
      let length = max(outputSequenceLength ?? 0, 0)
      return HostTensor(shape: [length], dtype: .int32) { bytes in
        let numbers = bytes.bindMemory(to: Int32.self)
        var count = 0
        tokenizer.forEachToken(of: text, &scratch) { token in
          if count < length { numbers[count] = Int32(clamping: index(of: token)) }
          count += 1
        }
      }
    }
    var indices: [Int] = []
    tokenizer.forEachToken(of: text, &scratch) { indices.append(index(of: $0)) }
    return encoder.encode(indices, shape: [indices.count])
  }

  /// The tokens of a text, before they are looked up.
  public func tokens(of text: String) -> [String] {
    var scratch = Tokenizer.Scratch()
    var tokens: [String] = []
    tokenizer.forEachToken(of: text, &scratch) {
      tokens.append(String(decoding: $0, as: UTF8.self))
    }
    return tokens
  }

  /// The token of an index: empty for nothing, `[UNK]` for unknown tokens.
  public func token(at index: Int) -> String {
    let place = index - lookup.tokenStart
    if let vocabulary, vocabulary.indices.contains(place) { return vocabulary[place] }
    return index == 0 && lookup.unknownStart == 1 ? "" : "[UNK]"
  }

  /// The index of a token; that of nothing for an empty one.
  private func index(of token: UnsafeBufferPointer<UInt8>) -> Int {
    if token.isEmpty { return lookup.maskIndex }
    return table.find(token).map { $0 + lookup.tokenStart } ?? lookup.unknownStart
  }
}
