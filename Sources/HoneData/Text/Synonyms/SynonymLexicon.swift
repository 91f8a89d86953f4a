internal import HoneCore

/// Synonyms that the user wrote down: a file of lines `word`, tab, `synonym, synonym, …`.
///
/// Further tabs divide synonyms too; empty lines and lines that begin with `#` say nothing. Korean
/// words are found with their particles, and their synonyms take the particles that agree with them.
struct SynonymLexicon: Sendable {
  private let entries: [String: [String]]

  /// Larger files aren't lexicons.
  static let mostBytes = 256 << 20

  /// Reads a file.
  ///
  /// - Throws: `.data` that names the file and the line.
  init(path: String) throws(HoneError) {
    let file = try RandomAccessFile(path)
    guard file.byteCount <= Self.mostBytes else {
      throw HoneError(
        .data, path: path, operation: "a lexicon", wanted: "at most \(Self.mostBytes) bytes",
        received: "\(file.byteCount)")
    }
    let bytes = try file.bytes(0..<file.byteCount)
    var entries: [String: [String]] = [:]
    for (number, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated()
    {
      guard let text = String(validating: line, as: UTF8.self) else {
        throw Self.failure(path, number, wanted: "UTF-8", received: "other bytes")
      }
      try Self.read(text, number, path, into: &entries)
    }
    self.entries = entries
  }

  private static func read(
    _ line: String, _ number: Int, _ path: String, into entries: inout [String: [String]]
  ) throws(HoneError) {
    let line = trimmed(number == 0 && line.hasPrefix("\u{FEFF}") ? line.dropFirst() : line[...])
    if line.isEmpty || line.hasPrefix("#") { return }
    let columns = CanonicalComposition.composed(String(line)).split(
      separator: "\t", omittingEmptySubsequences: false)
    let word = trimmed(columns[0])
    let synonyms = columns.dropFirst().flatMap { $0.split(separator: ",") }.map { trimmed($0) }
      .filter { !$0.isEmpty && $0 != word }
    guard columns.count > 1, !word.isEmpty else {
      throw failure(
        path, number, wanted: "a word, a tab, and its synonyms", received: "\"\(line.prefix(40))\"")
    }
    entries[word, default: []] += synonyms
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private static func failure(
    _ path: String, _ line: Int, wanted: String, received: String
  ) -> HoneError {
    HoneError(
      .data, path: "\(path):\(line + 1)", operation: "a lexicon", wanted: wanted,
      received: received, help: "write one word a line: word<tab>synonym, synonym")
  }

  /// The synonyms of a word as it stands in a text, each in its case and with its particle.
  func synonyms(of word: String) -> [String] {
    let word = CanonicalComposition.composed(word)
    if let found = entries[word] { return found }
    let small = word.lowercased()
    if small != word, let found = entries[small] {
      return found.map { LetterCase.match($0, to: word) }
    }
    guard word.unicodeScalars.last.flatMap({ Hangul.parts($0) }) != nil else { return [] }
    for (stem, particle) in KoreanParticle.readings(of: word) {
      guard let found = entries[stem] else { continue }
      return found.compactMap { particle.attached(to: $0) }
    }
    return []
  }
}
