public import HoneCore

/// Replaces words by synonyms.
///
/// ```text
/// n = max(1, α · words) words that have synonyms, each by one of them
/// ```
///
/// English synonyms come from WordNet (`apt-get install wordnet-base`): of the word's most frequent
/// part of speech and first `senses` senses, in its case (GOOD → FINE, Good → Fine), number
/// (films → pictures) and tense (liked → enjoyed). Other languages, Korean above all, take a lexicon:
/// a file of lines `word`, tab, `synonym, synonym`. Korean words are found with their particles, and
/// the particle agrees with the new word: 영화를 → 작품을.
///
/// - Input: texts
/// - Parameters: `alpha`, the share of words, 0 … 1, default 0.1; `wordNet`, a folder; `lexicon`, a
///   file; `senses`, default 2; `probability`, the share of texts
/// - Throws: `.file` if there is neither WordNet nor a lexicon
///
/// Reference: J. Wei, K. Zou, "EDA: easy data augmentation techniques for boosting performance on
/// text classification tasks", EMNLP 2019.
public struct SynonymReplacement: TextTransform {
  public static let schema = Schema(
    .transform, "SynonymReplacement", summary: "replaces words by synonyms",
    formula: "n = max(1, α·words)", techniques: [95, 139],
    fields: [TextTransformFields.alpha("alpha", "the share of words that are replaced")]
      + SynonymSource.fields + [TextTransformFields.probability])

  /// The share of words that are replaced.
  public var alpha: Double
  public var probability: Double
  let synonyms: SynonymSource

  /// Creates a transform that replaces a share of the words.
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
      "SynonymReplacement", [("alpha", alpha), ("probability", probability)])
    try synonyms.check("SynonymReplacement")
  }

  public func augment(_ text: inout WordSequence, key: RandomKey) throws(HoneError) -> [String] {
    let places = text.wordPlaces
    var wanted = TextTransformFields.count(alpha, of: places.count)
    guard wanted > 0 else { return [] }
    let draws = key.folding("synonym")
    var changes: [String] = []
    for number in key.folding("words").permutation(places.count) {
      let word = text.parts[places[number]].word
      let found = try synonyms.synonyms(of: word)
      guard !found.isEmpty else { continue }
      let synonym = found[draws.integer(below: found.count, at: UInt64(number))]
      text.parts[places[number]].word = synonym
      changes.append("\(word) → \(synonym)")
      wanted -= 1
      if wanted == 0 { break }
    }
    return changes
  }
}
