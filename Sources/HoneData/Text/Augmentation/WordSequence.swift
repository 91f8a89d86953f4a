/// A text as words with what stands around them, so that words can change and everything else stays:
/// spaces, punctuation, emoji.
///
/// ```text
/// " It's (really) good!"  →  ␣It's   ␣(really)   ␣good!
/// ```
public struct WordSequence: Hashable, Sendable {
  /// What stands between two spaces.
  public struct Part: Hashable, Sendable {
    /// The spaces before it.
    public var space: String
    /// What is no letter or digit, before the word.
    public var prefix: String
    /// From the first letter or digit to the last; empty if there is none.
    public var word: String
    /// What is no letter or digit, after the word.
    public var suffix: String
  }

  /// The parts, in their order.
  public var parts: [Part] = []
  /// The spaces at the end.
  public var end = ""

  /// Takes a text apart.
  public init(_ text: String) {
    var rest = text[...]
    while !rest.isEmpty {
      let space = rest.prefix { $0.isWhitespace }
      rest = rest[space.endIndex...]
      let chunk = rest.prefix { !$0.isWhitespace }
      rest = rest[chunk.endIndex...]
      guard !chunk.isEmpty else {
        end = String(space)
        return
      }
      let start = chunk.firstIndex(where: Self.isWord) ?? chunk.endIndex
      let last = chunk.lastIndex(where: Self.isWord).map { chunk.index(after: $0) } ?? start
      parts.append(
        Part(
          space: String(space), prefix: String(chunk[..<start]), word: String(chunk[start..<last]),
          suffix: String(chunk[last...])))
    }
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }

  /// The text of the parts.
  public var text: String {
    var text = ""
    for part in parts { text += part.space + part.prefix + part.word + part.suffix }
    return text + end
  }

  /// The places of the parts that have a word.
  public var wordPlaces: [Int] { parts.indices.filter { !parts[$0].word.isEmpty } }

  /// Puts a word behind another one, before its punctuation.
  public mutating func insert(_ word: String, after place: Int) {
    let part = Part(space: " ", prefix: "", word: word, suffix: parts[place].suffix)
    parts[place].suffix = ""
    parts.insert(part, at: place + 1)
  }

  /// Leaves out the words at some places; punctuation goes to the words beside them. Words between
  /// two marks, as in brackets, stay, and so does the last word that there is.
  ///
  /// - Returns: The words that were left out.
  public mutating func remove(_ places: Set<Int>) -> [String] {
    var kept: [Part] = []
    var removed: [String] = []
    var words = wordPlaces.count
    var carried: (space: String, prefix: String)?
    for (place, part) in parts.enumerated() {
      var part = part
      if let carry = carried {
        part.space = carry.space
        part.prefix = carry.prefix + part.prefix
        carried = nil
      }
      let isLast = place == parts.count - 1
      guard places.contains(place), !part.word.isEmpty, words > 1,
        part.prefix.isEmpty || part.suffix.isEmpty, part.prefix.isEmpty || !isLast,
        part.suffix.isEmpty || !kept.isEmpty
      else {
        kept.append(part)
        continue
      }
      words -= 1
      removed.append(part.word)
      if !part.suffix.isEmpty {
        kept[kept.count - 1].suffix += part.suffix
      } else if !part.prefix.isEmpty || kept.isEmpty {
        carried = (part.space, part.prefix)
      }
    }
    parts = kept
    return removed
  }
}
