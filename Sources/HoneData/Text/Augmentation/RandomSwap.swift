public import HoneCore

/// Exchanges words of a text; punctuation and spaces stay where they are.
///
/// ```text
/// n = max(1, α · words) times: two places change their words
/// ```
///
/// - Input: texts; one of fewer than two words stays as it is
/// - Parameters: `alpha`, the share of words, 0 … 1, default 0.1; `probability`, the share of texts
///
/// Reference: J. Wei, K. Zou, "EDA: easy data augmentation techniques for boosting performance on
/// text classification tasks", EMNLP 2019.
public struct RandomSwap: TextTransform {
  public static let schema = Schema(
    .transform, "RandomSwap", summary: "exchanges words of a text", formula: "n = max(1, α·words)",
    techniques: [95],
    fields: [
      TextTransformFields.alpha("alpha", "the exchanges, as a share of the words"),
      TextTransformFields.probability,
    ])

  /// The exchanges, as a share of the words.
  public var alpha: Double
  public var probability: Double

  /// Creates a transform that exchanges a share of the words.
  public init(alpha: Double = 0.1, probability: Double = 1) {
    self.alpha = alpha
    self.probability = probability
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      alpha: try fields.double("alpha"), probability: try fields.double("probability"))
  }

  public var fields: [String: ConfigurationValue] {
    ["alpha": ConfigurationValue(alpha), "probability": ConfigurationValue(probability)]
  }

  public func check() throws(HoneError) {
    try TextTransformFields.check(
      "RandomSwap", [("alpha", alpha), ("probability", probability)])
  }

  public func augment(_ text: inout WordSequence, key: RandomKey) -> [String] {
    let places = text.wordPlaces
    guard places.count > 1 else { return [] }
    var changes: [String] = []
    for number in 0..<TextTransformFields.count(alpha, of: places.count) {
      let draw = key.folding("swap").folding(UInt64(number))
      let first = draw.integer(below: places.count, at: 0)
      let step = 1 + draw.integer(below: places.count - 1, at: 1)
      let (a, b) = (places[first], places[(first + step) % places.count])
      changes.append("\(text.parts[a].word) ↔ \(text.parts[b].word)")
      (text.parts[a].word, text.parts[b].word) = (text.parts[b].word, text.parts[a].word)
    }
    return changes
  }
}
