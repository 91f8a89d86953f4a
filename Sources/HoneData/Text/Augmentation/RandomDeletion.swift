public import HoneCore

/// Leaves out words at random; their punctuation goes to the words beside them.
///
/// ```text
/// each word stays with probability 1 − α; at least one stays
/// ```
///
/// - Input: texts; one of fewer than two words stays as it is
/// - Parameters: `alpha`, the share of words that are left out, 0 … 1, default 0.1; `probability`, the
///   share of texts
///
/// Reference: J. Wei, K. Zou, "EDA: easy data augmentation techniques for boosting performance on
/// text classification tasks", EMNLP 2019.
public struct RandomDeletion: TextTransform {
  public static let schema = Schema(
    .transform, "RandomDeletion", summary: "leaves out words at random",
    formula: "each word stays with probability 1 − α", techniques: [95],
    fields: [
      TextTransformFields.alpha("alpha", "the share of words that are left out"),
      TextTransformFields.probability,
    ])

  /// The share of words that are left out.
  public var alpha: Double
  public var probability: Double

  /// Creates a transform that leaves out a share of the words.
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
      "RandomDeletion", [("alpha", alpha), ("probability", probability)])
  }

  public func augment(_ text: inout WordSequence, key: RandomKey) -> [String] {
    let places = text.wordPlaces
    guard places.count > 1 else { return [] }
    let draws = key.folding("delete")
    var left = Set<Int>()
    for (number, place) in places.enumerated()
    where Double(draws.uniform(at: UInt64(number))) < alpha {
      left.insert(place)
    }
    if left.count == places.count {
      left.remove(places[key.folding("keep").integer(below: places.count, at: 0)])
    }
    return text.remove(left).map { "−\($0)" }
  }
}
