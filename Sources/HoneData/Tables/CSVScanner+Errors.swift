internal import HoneCore

/// What is wrong with a file, and on which line and column.
extension CSVScanner {
  /// The line and column at which a field of the record begins.
  func location(_ field: Int) -> SourceLocation {
    location(at: fields[min(field, max(fieldCount - 1, 0))].start)
  }

  /// The line and column of a byte of the buffer at or behind the record's start.
  func location(at place: Int) -> SourceLocation {
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

  func requireUTF8(upTo place: Int) throws(HoneError) {
    let bytes = UnsafeBufferPointer(start: buffer + recordStart, count: place - recordStart)
    guard let wrong = UTF8Check.firstInvalid(bytes) else { return }
    let digits = String(bytes[wrong], radix: 16)
    throw failure(
      "text in UTF-8", received: "the byte 0x\(digits)", at: location(at: recordStart + wrong),
      help: "save the file as UTF-8")
  }

  func unclosedQuote(at place: Int) -> HoneError {
    failure(
      "a closing quote", received: "the end of the file", at: location(at: place),
      help: "a quote within a quoted field is written twice")
  }

  func textAfterQuote(at place: Int) -> HoneError {
    let shown = UnsafeBufferPointer(start: buffer + place, count: min(12, end - place))
    let text = String(decoding: shown, as: UTF8.self).prefix { $0 != "\n" && $0 != "\r" }
    return failure(
      "a delimiter or the end of the line after a closing quote", received: "\"\(text)\"",
      at: location(at: place), help: "a quote within a quoted field is written twice")
  }

  func zeroByte(at place: Int) -> HoneError {
    failure(
      "text", received: "a NUL byte", at: location(at: place),
      help: "the file is damaged, or it isn't a text file")
  }
}
