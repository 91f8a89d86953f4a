extension ConfigurationValue {
  /// The value as JSON (RFC 8259).
  ///
  /// Members keep their order, doubles print in the shortest form that reads back to the same
  /// bits, whole numbers print without a point, and lists of plain values stay on one line if they
  /// fit: the same value always gives the same text. NaN and infinities, for which JSON has no
  /// number, print as strings that ``double(at:)`` reads.
  ///
  /// - Parameter indent: Spaces for each level; nil for everything on one line.
  public func json(indent: Int? = 2) -> String {
    var writer = JSONWriter(indent: indent)
    writer.write(self, level: 0)
    return writer.text
  }

  /// Reads JSON (RFC 8259), strictly: no comments, no trailing commas, no duplicate keys.
  ///
  /// - Parameters:
  ///   - text: The JSON text.
  ///   - file: The name that locations and errors show.
  ///   - kind: The family of the errors thrown.
  /// - Throws: an error with line and column if the text isn't JSON, a whole number doesn't fit 64
  ///   bits, a key is repeated, or nesting is deeper than 256.
  public init(
    parsingJSON text: String, file: String, errorKind kind: HoneError.Kind = .usage
  ) throws(HoneError) {
    try self.init(parsingJSON: Array(text.utf8), file: file, errorKind: kind)
  }

  /// Reads JSON from UTF-8 bytes, as ``init(parsingJSON:file:errorKind:)-(String,_,_)`` does.
  public init(
    parsingJSON bytes: [UInt8], file: String, errorKind kind: HoneError.Kind = .usage
  ) throws(HoneError) {
    var parser = JSONParser(bytes: bytes, file: file, kind: kind)
    self = try parser.parseDocument()
  }
}

private struct JSONWriter {
  let indent: Int?
  var text = ""

  init(indent: Int?) { self.indent = indent }

  mutating func write(_ value: ConfigurationValue, level: Int) {
    switch value.kind {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .double(let value): text += Self.format(value)
    case .string(let value): writeString(value)
    case .array(let elements):
      let line = Self.isPlain(elements) ? Self.line(of: value) : nil
      if let line, indent == nil || line.utf8.count <= 72 {
        text += line
      } else {
        writeList(elements, brackets: ("[", "]"), level: level) { writer, element in
          writer.write(element, level: level + 1)
        }
      }
    case .object(let members):
      writeList(members, brackets: ("{", "}"), level: level) { writer, member in
        writer.writeString(member.key)
        writer.text += ": "
        writer.write(member.value, level: level + 1)
      }
    }
  }

  private mutating func writeList<T>(
    _ items: [T], brackets: (String, String), level: Int,
    _ writeItem: (inout JSONWriter, T) -> Void
  ) {
    text += brackets.0
    for (index, item) in items.enumerated() {
      if index > 0 { text += indent == nil ? ", " : "," }
      newLine(level + 1)
      writeItem(&self, item)
    }
    if !items.isEmpty { newLine(level) }
    text += brackets.1
  }

  private mutating func newLine(_ level: Int) {
    guard let indent else { return }
    text += "\n" + String(repeating: " ", count: indent * level)
  }

  private mutating func writeString(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..<" ", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private static func isPlain(_ elements: [ConfigurationValue]) -> Bool {
    elements.allSatisfy { element in
      switch element.kind {
      case .object, .array: false
      default: true
      }
    }
  }

  private static func line(of value: ConfigurationValue) -> String {
    var writer = JSONWriter(indent: nil)
    writer.text = "["
    for (index, element) in value.elements.enumerated() {
      if index > 0 { writer.text += ", " }
      writer.write(element, level: 0)
    }
    return writer.text + "]"
  }

  private static func format(_ value: Double) -> String {
    if value.isNaN { return "\"NaN\"" }
    if value.isInfinite { return value < 0 ? "\"-Infinity\"" : "\"Infinity\"" }
    return "\(value)"
  }
}
