internal import HoneCore

/// Cuts bytes into records and their fields.
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
}
