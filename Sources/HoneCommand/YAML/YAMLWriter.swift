#if CommandLineTool
  internal import Hone

  extension ConfigurationValue {
    /// The value as YAML that reads back to the same value.
    ///
    /// A list or object goes on one line where it fits in `width` columns; keys of the outermost
    /// object always begin lines of their own.
    func yaml(width: Int = 100) -> String {
      guard case .object(let members) = kind, !members.isEmpty else { return flow + "\n" }
      return members.map { YAMLBlock(width: width).member($0, indent: 0) }.joined()
    }

    /// The value on one line.
    fileprivate var flow: String {
      switch kind {
      case .null: "null"
      case .bool(let value): value ? "true" : "false"
      case .int(let value): String(value)
      case .double(let value): Self.number(value)
      case .string(let text): Self.scalar(text)
      case .array(let elements): "[" + elements.map(\.flow).joined(separator: ", ") + "]"
      case .object(let members):
        "{" + members.map { Self.scalar($0.key) + ": " + $0.value.flow }.joined(separator: ", ")
          + "}"
      }
    }

    fileprivate static func number(_ value: Double) -> String {
      if value.isNaN { return ".nan" }
      if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
      return "\(value)"
    }

    /// Plain where that is read back as the same text, else in double quotes.
    fileprivate static func scalar(_ text: String) -> String {
      let isWord = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "."), UInt8(ascii: "/"):
          true
        default: false
        }
      }
      let isPlain = isWord && !text.isEmpty && text.first != "-" && text.first != "."
      if isPlain, YAMLReader.resolve(plain: text) == .string(text) { return text }
      return ConfigurationValue(text).json(indent: nil)
    }
  }

  private struct YAMLBlock {
    let width: Int

    func member(_ member: ConfigurationMember, indent: Int) -> String {
      let head = String(repeating: " ", count: indent) + ConfigurationValue.scalar(member.key) + ":"
      return text(of: member.value, after: head, indent: indent)
    }

    private func text(of value: ConfigurationValue, after head: String, indent: Int) -> String {
      let line = head + " " + value.flow
      switch value.kind {
      case .array(let elements) where !elements.isEmpty && !fits(line, elements):
        return head + "\n" + elements.map { element($0, indent: indent + 2) }.joined()
      case .object(let members) where !members.isEmpty && line.count > width:
        return head + "\n" + members.map { member($0, indent: indent + 2) }.joined()
      default: return line + "\n"
      }
    }

    private func element(_ value: ConfigurationValue, indent: Int) -> String {
      let head = String(repeating: " ", count: indent) + "-"
      let line = head + " " + value.flow
      guard line.count > width || value.hasOneMember else { return line + "\n" }
      switch value.kind {
      case .object(let members) where !members.isEmpty:
        let inner = members.map { member($0, indent: indent + 2) }.joined()
        return head + " " + inner.dropFirst(indent + 2)
      case .array(let elements) where !elements.isEmpty:
        let inner = elements.map { element($0, indent: indent + 2) }.joined()
        return head + "\n" + inner
      default: return line + "\n"
      }
    }

    /// Lists of layers go line by line even if they are short.
    private func fits(_ line: String, _ elements: [ConfigurationValue]) -> Bool {
      line.count <= width && !elements.contains(where: \.hasOneMember)
    }
  }

  extension ConfigurationValue {
    /// Whether this is a name with fields, such as `Dense: {units: 10}`.
    fileprivate var hasOneMember: Bool { members.count == 1 }
  }
#endif
