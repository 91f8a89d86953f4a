public import HoneCore

/// Puts marks of punctuation between words, and changes nothing else (AEDA).
///
/// ```text
/// n drawn from 1 … max(1, ratio · words); a mark before n different words
/// ```
///
/// - Input: texts; one without words stays as it is
/// - Parameters: `ratio`, the most marks as a share of the words, 0 … 1, default 0.3; `marks`, by
///   default `. ; ? : ! ,`; `probability`, the share of texts
///
/// Reference: A. Karimi, L. Rossi, A. Prati, "AEDA: an easier data augmentation technique for text
/// classification", Findings of EMNLP 2021.
public struct PunctuationInsertion: TextTransform {
  public static let schema = Schema(
    .transform, "PunctuationInsertion", aliases: ["AEDA"],
    summary: "puts marks of punctuation between words",
    formula: "n from 1 … max(1, ratio·words)", techniques: [95],
    fields: [
      Field("ratio", .double(0...1), default: 0.3, "the most marks, as a share of the words"),
      Field(
        "marks", .strings, default: .array(standardMarks.map { ConfigurationValue($0) }),
        "the marks to choose from"),
      TextTransformFields.probability,
    ])

  /// The marks of the paper.
  public static let standardMarks = [".", ";", "?", ":", "!", ","]

  /// The most marks, as a share of the words.
  public var ratio: Double
  /// The marks to choose from.
  public var marks: [String]
  public var probability: Double

  /// Creates a transform that puts in marks.
  public init(
    ratio: Double = 0.3, marks: [String] = Self.standardMarks, probability: Double = 1
  ) {
    self.ratio = ratio
    self.marks = marks
    self.probability = probability
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      ratio: try fields.double("ratio"), marks: try fields.strings("marks"),
      probability: try fields.double("probability"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "ratio": ConfigurationValue(ratio), "marks": .ifAny(marks),
      "probability": ConfigurationValue(probability),
    ]
  }

  public func check() throws(HoneError) {
    try TextTransformFields.check(
      "PunctuationInsertion", [("ratio", ratio), ("probability", probability)])
    guard !marks.isEmpty, marks.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) })
    else {
      throw HoneError(
        .usage, path: "PunctuationInsertion", operation: "marks", wanted: "marks without spaces",
        received: "\(marks)")
    }
  }

  public func augment(_ text: inout WordSequence, key: RandomKey) -> [String] {
    let places = text.wordPlaces
    guard !places.isEmpty, !marks.isEmpty, ratio > 0 else { return [] }
    let most = max(Int(ratio * Double(places.count)), 1)
    let count = 1 + key.folding("count").integer(below: most, at: 0)
    let chosen = key.folding("places").permutation(places.count).prefix(count).map { places[$0] }
    var changes: [String] = []
    for (number, place) in chosen.sorted(by: >).enumerated() {
      let mark = marks[key.folding("marks").integer(below: marks.count, at: UInt64(number))]
      // At the beginning the mark takes the word's place, behind the spaces that the text begins with.
      let space = place > 0 ? " " : text.parts[0].space
      if place == 0 { text.parts[0].space = " " }
      text.parts.insert(
        WordSequence.Part(space: space, prefix: mark, word: "", suffix: ""), at: place)
      changes.append("+\(mark)")
    }
    return changes.reversed()
  }
}
