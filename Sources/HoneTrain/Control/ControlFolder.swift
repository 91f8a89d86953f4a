internal import Foundation
public import HoneCore
internal import HoneIO

/// The files by which a running training is asked, and says what it granted.
///
/// `control/*.json` are requests; the training removes each when it has granted it, after it has
/// written a line into `journal.jsonl`.
public struct ControlFolder: Sendable {
  /// The run folder.
  public let run: String

  private var requests: String { run + "/control" }
  /// The requests that were granted.
  public var journalFile: String { run + "/journal.jsonl" }
  private var pauseMark: String { requests + "/paused" }

  /// Creates the view of a run folder.
  public init(_ run: String) { self.run = run }

  /// Whether a training waits here to be resumed.
  public var isPaused: Bool { FileSystem.exists(pauseMark) }

  /// Asks the training.
  ///
  /// - Returns: the request's file, which goes when it is granted.
  /// - Throws: `.file` if the folder can't be written.
  public func post(_ request: ControlRequest) throws(HoneError) -> String {
    try FileSystem.makeFolder(requests)
    // Behind those that wait, also when the time of day was set back.
    let waiting = requestFiles.last.flatMap { Int($0.prefix { $0 != "-" }) } ?? 0
    let stamp = max(Int(Date().timeIntervalSince1970 * 1e6), waiting + 1)
    let path = "\(requests)/\(stamp)-\(UInt32.random(in: 0 ... .max)).json"
    let words = ConfigurationValue.array(request.words.map { ConfigurationValue($0) })
    try AtomicFile.write(words.json(indent: nil), to: path)
    return path
  }

  /// The requests in the order in which they were made; files that hold none are removed.
  func pending() -> [(path: String, request: ControlRequest)] {
    requestFiles.compactMap { name in
      let path = requests + "/" + name
      guard let data = FileManager.default.contents(atPath: path),
        let words = try? JSONDecoder().decode([String].self, from: data),
        let request = try? ControlRequest(words: words)
      else {
        FileSystem.remove(path)
        return nil
      }
      return (path, request)
    }
  }

  /// Removes the requests that a training before this one didn't come to.
  package func removeRequests() {
    for (path, _) in pending() { FileSystem.remove(path) }
  }

  /// The names of the requests that wait, in their order.
  private var requestFiles: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: requests)) ?? []
    return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
  }

  /// Writes down that a request was granted, so that it lasts.
  func record(_ entry: JournalEntry) throws(HoneError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let line = try? encoder.encode(entry) else { return }
    let old = FileManager.default.contents(atPath: journalFile) ?? Data()
    try AtomicFile.write(Array(old + line + Data("\n".utf8)), to: journalFile)
  }

  /// Everything that was granted.
  public func journal() -> [JournalEntry] {
    let data = FileManager.default.contents(atPath: journalFile) ?? Data()
    return data.split(separator: UInt8(ascii: "\n")).compactMap {
      try? JSONDecoder().decode(JournalEntry.self, from: Data($0))
    }
  }

  func setPaused(_ isPaused: Bool) {
    if isPaused {
      try? AtomicFile.write("", to: pauseMark)
    } else {
      FileSystem.remove(pauseMark)
    }
  }
}
