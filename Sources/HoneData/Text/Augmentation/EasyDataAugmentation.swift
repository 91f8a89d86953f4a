public import HoneCore

/// Easy data augmentation: a text takes one of four changes, drawn anew each time, or none.
///
/// ```text
/// one of: synonym replacement, random insertion, random swap, random deletion; each as likely
/// ```
///
/// An α of 0 leaves its change out. In the paper a text counts n times changed and once as it is:
/// `probability` n / (n + 1), by default 0.9.
///
/// - Input: texts
/// - Parameters: `replacement`, `insertion`, `swap`, `deletion`: the α of each, 0 … 1, default 0.1;
///   `wordNet`, `lexicon`, `senses`: as of ``SynonymReplacement``; `probability`, the share of texts
///   that are changed
/// - Throws: `.file` if synonyms are wanted and there is neither WordNet nor a lexicon
///
/// Reference: J. Wei, K. Zou, "EDA: easy data augmentation techniques for boosting performance on
/// text classification tasks", EMNLP 2019.
public struct EasyDataAugmentation: TextTransform {
  public static let schema = Schema(
    .transform, "EasyDataAugmentation", aliases: ["EDA"],
    summary: "replaces, inserts, swaps or deletes words", formula: "one of four changes",
    techniques: [95, 139],
    fields: [
      TextTransformFields.alpha("replacement", "the α of synonym replacement"),
      TextTransformFields.alpha("insertion", "the α of random insertion"),
      TextTransformFields.alpha("swap", "the α of random swap"),
      TextTransformFields.alpha("deletion", "the α of random deletion"),
    ] + SynonymSource.fields + [
      Field(
        "probability", .double(0...1), default: 0.9, "the share of the texts that are changed")
    ])

  /// The α of synonym replacement.
  public var replacement: Double
  /// The α of random insertion.
  public var insertion: Double
  /// The α of random swap.
  public var swap: Double
  /// The α of random deletion.
  public var deletion: Double
  public var probability: Double
  private let synonyms: SynonymSource

  /// Creates the four changes.
  public init(
    replacement: Double = 0.1, insertion: Double = 0.1, swap: Double = 0.1, deletion: Double = 0.1,
    wordNet: String? = nil, lexicon: String? = nil, senses: Int = 2, probability: Double = 0.9
  ) {
    self.init(
      [replacement, insertion, swap, deletion], probability,
      SynonymSource(wordNet: wordNet, lexicon: lexicon, senses: senses))
  }

  private init(_ alphas: [Double], _ probability: Double, _ synonyms: SynonymSource) {
    (replacement, insertion, swap, deletion) = (alphas[0], alphas[1], alphas[2], alphas[3])
    self.probability = probability
    self.synonyms = synonyms
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      [
        try fields.double("replacement"), try fields.double("insertion"),
        try fields.double("swap"), try fields.double("deletion"),
      ], try fields.double("probability"), try SynonymSource(fields))
  }

  public var fields: [String: ConfigurationValue] {
    synonyms.values.merging(
      [
        "replacement": ConfigurationValue(replacement), "insertion": ConfigurationValue(insertion),
        "swap": ConfigurationValue(swap), "deletion": ConfigurationValue(deletion),
        "probability": ConfigurationValue(probability),
      ], uniquingKeysWith: { $1 })
  }

  public func check() throws(HoneError) {
    try TextTransformFields.check(
      "EasyDataAugmentation",
      [
        ("replacement", replacement), ("insertion", insertion), ("swap", swap),
        ("deletion", deletion), ("probability", probability),
      ])
    if replacement > 0 || insertion > 0 { try synonyms.check("EasyDataAugmentation") }
  }

  private var changes: [any TextTransform] {
    var changes: [any TextTransform] = []
    if replacement > 0 {
      changes.append(SynonymReplacement(alpha: replacement, probability: 1, synonyms: synonyms))
    }
    if insertion > 0 {
      changes.append(RandomInsertion(alpha: insertion, probability: 1, synonyms: synonyms))
    }
    if swap > 0 { changes.append(RandomSwap(alpha: swap)) }
    if deletion > 0 { changes.append(RandomDeletion(alpha: deletion)) }
    return changes
  }

  public func augment(_ text: inout WordSequence, key: RandomKey) throws(HoneError) -> [String] {
    let changes = changes
    guard !changes.isEmpty else { return [] }
    let change = changes[key.folding("change").integer(below: changes.count, at: 0)]
    return try change.augment(&text, key: key)
  }
}
