/// Which keys lie beside a key: of the QWERTY layout for Latin letters, and of the Korean layout
/// with two sets (dubeolsik), whose consonants lie on the left and whose vowels on the right.
struct Keyboard: Sendable {
  /// The rows of keys; a row lies half a key to the right of the one above.
  private static let latin = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
  private static let hangul = ["ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"]

  private let neighbours: [Unicode.Scalar: [Unicode.Scalar]]

  /// Both layouts: a key's neighbours are of its own script.
  static let standard = Keyboard()

  private init() {
    var neighbours: [Unicode.Scalar: [Unicode.Scalar]] = [:]
    for layout in [Self.latin, Self.hangul] {
      let rows = layout.map { Array($0.unicodeScalars) }
      for (row, keys) in rows.enumerated() {
        for (column, key) in keys.enumerated() {
          let beside = [
            (row, column - 1), (row, column + 1), (row - 1, column), (row - 1, column + 1),
            (row + 1, column - 1), (row + 1, column),
          ]
          neighbours[key] = beside.compactMap { row, column in
            rows.indices.contains(row) && rows[row].indices.contains(column)
              ? rows[row][column] : nil
          }
        }
      }
    }
    self.neighbours = neighbours
  }

  /// The keys beside that of a letter; none for a letter without a key of its own.
  func neighbours(of letter: Unicode.Scalar) -> [Unicode.Scalar] { neighbours[letter] ?? [] }

  /// The letter that a slip of the finger gives for a Latin letter, in its case; nil for others.
  func slip(_ letter: Character, _ draw: (Int) -> Int) -> Character? {
    guard let ascii = letter.asciiValue, letter.isLetter else { return nil }
    let isCapital = letter.isUppercase
    let keys = neighbours(of: Unicode.Scalar(isCapital ? ascii + 32 : ascii))
    guard !keys.isEmpty else { return nil }
    let key = Character(keys[draw(keys.count)])
    return isCapital ? Character(key.uppercased()) : key
  }

  /// The syllable that a slip of the finger gives for a Hangul syllable: one of its letters becomes
  /// one that lies beside it and can stand in its place; nil if none can.
  func slip(syllable: Unicode.Scalar, _ draw: (Int) -> Int) -> Unicode.Scalar? {
    guard let parts = Hangul.parts(syllable) else { return nil }
    var results: [Unicode.Scalar] = []
    for key in neighbours(of: Hangul.initials[parts.initial]) {
      guard let place = Hangul.initials.firstIndex(of: key) else { continue }
      Hangul.syllable(initial: place, medial: parts.medial, final: parts.final)
        .map { results.append($0) }
    }
    for key in neighbours(of: Hangul.medials[parts.medial]) {
      guard let place = Hangul.medials.firstIndex(of: key) else { continue }
      Hangul.syllable(initial: parts.initial, medial: place, final: parts.final)
        .map { results.append($0) }
    }
    for key in neighbours(of: Hangul.finals[parts.final]) {
      guard let place = Hangul.finals.firstIndex(of: key), place > 0 else { continue }
      Hangul.syllable(initial: parts.initial, medial: parts.medial, final: place)
        .map { results.append($0) }
    }
    return results.isEmpty ? nil : results[draw(results.count)]
  }
}
