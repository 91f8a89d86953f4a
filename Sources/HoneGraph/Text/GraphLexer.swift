internal import HoneCore

/// A word, name or sign of graph text, with its place.
struct GraphToken: Sendable {
  enum Kind: Hashable, Sendable {
    /// Letters, digits and `_ . / - + ?`: names, keywords and numbers.
    case word(String)
    /// The content of double quotes.
    case string(String)
    case symbol(Character)
    case newline
    case end
  }

  var kind: Kind
  var location: SourceLocation

  /// How a message shows the token.
  var shown: String {
    switch kind {
    case .word(let text): "\"\(text)\""
    case .string(let text): GraphPrinter.quoted(text.count > 40 ? text.prefix(40) + "…" : text)
    case .symbol(let sign): "\"\(sign)\""
    case .newline: "the end of the line"
    case .end: "the end of the text"
    }
  }
}

/// Splits graph text into tokens.
struct GraphLexer {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1
  private var column = 1

  init(text: String, file: String) {
    bytes = Array(text.utf8)
    self.file = file
  }

  mutating func tokens() throws(HoneError) -> [GraphToken] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    var tokens: [GraphToken] = []
    while let byte = current {
      let location = location
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): advance()
      case UInt8(ascii: "#"): while let next = current, next != UInt8(ascii: "\n") { advance() }
      case UInt8(ascii: "\n"):
        advance()
        tokens.append(GraphToken(kind: .newline, location: location))
      case UInt8(ascii: "\""):
        tokens.append(GraphToken(kind: .string(try string()), location: location))
      case _ where Self.symbols.contains(byte):
        advance()
        let sign = Character(Unicode.Scalar(byte))
        tokens.append(GraphToken(kind: .symbol(sign), location: location))
      case _ where Self.isWord(byte):
        tokens.append(GraphToken(kind: .word(word()), location: location))
      default:
        throw GraphText.failure(
          wanted: "a word, a sign or a double quote",
          received:
            "\"\(String(decoding: bytes[position...].prefix(4), as: UTF8.self).prefix(1))\"",
          help: "put names with other characters in double quotes", at: location)
      }
    }
    tokens.append(GraphToken(kind: .end, location: location))
    return tokens
  }

  private static let symbols = Set("=,:{}[]()%@".utf8)
  private static let wordSigns = Set("_./-+?".utf8)

  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: wordSigns.contains(byte)
    }
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var location: SourceLocation { SourceLocation(file: file, line: line, column: column) }

  private mutating func advance() {
    guard let byte = current else { return }
    position += 1
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {  // The bytes that continue a character have no column.
      column += 1
    }
  }

  private mutating func word() -> String {
    let start = position
    while let byte = current, Self.isWord(byte) { advance() }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func string() throws(HoneError) -> String {
    let start = location
    var content: [UInt8] = []
    advance()
    while let byte = current, byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\"") {
        advance()
        return String(decoding: content, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\") {
        content += try escape()
      } else {
        content.append(byte)
        advance()
      }
    }
    throw GraphText.failure(
      wanted: "a closing double quote", received: "the end of the line",
      help: "close the quotes; a line break inside a name is written \\n", at: start)
  }

  private mutating func escape() throws(HoneError) -> [UInt8] {
    let start = location
    advance()
    let letter = current
    advance()
    switch letter {
    case UInt8(ascii: "\""): return [UInt8(ascii: "\"")]
    case UInt8(ascii: "\\"): return [UInt8(ascii: "\\")]
    case UInt8(ascii: "n"): return [UInt8(ascii: "\n")]
    case UInt8(ascii: "r"): return [UInt8(ascii: "\r")]
    case UInt8(ascii: "t"): return [UInt8(ascii: "\t")]
    case UInt8(ascii: "u"):
      var digits: [UInt8] = []
      if current == UInt8(ascii: "{") {
        advance()
        while let byte = current, Self.isWord(byte), digits.count < 8 {
          digits.append(byte)
          advance()
        }
        if current == UInt8(ascii: "}"),
          let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
          let scalar = Unicode.Scalar(number)
        {
          advance()
          return Array(String(Character(scalar)).utf8)
        }
      }
    default: break
    }
    throw GraphText.failure(
      wanted: "an escape \\\" \\\\ \\n \\r \\t or \\u{…}", received: "another character after \\",
      help: "write \\\\ for a backslash", at: start)
  }
}
