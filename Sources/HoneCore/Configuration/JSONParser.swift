/// A strict JSON reader that knows the line and column of everything it reads.
struct JSONParser {
  private let bytes: [UInt8]
  private let file: String
  private let kind: HoneError.Kind
  private var position = 0
  private var line = 1
  private var column = 1
  private var depth = 0

  private static let deepest = 256

  init(bytes: [UInt8], file: String, kind: HoneError.Kind) {
    self.bytes = bytes
    self.file = file
    self.kind = kind
  }

  mutating func parseDocument() throws(HoneError) -> ConfigurationValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    skipSpace()
    let value = try parseValue()
    skipSpace()
    if position < bytes.count { throw failure("the end of the text") }
    return value
  }

  private mutating func parseValue() throws(HoneError) -> ConfigurationValue {
    let location = location
    switch current {
    case UInt8(ascii: "{"): return ConfigurationValue(try parseObject(), location: location)
    case UInt8(ascii: "["): return ConfigurationValue(try parseArray(), location: location)
    case UInt8(ascii: "\""):
      return ConfigurationValue(.string(try parseString()), location: location)
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case let byte? where isDigit(byte) || byte == UInt8(ascii: "-"):
      return ConfigurationValue(try parseNumber(), location: location)
    default: throw failure("a value")
    }
  }

  private mutating func parseObject() throws(HoneError) -> ConfigurationValue.Kind {
    try enter()
    var members: [ConfigurationMember] = []
    var seen: Set<String> = []
    skipSpace()
    while current != UInt8(ascii: "}") {
      if !members.isEmpty {
        try expect(",", or: "\",\" or \"}\"")
        skipSpace()
      }
      let keyLocation = location
      guard current == UInt8(ascii: "\"") else { throw failure("a key in double quotes") }
      let key = try parseString()
      guard seen.insert(key).inserted else {
        throw HoneError(
          kind, message: "the key \"\(key)\" is there twice", help: "remove one of the two",
          location: keyLocation)
      }
      skipSpace()
      try expect(":", or: "\":\"")
      skipSpace()
      members.append(ConfigurationMember(key, try parseValue(), keyLocation: keyLocation))
      skipSpace()
    }
    leave()
    return .object(members)
  }

  private mutating func parseArray() throws(HoneError) -> ConfigurationValue.Kind {
    try enter()
    var elements: [ConfigurationValue] = []
    skipSpace()
    while current != UInt8(ascii: "]") {
      if !elements.isEmpty {
        try expect(",", or: "\",\" or \"]\"")
        skipSpace()
      }
      elements.append(try parseValue())
      skipSpace()
    }
    leave()
    return .array(elements)
  }

  private mutating func parseWord(
    _ word: String, _ value: ConfigurationValue.Kind
  ) throws(HoneError) -> ConfigurationValue {
    let location = location
    guard bytes[position...].starts(with: word.utf8) else { throw failure("a value") }
    for _ in word.utf8 { advance() }
    return ConfigurationValue(value, location: location)
  }

  private mutating func parseNumber() throws(HoneError) -> ConfigurationValue.Kind {
    let start = location
    let first = position
    var isWhole = true
    if current == UInt8(ascii: "-") { advance() }
    if current == UInt8(ascii: "0") {
      advance()
    } else {
      try skipDigits()
    }
    if current == UInt8(ascii: ".") {
      isWhole = false
      advance()
      try skipDigits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isWhole = false
      advance()
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { advance() }
      try skipDigits()
    }
    let text = String(decoding: bytes[first..<position], as: UTF8.self)
    if isWhole, let value = Int(text) { return .int(value) }
    if !isWhole, let value = Double(text), value.isFinite { return .double(value) }
    throw HoneError(
      kind, operation: "JSON", wanted: isWhole ? "a whole number of 64 bits" : "a finite number",
      received: text, location: start)
  }

  private mutating func skipDigits() throws(HoneError) {
    guard isDigit(current) else { throw failure("a digit") }
    while isDigit(current) { advance() }
  }

  private mutating func parseString() throws(HoneError) -> String {
    let start = location
    advance()
    var scalars: [UInt8] = []
    while let byte = current, byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw failure("a closing quote or an escape such as \\n") }
      advance()
      if byte == UInt8(ascii: "\\") {
        scalars.append(contentsOf: Character(try parseEscape()).utf8)
      } else {
        scalars.append(byte)
      }
    }
    guard current != nil else { throw failure("a closing quote") }
    advance()
    guard let text = String(validating: scalars, as: UTF8.self) else {
      throw HoneError(kind, operation: "JSON", wanted: "text in UTF-8", location: start)
    }
    return text
  }

  private mutating func parseEscape() throws(HoneError) -> Unicode.Scalar {
    let letter = current
    let wanted = "one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
    if letter != UInt8(ascii: "u") {
      let plain: Unicode.Scalar
      switch letter {
      case UInt8(ascii: "\""): plain = "\""
      case UInt8(ascii: "\\"): plain = "\\"
      case UInt8(ascii: "/"): plain = "/"
      case UInt8(ascii: "b"): plain = "\u{8}"
      case UInt8(ascii: "f"): plain = "\u{C}"
      case UInt8(ascii: "n"): plain = "\n"
      case UInt8(ascii: "r"): plain = "\r"
      case UInt8(ascii: "t"): plain = "\t"
      default: throw failure(wanted)
      }
      advance()
      return plain
    }
    advance()
    var code = try parseFourDigits()
    if 0xD800..<0xDC00 ~= code {
      try expect("\\", or: "the second half of a surrogate pair")
      try expect("u", or: "the second half of a surrogate pair")
      let low = try parseFourDigits()
      guard 0xDC00..<0xE000 ~= low else { throw failure("the second half of a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw failure("a Unicode character") }
    return scalar
  }

  private mutating func parseFourDigits() throws(HoneError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      advance()
    }
    return code
  }

  // Moving on.

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private var location: SourceLocation { SourceLocation(file: file, line: line, column: column) }

  private mutating func advance() {
    guard position < bytes.count else { return }
    if bytes[position] == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if bytes[position] & 0xC0 != 0x80 {
      column += 1
    }
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      advance()
    }
  }

  private mutating func expect(_ text: Unicode.Scalar, or wanted: String) throws(HoneError) {
    guard current == UInt8(ascii: text) else { throw failure(wanted) }
    advance()
  }

  private mutating func enter() throws(HoneError) {
    depth += 1
    if depth > Self.deepest {
      throw HoneError(
        kind, operation: "JSON", wanted: "at most \(Self.deepest) levels of nesting",
        location: location)
    }
    advance()
  }

  private mutating func leave() {
    depth -= 1
    advance()
  }

  private func isDigit(_ byte: UInt8?) -> Bool {
    byte.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
  }

  private func failure(_ wanted: String) -> HoneError {
    var received = "the end of the text"
    if let byte = current {
      let rest = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
      received = byte < 0x20 ? "a control character" : rest.first.map { "\"\($0)\"" } ?? "nothing"
    }
    return HoneError(
      kind, operation: "JSON", wanted: wanted, received: received, location: location)
  }
}
