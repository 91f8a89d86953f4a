internal import HoneCore
internal import HoneIO

/// A text that a callback appends lines to.
///
/// Records that can't be written wait for the next, up to a mebibyte; nothing that fails ends
/// training. The file is opened for its first record, so that a training that goes on finds what the
/// one before wrote.
package struct LogFile: Sendable {
  package let path: String
  /// The bytes that are this training's, and those that were to be kept.
  package private(set) var byteCount: Int
  private var file: AppendingFile?
  private var problems: LogProblems
  private var waiting: [UInt8] = []
  private var waitingRecords = 0

  private static let longestWait = 1 << 20

  /// - Parameter byteCount: how many bytes of a file that is there are kept.
  package init(_ path: String, of owner: String, keeping byteCount: Int) {
    self.path = path
    self.byteCount = byteCount
    problems = LogProblems(owner)
  }

  /// Whether nothing was written yet.
  package var isEmpty: Bool { byteCount == 0 && waiting.isEmpty }

  /// Cuts what was written after the checkpoint that training goes on from.
  package mutating func resume(at byteCount: Int) {
    (self.byteCount, file, waiting, waitingRecords) = (byteCount, nil, [], 0)
    if FileSystem.exists(path) || byteCount > 0 { open() }
  }

  package mutating func append(_ record: String) {
    let bytes = Array(record.utf8)
    guard waiting.count + bytes.count <= Self.longestWait else { return problems.lose(1) }
    waiting += bytes
    waitingRecords += 1
    flush()
  }

  /// Waits until the device has what was written.
  package mutating func flushToDevice() {
    guard let file else { return }
    _ = problems.attempt { () throws(HoneError) in try file.flush() }
  }

  /// Says what a reader of the log should know.
  mutating func warn(_ text: String) { problems.say(text) }

  /// Writes what still waits, and closes the file.
  ///
  /// - Returns: the number of records that couldn't be written.
  @discardableResult
  package mutating func end() -> Int {
    if waitingRecords > 0 { flush() }
    problems.lose(waitingRecords)
    (waiting, waitingRecords) = ([], 0)
    if let file { _ = problems.attempt { () throws(HoneError) in try file.close() } }
    file = nil
    return problems.end(path)
  }

  private mutating func flush() {
    if file == nil { open() }
    guard let file else { return }
    let records = waiting
    guard problems.attempt({ () throws(HoneError) in try file.append(records) }) else { return }
    byteCount = file.byteCount
    (waiting, waitingRecords) = ([], 0)
  }

  private mutating func open() {
    let (path, byteCount) = (path, byteCount)
    var opened: AppendingFile?
    let isOpen = problems.attempt { () throws(HoneError) in
      opened = try AppendingFile(path, from: .byte(byteCount))
    }
    guard isOpen, let opened else { return }
    if opened.missingByteCount > 0 {
      problems.say(
        "\(path) lacks its last \(opened.missingByteCount) bytes; it goes on without them")
      _ = problems.attempt { () throws(HoneError) in
        try opened.cut(to: try Self.endOfLastLine(of: path))
      }
      self.byteCount = opened.byteCount
    }
    file = opened
  }

  /// The bytes of a text's whole lines.
  private static func endOfLastLine(of path: String) throws(HoneError) -> Int {
    let reader = try FileReader(path)
    let bytes = try reader.bytes(0..<reader.byteCount)
    return (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
  }
}
