internal import HoneCore

/// Cuts a stream of separated values into records and fields, one record at a time.
///
/// The file is read by pieces; memory is a buffer of 256 KiB, or as much as the longest record. The
/// bytes of a record stay where they are until the next one is asked for.
final class CSVScanner {
  /// One field of the record: its bytes without quotes and outer spaces.
  struct Field {
    var start: Int
    var end: Int
    var isQuoted: Bool
    /// Whether it holds doubled quotes, which stand for one.
    var hasDoubledQuotes: Bool
  }

  /// The longest record: more is taken for a quote that isn't closed.
  static let longestRecord = 1 << 24
  static let mostFields = 1 << 20

  let path: String
  /// The byte between two fields.
  let delimiter: UInt8
  /// The line on which the record begins, from 1.
  var line = 1
  /// The fields of the record.
  var fieldCount = 0

  private let file: InflatingReader
  let comment: UInt8?
  let trims: Bool
  /// 1 for the bytes at which an unquoted field ends.
  let stops: UnsafeMutablePointer<UInt8>
  var fields: UnsafeMutablePointer<Field>
  var fieldCapacity = 256
  // The buffer holds the file's bytes from `bufferOffset` on, `end` of them, and then a line feed.
  var buffer: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 18
  private var bufferOffset = 0
  var end = 0
  var isWhole = false
  var recordStart = 0
  var recordEnd = 0
  var nextLine = 1

  /// Opens a file and finds out its delimiter.
  ///
  /// - Throws: `.data` if the file can't be read or is UTF-16, `.usage` for an impossible format.
  init(_ path: String, format: CSVFormat) throws(HoneError) {
    self.path = path
    comment = try format.comment.map { (mark) throws(HoneError) in
      try CSVFormat.byte(of: mark, for: "comment")
    }
    let given = try format.delimiter.map { (mark) throws(HoneError) in
      try CSVFormat.byte(of: mark, for: "delimiter")
    }
    let file = try InflatingReader(path: path)
    self.file = file
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + 1)
    do throws(HoneError) {
      end = try file.read(into: UnsafeMutableRawBufferPointer(start: memory, count: capacity))
    } catch {
      memory.deallocate()
      throw error
    }
    isWhole = end < capacity
    memory[end] = UInt8(ascii: "\n")
    buffer = memory
    let start = UnsafeBufferPointer(start: memory, count: end)
    delimiter = given ?? CSVFormat.sniff(start, path: path, comment: comment)
    trims = format.trimsSpaces && delimiter != UInt8(ascii: " ")
    fields = .allocate(capacity: fieldCapacity)
    stops = .allocate(capacity: 256)
    stops.initialize(repeating: 0, count: 256)
    for byte in [delimiter, 0, UInt8(ascii: "\n"), UInt8(ascii: "\r")] { stops[Int(byte)] = 1 }
    if start.starts(with: [0xEF, 0xBB, 0xBF]) { recordEnd = 3 }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      throw HoneError(
        .data, path: path, operation: "CSV", wanted: "text in UTF-8", received: "UTF-16",
        help: "save the file as UTF-8")
    }
  }

  deinit {
    buffer.deallocate()
    fields.deallocate()
    stops.deallocate()
  }

  /// The bytes of the stream before the record.
  var recordOffset: Int { bufferOffset + recordStart }

  /// Whether the file is compressed, so that places in it can't be read again.
  var isCompressed: Bool { file.isCompressed }

  /// The bytes of a field: between its quotes, doubled ones as they are, if it has any.
  @inline(__always)
  func bytes(_ field: Int) -> UnsafeBufferPointer<UInt8> {
    let place = fields[field]
    return UnsafeBufferPointer(start: buffer + place.start, count: place.end - place.start)
  }

  /// Where a field's bytes are, relative to the record, and how it was written.
  func place(_ field: Int) -> Field {
    var place = fields[field]
    place.start -= recordStart
    place.end -= recordStart
    return place
  }

  /// The bytes of the record as they are in the file, without the line's end.
  var record: UnsafeBufferPointer<UInt8> {
    let lineEnds: [UInt8] = [UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    var end = recordEnd
    while end > recordStart, lineEnds.contains(buffer[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(start: buffer + recordStart, count: end - recordStart)
  }

  /// Whether a field stands between quotes.
  func isQuoted(_ field: Int) -> Bool { fields[field].isQuoted }

  /// Whether a field holds doubled quotes, which stand for one.
  func hasDoubledQuotes(_ field: Int) -> Bool { fields[field].hasDoubledQuotes }

  /// The text of a field.
  func text(_ field: Int) -> String {
    Self.text(bytes(field), hasDoubledQuotes: fields[field].hasDoubledQuotes)
  }

  /// The text that bytes between quotes spell.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>, hasDoubledQuotes: Bool) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    return hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
  }

  /// Moves the record that isn't whole to the buffer's start and reads on behind it.
  func refill() throws(HoneError) {
    let kept = end - recordStart
    if kept > Self.longestRecord {
      throw failure(
        "records of at most \(Self.longestRecord >> 20) MiB", received: "a longer one",
        at: SourceLocation(file: path, line: line, column: 1),
        help: "is there a quote that isn't closed?")
    }
    if 2 * kept > capacity {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity + 1)
      larger.initialize(from: buffer + recordStart, count: kept)
      buffer.deallocate()
      buffer = larger
      capacity *= 2
    } else {
      buffer.update(from: buffer + recordStart, count: kept)
    }
    bufferOffset += recordStart
    recordStart = 0
    let room = capacity - kept
    let count = try file.read(
      into: UnsafeMutableRawBufferPointer(start: buffer + kept, count: room))
    isWhole = count < room
    end = kept + count
    buffer[end] = UInt8(ascii: "\n")
  }
}
