internal import HoneCore

/// How the bytes of a file become rows of fields: comma- or tab-separated values.
///
/// Fields are as in RFC 4180: one that begins with a double quote ends with one, and may hold
/// delimiters, line ends and doubled quotes. Lines end with LF, CRLF or CR, empty lines are
/// skipped, a byte order mark is too, and text is UTF-8. Files may be compressed with gzip.
///
/// ```swift
/// CSVFormat()                                   // delimiter found by looking, first line: names
/// CSVFormat(delimiter: ";", comment: "#")
/// ```
public struct CSVFormat: Hashable, Sendable {
  /// What stands between two fields; nil finds out: a tab in files named `.tsv` or `.tab`,
  /// otherwise whichever of `,` `;` `|` and tab cuts the first lines alike.
  public var delimiter: Character?
  /// Whether the first line holds the columns' names; nil for yes, except that a first line of
  /// mostly numbers is an error. Columns without names are called `column1`, `column2` ….
  public var header: Bool?
  /// The columns' names, for a file whose first line doesn't hold them; nil for `column1` ….
  public var names: [String]?
  /// What a line begins with that is to be skipped; nil if there are no such lines.
  public var comment: Character?
  /// Whether spaces around a field that isn't quoted are dropped.
  public var trimsSpaces: Bool
  /// The texts that stand for a missing value.
  public var missing: Set<String>

  /// An empty field, `NA`, `N/A`, `NaN`, `nan`, `null`, `NULL` and `?`.
  public static let usualMissing: Set<String> = [
    "", "NA", "N/A", "NaN", "nan", "null", "NULL", "?",
  ]

  /// Creates a format.
  public init(
    delimiter: Character? = nil, header: Bool? = nil, names: [String]? = nil,
    comment: Character? = nil, trimsSpaces: Bool = true,
    missing: Set<String> = CSVFormat.usualMissing
  ) {
    self.delimiter = delimiter
    self.header = header
    self.names = names
    self.comment = comment
    self.trimsSpaces = trimsSpaces
    self.missing = missing
  }

  /// The byte of a mark that files may contain.
  ///
  /// - Throws: `.usage` if the mark isn't one ASCII character, or one that has a meaning of its own.
  static func byte(of mark: Character, for what: String) throws(HoneError) -> UInt8 {
    let reserved: [Character] = ["\"", "\n", "\r", "\r\n", "\0"]
    if let byte = mark.asciiValue, !reserved.contains(mark) { return byte }
    throw HoneError(
      .usage, operation: what, wanted: "one ASCII character such as \",\", \";\" or a tab",
      received: "\"\(mark)\"")
  }

  /// The delimiter that cuts the first lines of a text into equally many fields, two or more.
  ///
  /// - Parameters:
  ///   - bytes: The beginning of the file; a last line that isn't whole is not looked at.
  ///   - path: The file, whose name may tell.
  ///   - comment: What lines begin with that aren't looked at.
  static func sniff(_ bytes: UnsafeBufferPointer<UInt8>, path: String, comment: UInt8?) -> UInt8 {
    let plain = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    if plain.hasSuffix(".tsv") || plain.hasSuffix(".tab") { return UInt8(ascii: "\t") }
    let candidates = [",", ";", "\t", "|"].map { (mark: Unicode.Scalar) in UInt8(ascii: mark) }
    let lines = countMarks(bytes, candidates, comment: comment)
    var best = (mark: candidates[0], score: 0.0)
    for (index, mark) in candidates.enumerated() {
      guard let first = lines.first?[index], first > 0 else { continue }
      let alike = lines.count { $0[index] == first }
      // Lines that agree count most, then the number of fields.
      let score = Double(alike) / Double(lines.count) + Double(min(first, 1000)) * 1e-6
      if score > best.score { best = (mark, score) }
    }
    return best.mark
  }

  /// How often each mark stands outside quotes in each of the first lines.
  private static func countMarks(
    _ bytes: UnsafeBufferPointer<UInt8>, _ marks: [UInt8], comment: UInt8?
  ) -> [[Int]] {
    var lines: [[Int]] = []
    var counts = [Int](repeating: 0, count: marks.count)
    var isQuoted = false
    var isEmpty = true
    var isComment = false
    for byte in bytes {
      if !isQuoted, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if !isEmpty, !isComment { lines.append(counts) }
        if lines.count == 100 { return lines }
        counts = [Int](repeating: 0, count: marks.count)
        (isEmpty, isComment) = (true, false)
        continue
      }
      if isEmpty, byte == comment { isComment = true }
      isEmpty = false
      if byte == UInt8(ascii: "\""), !isComment { isQuoted.toggle() }
      if !isQuoted, let mark = marks.firstIndex(of: byte) { counts[mark] += 1 }
    }
    if lines.isEmpty, !isEmpty, !isComment { lines.append(counts) }
    return lines
  }
}
