public import HoneCore

/// Gives every number of a vocabulary an index: identifiers that aren't 0, 1, 2 … themselves.
///
/// ```text
/// [12, 36] with one index for unknown numbers:  unknown → 0, 12 → 1, 36 → 2
/// ```
///
/// ``adapt(to:)`` learns the vocabulary, most frequent first; of two numbers that are as frequent
/// the greater comes first, as in Keras.
///
/// - Input: whole numbers of any shape
/// - Output: int32 of the input's shape, or vectors with a number for each token, see
///   ``CategoricalOutput``
/// - Parameters: `maxTokens`, the most tokens with the special ones; `numOovIndices`, how many
///   indices unknown numbers share, 0: they are errors; `oovMethod`, how they share them: floormod,
///   the remainder, or farmhash, by the hash of their decimal text; `maskToken`, a number that means
///   nothing: index 0, and in vectors no trace; `oovToken`, a number that is never learnt;
///   `vocabulary`; `idfWeights`; `outputMode`; `padToMaxTokens`; `feature`
/// - Throws: `.state` if it is used before it has a vocabulary
public struct IntegerLookup: FittedTransform {
  /// How unknown numbers share their indices.
  public enum OovMethod: String, Sendable, CaseIterable {
    case floormod, farmhash
  }

  public static let schema = Schema(
    .transform, "IntegerLookup", summary: "gives numbers of a vocabulary their indices",
    formula: "12 → 1, 36 → 2, anything else → 0", techniques: [142],
    kerasName: "keras.layers.IntegerLookup",
    fields: IndexLookup.fields(
      vocabulary: .integers(Int.min...Int.max), mask: .int(Int.min...Int.max)) + [
        Field(
          "oovToken", .int(Int.min...Int.max), default: -1, "a number that is never learnt",
          aliases: ["oov_token"]),
        Field(
          "oovMethod", .choice(OovMethod.allCases.map(\.rawValue)), default: "floormod",
          "how unknown numbers share their indices", aliases: ["oov_method"]),
        FeatureChoice.field,
      ])

  /// The most tokens, special ones included; nil for no limit.
  public let maxTokens: Int?
  /// The number of indices for unknown numbers.
  public let numOovIndices: Int
  /// The number that stands for nothing.
  public let maskToken: Int?
  /// A number that is never learnt.
  public let oovToken: Int
  /// How unknown numbers share their indices.
  public let oovMethod: OovMethod
  /// The known numbers without special ones; nil before they are learnt.
  public let vocabulary: [Int]?
  /// The weight of each known number, for tfIdf.
  public let idfWeights: [Double]?
  /// What comes out.
  public let outputMode: CategoricalOutput
  /// Whether vectors have `maxTokens` numbers.
  public let padToMaxTokens: Bool
  /// The name of the feature; nil for the only tensor among the inputs.
  public let feature: String?
  private let indices: [Int: Int]
  private let lookup: IndexLookup
  private let encoder: CategoricalEncoder

  /// Creates a lookup that learns its vocabulary, or with a known one.
  public init(
    maxTokens: Int? = nil, numOovIndices: Int = 1, maskToken: Int? = nil, oovToken: Int = -1,
    oovMethod: OovMethod = .floormod, vocabulary: [Int]? = nil, idfWeights: [Double]? = nil,
    outputMode: CategoricalOutput = .int, padToMaxTokens: Bool = false, feature: String? = nil
  ) {
    self.maxTokens = maxTokens
    self.numOovIndices = numOovIndices
    self.maskToken = maskToken
    self.oovToken = oovToken
    self.oovMethod = oovMethod
    self.vocabulary = vocabulary
    self.idfWeights = idfWeights
    self.outputMode = outputMode
    self.padToMaxTokens = padToMaxTokens
    self.feature = feature
    lookup = IndexLookup(
      transform: "IntegerLookup", maxTokens: maxTokens, unknownCount: max(numOovIndices, 0),
      hasMask: maskToken != nil, output: outputMode, padToMaxTokens: padToMaxTokens)
    let known = vocabulary ?? []
    let start = lookup.tokenStart
    indices = Dictionary(
      known.enumerated().map { ($0.element, start + $0.offset) }, uniquingKeysWith: { a, _ in a })
    encoder = lookup.encoder(tokens: indices.count, weights: idfWeights)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      maxTokens: fields.has("maxTokens") ? try fields.int("maxTokens") : nil,
      numOovIndices: try fields.int("numOovIndices"),
      maskToken: fields.has("maskToken") ? try fields.int("maskToken") : nil,
      oovToken: try fields.int("oovToken"), oovMethod: try fields.choice("oovMethod"),
      vocabulary: fields.has("vocabulary") ? try fields.ints("vocabulary") : nil,
      idfWeights: fields.has("idfWeights") ? try fields.doubles("idfWeights") : nil,
      outputMode: try fields.choice("outputMode"),
      padToMaxTokens: try fields.bool("padToMaxTokens"),
      feature: try fields.optionalString("feature"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "maxTokens": .ifAny(maxTokens), "numOovIndices": ConfigurationValue(numOovIndices),
      "maskToken": .ifAny(maskToken), "oovToken": ConfigurationValue(oovToken),
      "oovMethod": ConfigurationValue(oovMethod.rawValue),
      "vocabulary": .ifAny(vocabulary), "idfWeights": .ifAny(idfWeights),
      "outputMode": ConfigurationValue(outputMode.rawValue),
      "padToMaxTokens": ConfigurationValue(padToMaxTokens), "feature": .ifAny(feature),
    ]
  }

  public var isFitted: Bool { vocabulary != nil }

  /// The number of indices: known numbers and special ones.
  public var vocabularySize: Int { lookup.tokenStart + indices.count }

  private var choice: FeatureChoice {
    FeatureChoice(transform: "IntegerLookup", name: feature, kind: .tensor)
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    guard let vocabulary else { throw unfitted("a vocabulary", set: "vocabulary") }
    try lookup.check(tokens: vocabulary.count, distinct: indices.count, weights: idfWeights)
    return try features.encoding(choice, encoder)
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let place = try choice.index(in: context.features)
    guard isFitted else { throw unfitted("a vocabulary", set: "vocabulary") }
    guard case .tensor(let tensor) = sample.values[place] else {
      throw .unexpectedValue("IntegerLookup", wanted: "a tensor")
    }
    var found: [Int] = []
    for number in tensor.elements(as: Int64.self) { found.append(try index(of: Int(number))) }
    sample.values[place] = .tensor(encoder.encode(found, shape: tensor.shape))
  }

  /// The index of a number; −1 for the mask of vectors.
  ///
  /// - Throws: `.data` if it is unknown and `numOovIndices` is 0.
  public func index(of number: Int) throws(HoneError) -> Int {
    if let maskToken, number == maskToken { return lookup.maskIndex }
    if let index = indices[number] { return index }
    guard numOovIndices > 0 else { throw lookup.unknown("\(number)") }
    if oovMethod == .farmhash {
      return lookup.unknownStart + HashBucket.of(String(number), count: numOovIndices)
    }
    let rest = number % numOovIndices
    return lookup.unknownStart + (rest < 0 ? rest + numOovIndices : rest)
  }

  public func adapt(to source: any SampleSource) throws(HoneError) -> IntegerLookup {
    var counts: [Int: (count: Int, documents: Int, last: Int)] = [:]
    try forEachValue(of: source, choice) { value, index throws(HoneError) in
      guard case .tensor(let tensor) = value else {
        throw .unexpectedValue("IntegerLookup", wanted: "a tensor")
      }
      for number in tensor.elements(as: Int64.self) {
        var entry = counts[Int(number)] ?? (0, 0, -1)
        entry.count += 1
        if entry.last != index { (entry.documents, entry.last) = (entry.documents + 1, index) }
        counts[Int(number)] = entry
      }
      guard counts.count <= TokenCounter.mostTokens else {
        throw HoneError(
          .data, operation: "IntegerLookup",
          wanted: "at most \(TokenCounter.mostTokens) different numbers", received: "more",
          help: "hash them: Hashing(numBins: …)")
      }
    }
    counts[oovToken] = nil
    if let maskToken { counts[maskToken] = nil }
    let order = counts.sorted {
      ($0.value.count, $0.key) > ($1.value.count, $1.key)
    }
    let known = lookup.roomForTokens.map { order.prefix(max($0, 0)) } ?? order[...]
    return IntegerLookup(
      maxTokens: maxTokens, numOovIndices: numOovIndices, maskToken: maskToken,
      oovToken: oovToken, oovMethod: oovMethod, vocabulary: known.map(\.key),
      idfWeights: outputMode == .tfIdf
        ? known.map { entry in
          let share = Double(source.count) / Double(1 + entry.value.documents)
          return Double(Float(Logarithm.natural(1 + share)))
        } : nil,
      outputMode: outputMode, padToMaxTokens: padToMaxTokens, feature: feature)
  }
}
