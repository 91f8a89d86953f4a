package import HoneCore

/// The numbers of a training, an epoch a row, read back from its log.
///
/// A log is a text with a heading, its columns divided by commas, semicolons or tabs, or JSON lines:
/// those of a run folder, of `CSVLogger`, of Keras or of any other program. A column `epoch`, if
/// there is one, counts from 0 or from 1; without one, rows are epochs.
package struct LoggedEpochs: Sendable {
  /// An epoch.
  package struct Row: Sendable {
    /// The number of the epoch, from 0.
    package let epoch: Int
    /// The number that the log gives it.
    package let label: String
    /// The line of the file, from 1.
    let line: Int
    /// What was logged, as texts.
    let cells: [String: String]
  }

  /// The file.
  package let path: String
  /// What was logged, in the order of the log.
  package let names: [String]
  /// The epochs in their order.
  package let rows: [Row]

  /// Reads a log.
  ///
  /// - Throws: `.file` if it can't be read, `.data` if it is no log of one training.
  package init(_ path: String) throws(HoneError) {
    let reader = try FileReader(path)
    var text = String(decoding: try reader.bytes(0..<reader.byteCount), as: UTF8.self)
    // A mark of the byte order, which some programs write in front.
    if text.first == "\u{FEFF}" { text.removeFirst() }
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.enumerated()
      .map { (line: $0.offset + 1, text: String($0.element)) }
      .filter { !$0.text.allSatisfy(\.isWhitespace) }
    let isJSON = lines.first.map { $0.text.drop(while: \.isWhitespace).first == "{" } ?? false
    let table = isJSON ? try Self.readJSON(lines, path) : try Self.readColumns(lines, path)
    self.path = path
    names = table.names.filter { $0 != "epoch" }
    guard !table.rows.isEmpty, !names.isEmpty else {
      throw HoneError(
        .data, path: path, operation: "log", wanted: "a heading with names, and a row an epoch",
        received: lines.isEmpty ? "an empty file" : "no row with numbers")
    }
    rows = try Self.numbered(table.rows, path)
  }

  /// The number of a name in an epoch; nil if none was logged.
  ///
  /// - Throws: `.data` if what was logged is no number.
  package func value(_ name: String, in row: Row) throws(HoneError) -> Double? {
    let text = row.cells[name]?.trimmed ?? ""
    if let value = Double(text) { return value }
    guard ["", "NA", "N/A", "null", "None"].contains(text) else {
      throw HoneError(
        .data, path: "\(path):\(row.line)", operation: name, wanted: "a number",
        received: "\"\(text)\"",
        help: Double(text.replacing(",", with: ".")) == nil
          ? nil : "write numbers with a point: \(text.replacing(",", with: "."))")
    }
    return nil
  }

  // MARK: Reading

  private typealias Cells = (line: Int, cells: [String: String])

  private static func readColumns(
    _ lines: [(line: Int, text: String)], _ path: String
  ) throws(HoneError) -> (names: [String], rows: [Cells]) {
    guard let heading = lines.first else { return ([], []) }
    let separator = DelimitedLine.separator(of: heading.text)
    let names = DelimitedLine.fields(of: heading.text, separator).map(\.trimmed)
    var rows: [Cells] = []
    for (line, text) in lines.dropFirst() {
      let fields = DelimitedLine.fields(of: text, separator)
      guard fields.count == names.count else {
        throw HoneError(
          .data, path: "\(path):\(line)", operation: "log",
          wanted: names.count == 1
            ? "1 field, as the heading has"
            : "\(names.count) fields, as the heading has", received: "\(fields.count)")
      }
      rows.append((line, Dictionary(zip(names, fields)) { first, _ in first }))
    }
    return (names, rows)
  }

  private static func readJSON(
    _ lines: [(line: Int, text: String)], _ path: String
  ) throws(HoneError) -> (names: [String], rows: [Cells]) {
    var names: [String] = []
    var rows: [Cells] = []
    for (line, text) in lines {
      let object = try ConfigurationValue(
        parsingJSON: quotingNumbers(text), file: "\(path):\(line)", errorKind: .data)
      var cells: [String: String] = [:]
      for member in object.members {
        if !names.contains(member.key) { names.append(member.key) }
        if case .string(let text) = member.value.kind {
          cells[member.key] = text
        } else {
          cells[member.key] = member.value.json(indent: nil)
        }
      }
      rows.append((line, cells))
    }
    return (names, rows)
  }

  /// JSON in which `NaN`, `Infinity` and `-Infinity`, which Python writes, are texts.
  private static func quotingNumbers(_ text: String) -> String {
    var result = ""
    var between = ""
    var (isText, isEscaped) = (false, false)
    func quoted() -> String { between.replacing(/-?(NaN|Infinity)/) { "\"\($0.output.0)\"" } }
    for character in text {
      if isText {
        result.append(character)
        if character == "\"", !isEscaped { isText = false }
        isEscaped = character == "\\" && !isEscaped
      } else if character == "\"" {
        result += quoted() + "\""
        between = ""
        isText = true
      } else {
        between.append(character)
      }
    }
    return result + quoted()
  }

  /// The rows with the numbers of their epochs, which must rise.
  private static func numbered(_ rows: [Cells], _ path: String) throws(HoneError) -> [Row] {
    var result: [Row] = []
    var first = 1
    for (index, (line, cells)) in rows.enumerated() {
      var label = index + 1
      if let text = cells["epoch"]?.trimmed {
        guard let number = Double(text).flatMap({ Int(exactly: $0) }), number >= 0 else {
          throw HoneError(
            .data, path: "\(path):\(line)", operation: "epoch", wanted: "a whole number",
            received: "\"\(text)\"")
        }
        label = number
      }
      if index == 0, label == 0 { first = 0 }
      if let before = result.last, label - first <= before.epoch {
        throw HoneError(
          .data, path: "\(path):\(line)", operation: "epoch",
          wanted: "an epoch after \(before.label)", received: "\(label)",
          help: "keep the rows of one training, one for each epoch")
      }
      result.append(Row(epoch: label - first, label: "\(label)", line: line, cells: cells))
    }
    return result
  }
}

/// A line of a table of texts; fields may be within quotation marks.
enum DelimitedLine {
  /// The mark that divides most fields.
  static func separator(of line: String) -> Character {
    let marks: [Character] = [",", ";", "\t"]
    return marks.max { a, b in fields(of: line, a).count < fields(of: line, b).count } ?? ","
  }

  static func fields(of line: String, _ separator: Character) -> [String] {
    var fields = [""]
    var isQuoted = false
    var afterQuote = false
    for character in line {
      if character == "\"" {
        // Two marks within a quoted field are one.
        if !isQuoted, afterQuote { fields[fields.count - 1].append(character) }
        afterQuote = isQuoted
        isQuoted.toggle()
        continue
      }
      afterQuote = false
      if character == separator, !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  /// A field as it is written: within quotation marks where it needs them.
  static func written(_ field: String, _ separator: Character) -> String {
    let needsMarks = field.contains { $0 == separator || $0 == "\"" || $0.isNewline }
    return needsMarks ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }
}

extension String {
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
