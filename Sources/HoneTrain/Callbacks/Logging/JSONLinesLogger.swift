public import HoneCore

/// Writes the logs of each epoch as a line of JSON: `{"epoch": 0, "step": 25, "loss": 1.5}`.
///
/// Epochs count from 0, logs keep their order, and numbers that aren't finite are the texts `NaN`,
/// `Infinity` and `-Infinity`. Rows are kept, resumed and lost as those of ``CSVLogger``.
///
/// ```swift
/// JSONLinesLogger("run/log.jsonl")
/// ```
public struct JSONLinesLogger: StatefulCallback, Configurable, FolderBound {
  public static let schema = Schema(
    .callback, "jsonLinesLogger", summary: "writes the logs of each epoch as a line of JSON",
    fields: [
      Field("filename", .string, "the file, such as log.jsonl"),
      Field("append", .bool, default: false, "whether the lines that are there are kept"),
    ])

  /// The file.
  public let filename: String
  /// Whether the lines that are there are kept.
  public let append: Bool

  private var log: LogFile

  /// What was written so far.
  public struct State: Codable, Sendable {
    var byteCount: Int
  }

  public var state: State {
    get { State(byteCount: log.byteCount) }
    set { log = LogFile(filename, of: "JSONLinesLogger", keeping: newValue.byteCount) }
  }

  /// Creates a callback that writes lines.
  public init(_ filename: String, append: Bool = false) {
    self.filename = filename
    self.append = append
    log = LogFile(filename, of: "JSONLinesLogger", keeping: 0)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.string("filename"), append: try fields.bool("append"))
  }

  public var fields: [String: ConfigurationValue] {
    ["filename": ConfigurationValue(filename), "append": ConfigurationValue(append)]
  }

  package func within(_ folder: String) -> JSONLinesLogger {
    JSONLinesLogger(Self.path(filename, within: folder), append: append)
  }

  public var readsAllLogs: Bool { true }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    let kept = append ? FileSystem.byteCount(of: filename) ?? 0 : 0
    log = LogFile(filename, of: "JSONLinesLogger", keeping: kept)
  }

  public mutating func trainResume(_ trainer: Trainer) throws { log.resume(at: log.byteCount) }

  public mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    let head: [(String, ConfigurationValue)] = [
      ("epoch", ConfigurationValue(epoch)), ("step", ConfigurationValue(trainer.stepCount)),
    ]
    let row = head + logs.entries.map { ($0.name, ConfigurationValue($0.value)) }
    log.append(ConfigurationValue.object(row).json(indent: nil) + "\n")
  }

  public mutating func trainEnd(_ trainer: Trainer) throws { log.end() }
}

extension Callback where Self == JSONLinesLogger {
  /// Writes the logs of each epoch as a line of JSON; see ``JSONLinesLogger``.
  public static func jsonLinesLogger(
    _ filename: String, append: Bool = false
  ) -> JSONLinesLogger { JSONLinesLogger(filename, append: append) }
}
