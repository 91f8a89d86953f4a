/// How a word is written, so that another one can be written so.
enum LetterCase {
  /// A word in the case of another: `GOOD` → `FINE`, `Good` → `Fine`, `good` → `fine`.
  static func match(_ word: String, to original: String) -> String {
    guard let first = original.first, first.isUppercase else { return word }
    let letters = original.filter(\.isCased)
    if letters.count > 1, letters.allSatisfy(\.isUppercase) { return word.uppercased() }
    return word.prefix(1).uppercased() + word.dropFirst()
  }
}
