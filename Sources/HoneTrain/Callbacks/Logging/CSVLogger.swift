public import HoneCore
internal import HoneIO

/// Writes the logs of each epoch as a row of a table.
///
/// The heading and the columns are Keras's: `epoch`, from 0, and the logs in the order of the
/// alphabet; where the first epoch has no validation, a column `val_…` for each, which says `NA`.
/// Lines end as Python's `csv` ends them. A log of a first row that a later epoch lacks is `NA`, one
/// that it adds is left out.
///
/// With `append` rows are added to a table that is there, under the columns that it has.
///
/// A row is in the file when the epoch ends, also if the process is killed then. A training that is
/// resumed goes on behind the rows that its checkpoint knows. What can't be written is told once, and
/// again at the end, but never ends training.
///
/// ```swift
/// CSVLogger("run/log.csv", append: true)
/// ```
public struct CSVLogger: StatefulCallback, Configurable, FolderBound {
  public static let schema = Schema(
    .callback, "csvLogger", summary: "writes the logs of each epoch as a row of a table",
    kerasName: "keras.callbacks.CSVLogger",
    fields: [
      Field("filename", .string, "the file, such as log.csv"),
      Field("separator", .string, default: ",", "what stands between fields: one character"),
      Field("append", .bool, default: false, "whether a table that is there is kept"),
    ])

  /// The file.
  public let filename: String
  /// What stands between fields: one character.
  public let separator: String
  /// Whether a table that is there is kept.
  public let append: Bool

  private var log: LogFile
  private var columns: [String]?

  /// What was written so far.
  public struct State: Codable, Sendable {
    var byteCount: Int
    var columns: [String]?
  }

  public var state: State {
    get { State(byteCount: log.byteCount, columns: columns) }
    set {
      log = LogFile(filename, of: "CSVLogger", keeping: newValue.byteCount)
      columns = newValue.columns
    }
  }

  /// Creates a callback that writes a table.
  public init(_ filename: String, separator: String = ",", append: Bool = false) {
    self.filename = filename
    self.separator = separator
    self.append = append
    log = LogFile(filename, of: "CSVLogger", keeping: 0)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.string("filename"), separator: try fields.string("separator"),
      append: try fields.bool("append"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "filename": ConfigurationValue(filename), "separator": ConfigurationValue(separator),
      "append": ConfigurationValue(append),
    ]
  }

  package func within(_ folder: String) -> CSVLogger {
    CSVLogger(Self.path(filename, within: folder), separator: separator, append: append)
  }

  public var readsAllLogs: Bool { true }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    guard separator.count == 1, separator != "\"", separator.first?.isNewline == false else {
      throw HoneError(
        .usage, path: "CSVLogger", operation: "separator", wanted: "one character such as \",\"",
        received: "\"\(separator)\"")
    }
    let kept = append ? FileSystem.byteCount(of: filename) ?? 0 : 0
    log = LogFile(filename, of: "CSVLogger", keeping: kept)
    columns = nil
  }

  public mutating func trainResume(_ trainer: Trainer) throws { log.resume(at: log.byteCount) }

  public mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    write(epoch, logs)
  }

  public mutating func trainEnd(_ trainer: Trainer) throws { log.end() }

  mutating func write(_ epoch: Int, _ logs: Logs) {
    let (columns, heading) = columns.map { ($0, "") } ?? begin(logs)
    self.columns = columns
    let values = logs.dictionary
    let cells = columns.map { name in
      name == "epoch" ? "\(epoch)" : values[name].map { "\($0)" } ?? "NA"
    }
    log.append(heading + line(cells))
  }

  /// The columns of the table that is there, or of a new one with its heading.
  private mutating func begin(_ logs: Logs) -> (columns: [String], heading: String) {
    var names = logs.entries.map(\.name).sorted {
      Array($0.utf8).lexicographicallyPrecedes($1.utf8)
    }
    if !names.contains(where: { $0.hasPrefix(LogNames.validation) }) {
      names += names.filter { !$0.hasPrefix(LogNames.inference) }
        .map { LogNames.validation + $0 }
    }
    let columns = ["epoch"] + names
    guard log.isEmpty else {
      let known = heading() ?? columns
      let missing = logs.entries.map(\.name).filter { !known.contains($0) }
      if !missing.isEmpty {
        log.warn("\(filename) has no column for " + missing.joined(separator: ", "))
      }
      return (known, "")
    }
    return (columns, line(columns))
  }

  /// The columns of the table that is there; nil if its first line is empty or can't be read.
  private func heading() -> [String]? {
    guard let reader = try? FileReader(filename),
      let start = try? reader.bytes(0..<min(reader.byteCount, 1 << 16))
    else { return nil }
    let text = String(decoding: start, as: UTF8.self)
    guard
      let first = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).first,
      !first.isEmpty, let mark = separator.first
    else { return nil }
    return DelimitedLine.fields(of: String(first), mark)
  }

  private func line(_ cells: [String]) -> String {
    let mark = separator.first ?? ","
    return cells.map { DelimitedLine.written($0, mark) }.joined(separator: separator) + "\r\n"
  }
}

extension Callback where Self == CSVLogger {
  /// Writes the logs of each epoch as a row of a table; see ``CSVLogger``.
  public static func csvLogger(
    _ filename: String, separator: String = ",", append: Bool = false
  ) -> CSVLogger { CSVLogger(filename, separator: separator, append: append) }
}
