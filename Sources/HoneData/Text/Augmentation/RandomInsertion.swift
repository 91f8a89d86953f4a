public import HoneCore

/// Puts synonyms of a text's words at other places of the text.
///
/// ```text
/// n = max(1, α · words) times: a synonym of some word goes behind some other word
/// ```
///
/// Synonyms come from where ``SynonymReplacement`` takes them, in small letters.
///
/// - Input: texts
/// - Parameters: as of ``SynonymReplacement``
/// - Throws: `.file` if there is neither WordNet nor a lexicon
///
/// Reference: J. Wei, K. Zou, "EDA: easy data augmentation techniques for boosting performance on
/// text classification tasks", EMNLP 2019.
public struct RandomInsertion: TextTransform {
  public static let schema = Schema(
    .transform, "RandomInsertion", summary: "puts synonyms of words at other places",
    formula: "n = max(1, α·words)", techniques: [95, 139],
    fields: [TextTransformFields.alpha("alpha", "the insertions, as a share of the words")]
      + SynonymSource.fields + [TextTransformFields.probability])

  /// The insertions, as a share of the words.
  public var alpha: Double
  public var probability: Double
  let synonyms: SynonymSource

  /// Creates a transform that puts in a share of the words.
  public init(
    alpha: Double = 0.1, wordNet: String? = nil, lexicon: String? = nil, senses: Int = 2,
    probability: Double = 1
  ) {
    self.init(
      alpha: alpha, probability: probability,
      synonyms: SynonymSource(wordNet: wordNet, lexicon: lexicon, senses: senses))
  }

  init(alpha: Double, probability: Double, synonyms: SynonymSource) {
    self.alpha = alpha
    self.probability = probability
    self.synonyms = synonyms
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      alpha: try fields.double("alpha"), probability: try fields.double("probability"),
      synonyms: try SynonymSource(fields))
  }

  public var fields: [String: ConfigurationValue] {
    synonyms.values.merging(
      ["alpha": ConfigurationValue(alpha), "probability": ConfigurationValue(probability)],
      uniquingKeysWith: { $1 })
  }

  public func check() throws(HoneError) {
    try TextTransformFields.check(
      "RandomInsertion", [("alpha", alpha), ("probability", probability)])
    try synonyms.check("RandomInsertion")
  }

  public func augment(_ text: inout WordSequence, key: RandomKey) throws(HoneError) -> [String] {
    let words = text.wordPlaces.map { text.parts[$0].word }
    let draws = key.folding("synonym")
    var wanted = TextTransformFields.count(alpha, of: words.count)
    guard wanted > 0 else { return [] }
    var changes: [String] = []
    for number in key.folding("words").permutation(words.count) {
      let found = try synonyms.synonyms(of: words[number])
      guard !found.isEmpty else { continue }
      let drawn = found[draws.integer(below: found.count, at: 2 * UInt64(number))]
      let synonym = words[number].allSatisfy(\.isUppercase) ? drawn : drawn.lowercased()
      let places = text.wordPlaces
      text.insert(
        synonym, after: places[draws.integer(below: places.count, at: 2 * UInt64(number) + 1)])
      changes.append("+\(synonym)")
      wanted -= 1
      if wanted == 0 { break }
    }
    return changes
  }
}
