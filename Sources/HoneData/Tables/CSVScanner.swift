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
  private static let mostFields = 1 << 20

  let path: String
  /// The byte between two fields.
  let delimiter: UInt8
  /// The line on which the record begins, from 1.
  private(set) var line = 1
  /// The fields of the record.
  private(set) var fieldCount = 0

  private let file: InflatingReader
  private let comment: UInt8?
  private let trims: Bool
  /// 1 for the bytes at which an unquoted field ends.
  private let stops: UnsafeMutablePointer<UInt8>
  private var fields: UnsafeMutablePointer<Field>
  private var fieldCapacity = 256
  // The buffer holds the file's bytes from `bufferOffset` on, `end` of them, and then a line feed.
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 18
  private var bufferOffset = 0
  private var end = 0
  private var isWhole = false
  private var recordStart = 0
  private var recordEnd = 0
  private var nextLine = 1

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

  /// The line and column at which a field of the record begins.
  func location(_ field: Int) -> SourceLocation {
    location(at: fields[min(field, max(fieldCount - 1, 0))].start)
  }

  /// The line and column of a byte of the buffer at or behind the record's start.
  private func location(at place: Int) -> SourceLocation {
    var line = line
    var column = 1
    for index in recordStart..<max(place, recordStart) {
      if buffer[index] == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if buffer[index] & 0xC0 != 0x80 {
        column += 1
      }
    }
    return SourceLocation(file: path, line: line, column: column)
  }

  func failure(
    _ wanted: String, received: String, at location: SourceLocation, help: String
  ) -> HoneError {
    HoneError(
      .data, path: path, operation: "CSV", wanted: wanted, received: received, help: help,
      location: location)
  }
}

extension CSVScanner {
  private enum Outcome { case record, nothing, incomplete, end }

  /// Goes on to the next record, over empty lines and comments.
  ///
  /// - Returns: Whether there is one.
  /// - Throws: `.data` that names line and column for text after a closing quote, a quote that isn't
  ///   closed, NUL bytes, and bytes that aren't UTF-8.
  func next() throws(HoneError) -> Bool {
    recordStart = recordEnd
    line = nextLine
    while true {
      switch try scan() {
      case .record: return true
      case .end: return false
      case .nothing:
        recordStart = recordEnd
        line = nextLine
      case .incomplete: try refill()
      }
    }
  }

  /// Cuts the bytes from `recordStart` on into fields, up to the line's end.
  private func scan() throws(HoneError) -> Outcome {
    let text = buffer
    let stops = stops
    let quote = UInt8(ascii: "\"")
    let lineFeed = UInt8(ascii: "\n")
    let trims = trims
    var next = recordStart
    var bits: UInt8 = 0
    var newLines = 1
    fieldCount = 0
    if let comment, next < end, text[next] == comment { return skipLine() }
    while true {
      if trims { while text[next] == 0x20 { next += 1 } }
      var field = Field(start: next, end: next, isQuoted: false, hasDoubledQuotes: false)
      if text[next] == quote {
        field.isQuoted = true
        next += 1
        field.start = next
        while true {
          let byte = text[next]
          if byte == quote {
            if text[next + 1] != quote { break }
            field.hasDoubledQuotes = true
            next += 1
          } else if byte == lineFeed {
            if next >= end {
              guard isWhole else { return .incomplete }
              throw unclosedQuote(at: field.start - 1)
            }
            newLines += 1
          } else if byte == 0 {
            throw zeroByte(at: next)
          }
          bits |= byte
          next += 1
        }
        field.end = next
        next += 1
        if trims { while text[next] == 0x20 { next += 1 } }
        if stops[Int(text[next])] == 0 {
          throw textAfterQuote(at: next)
        }
      } else {
        while stops[Int(text[next])] == 0 {
          bits |= text[next]
          next += 1
        }
        field.end = next
        if trims { while field.end > field.start, text[field.end - 1] == 0x20 { field.end -= 1 } }
      }
      try append(field)
      let stop = text[next]
      if stop == delimiter {
        next += 1
        continue
      }
      if stop == 0 { throw zeroByte(at: next) }
      if next >= end {
        guard isWhole else { return .incomplete }
        recordEnd = end
        if fieldCount == 1, !field.isQuoted, field.start == field.end { return .end }
      } else if stop == lineFeed {
        recordEnd = next + 1
      } else {
        if next + 1 >= end, !isWhole { return .incomplete }
        recordEnd = next + 1 < end && text[next + 1] == lineFeed ? next + 2 : next + 1
      }
      nextLine = line + newLines
      if fieldCount == 1, !field.isQuoted, field.start == field.end { return .nothing }
      if bits >= 0x80 { try requireUTF8(upTo: next) }
      return .record
    }
  }

  /// Goes over a comment; the bytes need not be UTF-8.
  private func skipLine() -> Outcome {
    var next = recordStart
    while buffer[next] != UInt8(ascii: "\n"), buffer[next] != UInt8(ascii: "\r") { next += 1 }
    if next >= end {
      if !isWhole { return .incomplete }
      recordEnd = end
      return .end
    }
    if buffer[next] == UInt8(ascii: "\r") {
      if next + 1 >= end, !isWhole { return .incomplete }
      if next + 1 < end, buffer[next + 1] == UInt8(ascii: "\n") { next += 1 }
    }
    recordEnd = next + 1
    nextLine = line + 1
    return .nothing
  }

  @inline(__always)
  private func append(_ field: Field) throws(HoneError) {
    if fieldCount == fieldCapacity { try growFields(field) }
    fields[fieldCount] = field
    fieldCount += 1
  }

  private func growFields(_ field: Field) throws(HoneError) {
    guard fieldCount < Self.mostFields else {
      throw failure(
        "at most \(Self.mostFields) fields a line", received: "more",
        at: location(at: field.start), help: "check the delimiter")
    }
    let larger = UnsafeMutablePointer<Field>.allocate(capacity: 2 * fieldCapacity)
    larger.moveInitialize(from: fields, count: fieldCount)
    fields.deallocate()
    fields = larger
    fieldCapacity *= 2
  }

  /// Moves the record that isn't whole to the buffer's start and reads on behind it.
  private func refill() throws(HoneError) {
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

  private func requireUTF8(upTo place: Int) throws(HoneError) {
    let bytes = UnsafeBufferPointer(start: buffer + recordStart, count: place - recordStart)
    guard let wrong = UTF8Check.firstInvalid(bytes) else { return }
    let digits = String(bytes[wrong], radix: 16)
    throw failure(
      "text in UTF-8", received: "the byte 0x\(digits)", at: location(at: recordStart + wrong),
      help: "save the file as UTF-8")
  }

  private func unclosedQuote(at place: Int) -> HoneError {
    failure(
      "a closing quote", received: "the end of the file", at: location(at: place),
      help: "a quote within a quoted field is written twice")
  }

  private func textAfterQuote(at place: Int) -> HoneError {
    let shown = UnsafeBufferPointer(start: buffer + place, count: min(12, end - place))
    let text = String(decoding: shown, as: UTF8.self).prefix { $0 != "\n" && $0 != "\r" }
    return failure(
      "a delimiter or the end of the line after a closing quote", received: "\"\(text)\"",
      at: location(at: place), help: "a quote within a quoted field is written twice")
  }

  private func zeroByte(at place: Int) -> HoneError {
    failure(
      "text", received: "a NUL byte", at: location(at: place),
      help: "the file is damaged, or it isn't a text file")
  }
}
