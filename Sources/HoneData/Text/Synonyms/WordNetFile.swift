internal import HoneCore

/// One sorted file of WordNet, searched by halves and read a few thousand bytes at a time.
///
/// Reference: `wndb(5WN)`, the format of WordNet's database.
struct WordNetFile: Sendable {
  private let file: RandomAccessFile

  init(_ path: String) throws(HoneError) { file = try RandomAccessFile(path) }

  /// No line is longer than this.
  private static let mostBytes = 1 << 16

  /// The line whose first word is `key`; nil if there is none.
  func line(of key: String) throws(HoneError) -> [UInt8]? {
    let key = Array(key.utf8)
    var low = 0
    var high = file.byteCount
    while low < high {
      let middle = low + (high - low) / 2
      let start = try lineStart(from: middle)
      guard start < high else {
        high = middle
        continue
      }
      let line = try self.line(at: start)
      let word = line.prefix { $0 != 32 }
      if word.elementsEqual(key) { return line }
      if word.lexicographicallyPrecedes(key) {
        low = start + line.count + 1
      } else {
        high = middle
      }
    }
    return nil
  }

  /// The line that begins at a place, without its end.
  func line(at start: Int) throws(HoneError) -> [UInt8] {
    guard 0..<file.byteCount ~= start else {
      throw malformed(at: start, "a place in the file of \(file.byteCount) bytes")
    }
    var size = 1024
    while true {
      let end = min(start + size, file.byteCount)
      let bytes = try file.bytes(start..<end)
      if let newline = bytes.firstIndex(of: 10) { return Array(bytes[..<newline]) }
      if end == file.byteCount { return bytes }
      guard size < Self.mostBytes else {
        throw malformed(at: start, "a line of at most \(Self.mostBytes) bytes")
      }
      size *= 4
    }
  }

  /// Where the first line begins that begins at a place or after it.
  private func lineStart(from place: Int) throws(HoneError) -> Int {
    if place == 0 { return 0 }
    return place - 1 + (try line(at: place - 1)).count + 1
  }

  func malformed(at place: Int, _ wanted: String) -> HoneError {
    HoneError(
      .data, path: file.path, operation: "byte \(place):", wanted: wanted,
      received: "something else", help: "install WordNet 3.0 again: apt-get install wordnet-base")
  }
}

/// A line of an index: how often its senses were counted, and where they stand.
struct WordNetEntry {
  let counted: Int
  let senses: [Int]

  /// Reads `lemma pos synsets pointers [symbol …] senses counted offset …`; nil if it isn't that.
  init?(_ line: [UInt8]) {
    let fields = line.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
    guard fields.count > 3, let count = Int(fields[2]), let pointers = Int(fields[3]),
      0...10_000 ~= count, 0...10_000 ~= pointers, fields.count >= 6 + pointers + count,
      let counted = Int(fields[5 + pointers])
    else { return nil }
    let places = fields[(6 + pointers)..<(6 + pointers + count)].compactMap { Int($0) }
    guard places.count == count else { return nil }
    self.counted = counted
    senses = places
  }

  /// The words of a line of data, `offset file type count word id …`; nil if it isn't that.
  static func words(_ line: [UInt8]) -> [String]? {
    let fields = line.split(separator: 32, maxSplits: 4 + 2 * 255, omittingEmptySubsequences: true)
    guard fields.count > 4,
      let count = Int(String(decoding: fields[3], as: UTF8.self), radix: 16), 1...255 ~= count,
      fields.count >= 4 + 2 * count
    else { return nil }
    return (0..<count).map { String(decoding: fields[4 + 2 * $0], as: UTF8.self) }
  }
}
