internal import Foundation
internal import HoneCore

/// A file name with numbers in it, as Python formats them: `weights.{epoch:03d}-{val_loss:.4f}`.
///
/// A field is a name in braces, with a format behind a colon: digits that are filled up with zeros
/// (`03d`), a width, a precision (`.4f`, `.2e`). `{{` and `}}` are braces.
struct FileNameTemplate: Sendable, Hashable {
  private enum Part: Sendable, Hashable {
    case text(String)
    case field(name: String, format: NumberFormat)
  }

  let text: String
  private let parts: [Part]

  /// The names of the fields.
  var names: [String] {
    parts.compactMap { part in
      if case .field(let name, _) = part { name } else { nil }
    }
  }

  /// - Throws: `.usage`, naming the field that can't be read.
  init(_ text: String) throws(HoneError) {
    self.text = text
    var parts: [Part] = []
    var literal = ""
    var rest = text[...]
    while let character = rest.first {
      rest = rest.dropFirst()
      if (character == "{" || character == "}"), rest.first == character {
        rest = rest.dropFirst()
        literal.append(character)
        continue
      }
      guard character == "{" else {
        if character == "}" { throw Self.failure(text, "a } without {") }
        literal.append(character)
        continue
      }
      guard let end = rest.firstIndex(of: "}") else { throw Self.failure(text, "a { without }") }
      let field = rest[..<end]
      rest = rest[rest.index(after: end)...]
      let halves = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = halves.first, !name.isEmpty,
        let format = NumberFormat(halves.count > 1 ? halves[1] : "")
      else { throw Self.failure(text, "{\(field)}") }
      if !literal.isEmpty { parts.append(.text(literal)) }
      literal = ""
      parts.append(.field(name: String(name), format: format))
    }
    if !literal.isEmpty { parts.append(.text(literal)) }
    self.parts = parts
  }

  /// The name with the values of its fields.
  ///
  /// - Throws: `.usage` if a value is missing, or isn't whole where `d` wants it.
  func filled(_ value: (String) -> Double?) throws(HoneError) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .field(let name, let format):
        guard let number = value(name), let text = format.text(number) else {
          throw Self.failure(text, "{\(name)}")
        }
        result += text
      }
    }
    return result
  }

  private static func failure(_ text: String, _ received: String) -> HoneError {
    HoneError(
      .usage, path: "ModelCheckpoint", operation: "filepath",
      wanted: "fields such as {epoch:03d} or {val_loss:.4f} in \"\(text)\"", received: received,
      help: "d is for whole numbers such as epoch, f and e are for others")
  }
}

/// How Python formats a number: `03d`, `.4f`, `8.2e`.
struct NumberFormat: Sendable, Hashable {
  private var fillsWithZeros = false
  private var width = 0
  private var precision: Int?
  private var kind: Character?

  /// Nil if it isn't one of the formats.
  init?(_ text: Substring) {
    var rest = text
    if rest.first == "0" {
      fillsWithZeros = true
      rest = rest.dropFirst()
    }
    func number() -> Int? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      return digits.count <= 3 ? Int(digits) : nil
    }
    if let first = rest.first, first.isASCII, first.isNumber {
      guard let number = number() else { return nil }
      width = number
    }
    if rest.first == "." {
      rest = rest.dropFirst()
      guard let number = number() else { return nil }
      precision = number
    }
    kind = rest.first
    guard rest.count <= 1, kind.map({ "dfeg".contains($0) }) ?? true,
      kind != "d" || precision == nil
    else { return nil }
  }

  /// Nil if the number has no such form.
  func text(_ value: Double) -> String? {
    let text: String
    switch kind {
    case "d":
      guard let whole = Int(exactly: value) else { return nil }
      text = String(whole)
    case .some(let kind): text = String(format: "%.\(precision ?? 6)\(kind)", value)
    case .none:
      if let precision {
        text = String(format: "%.\(precision)g", value)
      } else {
        text = Int(exactly: value).map(String.init) ?? "\(value)"
      }
    }
    let fill = String(repeating: fillsWithZeros ? "0" : " ", count: max(width - text.count, 0))
    guard fillsWithZeros, text.hasPrefix("-") else { return fill + text }
    return "-" + fill + text.dropFirst()
  }
}
