public import HoneCore

/// Mistypes letters as fingers do.
///
/// ```text
/// each letter with probability rate: the key beside it; that key too; no key; two keys exchanged
/// ```
///
/// Latin letters slip on the QWERTY layout and keep their case. Hangul syllables slip on the Korean
/// layout with two sets: one of their letters becomes its neighbour, and they stay syllables. Letters
/// of other scripts, digits, punctuation, spaces and emoji stay; no word loses all its letters.
///
/// - Input: texts
/// - Parameters: `rate`, the share of letters, 0 … 1, default 0.03; `probability`, the share of texts
public struct TypingNoise: TextTransform {
  public static let schema = Schema(
    .transform, "TypingNoise", summary: "mistypes letters as fingers do",
    formula: "each letter slips with probability rate", techniques: [95],
    fields: [
      Field("rate", .double(0...1), default: 0.03, "the share of letters that are mistyped"),
      TextTransformFields.probability,
    ])

  /// The share of letters that are mistyped.
  public var rate: Double
  public var probability: Double

  /// Creates a transform that mistypes a share of the letters.
  public init(rate: Double = 0.03, probability: Double = 1) {
    self.rate = rate
    self.probability = probability
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(rate: try fields.double("rate"), probability: try fields.double("probability"))
  }

  public var fields: [String: ConfigurationValue] {
    ["rate": ConfigurationValue(rate), "probability": ConfigurationValue(probability)]
  }

  public func check() throws(HoneError) {
    try TextTransformFields.check("TypingNoise", [("rate", rate), ("probability", probability)])
  }

  private enum Slip: Int, CaseIterable {
    case neighbour, extra, missing, exchanged
  }

  public func augment(_ text: inout WordSequence, key: RandomKey) -> [String] {
    let draws = key.folding("slip")
    var letter: UInt64 = 0
    var changes: [String] = []
    for place in text.wordPlaces {
      let word = text.parts[place].word
      let mistyped = mistype(Array(word), draws, &letter)
      guard mistyped != word else { continue }
      text.parts[place].word = mistyped
      changes.append("\(word) → \(mistyped)")
    }
    return changes
  }

  private func mistype(_ letters: [Character], _ draws: RandomKey, _ letter: inout UInt64) -> String
  {
    var result = ""
    var kept = 0
    var place = 0
    while place < letters.count {
      let key = draws.folding(letter)
      letter += 1
      let character = letters[place]
      place += 1
      kept += 1
      guard Double(key.uniform(at: 0)) < rate else {
        result.append(character)
        continue
      }
      let draw = { (count: Int) in key.integer(below: count, at: 1) }
      if let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1,
        let syllable = Keyboard.standard.slip(syllable: scalar, draw)
      {
        result.unicodeScalars.append(syllable)
        continue
      }
      guard let slipped = Keyboard.standard.slip(character, draw) else {
        result.append(character)
        continue
      }
      switch Slip(rawValue: key.integer(below: Slip.allCases.count, at: 2)) {
      case .extra:
        result.append(character)
        result.append(slipped)
      case .missing where kept > 1:
        kept -= 1
      case .exchanged
      where place < letters.count && letters[place].isASCII
        && letters[place].isLetter:
        result.append(letters[place])
        result.append(character)
        place += 1
        kept += 1
      default: result.append(slipped)
      }
    }
    return result
  }
}
