internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Where the lines of a text file are, found in one pass, so that any of them can be read.
///
/// Lines end with LF or CRLF. Empty lines and a byte order mark are passed over. Memory is 16 bytes
/// a line and a buffer of 1 MiB, however long the file is.
struct LineIndex: Sendable {
  let path: String
  private let file: FileReader
  private var starts: [Int] = []
  private var lengths: [UInt32] = []
  private var numbers: [UInt32] = []

  /// The longest line.
  static let longest = 1 << 26
  private static let chunk = 1 << 20

  /// Opens a file, plain or gzip, and finds its lines.
  ///
  /// - Throws: `.data` if the file can't be read, holds a NUL byte, or has a line of more than
  ///   64 MiB.
  init(_ path: String) throws(HoneError) {
    self.path = path
    file = try UnpackedFile.open(path)
    let start = try file.bytes(0..<min(3, file.byteCount))
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      throw HoneError(
        .data, path: path, operation: "text", wanted: "UTF-8", received: "UTF-16",
        help: "save the file as UTF-8")
    }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
    defer { memory.deallocate() }
    var place = start == [0xEF, 0xBB, 0xBF] ? 3 : 0
    var lineStart = place
    var number: UInt32 = 1
    var last: UInt8 = 0
    while place < file.byteCount {
      let count = min(Self.chunk, file.byteCount - place)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
      try file.read(at: place, into: bytes)
      if let zero = Self.find(0, in: bytes, from: 0) {
        let lines = bytes[..<zero].count { $0 == UInt8(ascii: "\n") }
        throw HoneError(
          .data, path: path, operation: "text", wanted: "no NUL bytes",
          received: "one at byte \(place + zero)",
          help: "the file is damaged, or it isn't a text file",
          location: SourceLocation(file: path, line: Int(number) + lines))
      }
      var next = 0
      while let end = Self.find(UInt8(ascii: "\n"), in: bytes, from: next) {
        let before = end > 0 ? bytes[end - 1] : last
        try append(lineStart, place + end, before, number)
        lineStart = place + end + 1
        number &+= 1
        next = end + 1
      }
      last = bytes[count - 1]
      place += count
      if place - lineStart > Self.longest { try append(lineStart, place, last, number) }
    }
    try append(lineStart, file.byteCount, last, number)
  }

  private static func find(
    _ byte: UInt8, in bytes: UnsafeMutableRawBufferPointer, from start: Int
  ) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count,
      let found = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private mutating func append(
    _ start: Int, _ end: Int, _ before: UInt8, _ number: UInt32
  ) throws(HoneError) {
    var length = end - start
    if length > 0, before == UInt8(ascii: "\r") { length -= 1 }
    if length == 0 { return }
    guard length <= Self.longest else {
      throw HoneError(
        .data, path: path, operation: "text", wanted: "lines of at most \(Self.longest >> 20) MiB",
        received: "a longer one", help: "is this a text file?",
        location: SourceLocation(file: path, line: Int(number)))
    }
    starts.append(start)
    lengths.append(UInt32(length))
    numbers.append(number)
  }

  var count: Int { starts.count }

  /// The bytes of a line, without its end.
  func bytes(_ index: Int) throws(HoneError) -> [UInt8] {
    try file.bytes(starts[index]..<starts[index] + Int(lengths[index]))
  }

  /// The text of a line.
  ///
  /// - Throws: `.data` that names line and column of the first byte that isn't UTF-8.
  func text(_ index: Int) throws(HoneError) -> String {
    let bytes = try bytes(index)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw Self.notUTF8(bytes, path: path, firstLine: Int(numbers[index]))
  }

  /// The number of a line in the file, from 1.
  func number(_ index: Int) -> Int { Int(numbers[index]) }

  /// The error for text that isn't UTF-8.
  static func notUTF8(_ bytes: [UInt8], path: String, firstLine: Int) -> HoneError {
    let place = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid($0) } ?? 0
    let before = bytes[..<place]
    let line = before.count { $0 == UInt8(ascii: "\n") }
    let column =
      before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count { $0 & 0xC0 != 0x80 }
    return HoneError(
      .data, path: path, operation: "text", wanted: "UTF-8",
      received: place < bytes.count
        ? "the byte 0x\(String(bytes[place], radix: 16))" : "something else",
      help: "save the file as UTF-8",
      location: SourceLocation(file: path, line: firstLine + line, column: column + 1))
  }
}
