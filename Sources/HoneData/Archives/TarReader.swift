internal import HoneCore

/// Unpacks files of a tar archive, plain or gzip.
///
/// Only what the caller accepts is written, under the names that the caller gives, so that an
/// archive can't write anywhere else. Links, devices and folders of the archive are passed over.
///
/// Reference: POSIX.1-1988 `ustar`, with GNU's and POSIX's long names.
enum TarReader {
  private static let blockByteCount = 512
  private static let longestName = 1 << 16

  /// Unpacks an archive.
  ///
  /// - Parameters:
  ///   - path: The archive.
  ///   - limit: The most bytes that are written.
  ///   - target: The file to write for a name of the archive; nil to pass over it.
  /// - Returns: The number of files written.
  /// - Throws: `.data` if the archive is damaged or too large, `.file` if a file can't be written.
  static func unpack(
    _ path: String, limit: Int, to target: (String) -> String?
  ) throws(HoneError) -> Int {
    let file = try InflatingReader(path: path)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { memory.deallocate() }
    var longName: String?
    var written = 0
    var files = 0
    while true {
      let start = file.offset
      let block = try bytes(blockByteCount, of: file, for: "a header")
      if block.allSatisfy({ $0 == 0 }) { return files }
      try requireChecksum(block, path, start)
      guard let size = number(block[124..<136]) else { throw failure(path, start, "a size") }
      let padded = (size + blockByteCount - 1) / blockByteCount * blockByteCount
      let kind = block[156]
      if kind == UInt8(ascii: "L") || kind == UInt8(ascii: "x") {
        guard size <= longestName else { throw failure(path, start, "a name of 64 KiB or less") }
        let content = Array(try bytes(padded, of: file, for: "a name").prefix(size))
        longName = kind == UInt8(ascii: "L") ? text(content[...]) : paxPath(content) ?? longName
        continue
      }
      let prefix = text(block[345..<500])
      let isUStar = block[257..<262].elementsEqual("ustar".utf8)
      let short = text(block[..<100])
      let name = longName ?? (isUStar && !prefix.isEmpty ? prefix + "/" + short : short)
      longName = nil
      let isFile = kind == 0 || kind == UInt8(ascii: "0")
      guard isFile, let place = target(name) else {
        try skip(padded, of: file, memory)
        continue
      }
      written += size
      guard written <= limit else {
        throw HoneError(
          .data, path: path, operation: "tar", wanted: "at most \(limit) bytes",
          received: "more", help: "the archive isn't the one that was published")
      }
      try copy(size, of: file, to: place, memory)
      try skip(padded - size, of: file, memory)
      files += 1
    }
  }

  private static func copy(
    _ count: Int, of file: InflatingReader, to target: String,
    _ memory: UnsafeMutableRawBufferPointer
  ) throws(HoneError) {
    try FileSystem.makeFolder(FileSystem.folder(of: target))
    let output = try OutputFile(target)
    var rest = count
    while rest > 0 {
      let part = UnsafeMutableRawBufferPointer(rebasing: memory[..<min(rest, memory.count)])
      guard try file.read(into: part) == part.count else {
        throw failure(file.path, file.offset, "\(count) bytes of a file")
      }
      try output.write(UnsafeRawBufferPointer(part))
      rest -= part.count
    }
    try output.finish()
  }

  private static func skip(
    _ count: Int, of file: InflatingReader, _ memory: UnsafeMutableRawBufferPointer
  ) throws(HoneError) {
    var rest = count
    while rest > 0 {
      let part = UnsafeMutableRawBufferPointer(rebasing: memory[..<min(rest, memory.count)])
      guard try file.read(into: part) == part.count else {
        throw failure(file.path, file.offset, "\(count) more bytes")
      }
      rest -= part.count
    }
  }

  private static func bytes(
    _ count: Int, of file: InflatingReader, for what: String
  ) throws(HoneError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let received = try bytes.withUnsafeMutableBufferPointer { memory throws(HoneError) in
      try file.read(into: UnsafeMutableRawBufferPointer(memory))
    }
    guard received == count else { throw failure(file.path, file.offset, what) }
    return bytes
  }

  /// The sum of the header's bytes, its own eight taken as spaces.
  private static func requireChecksum(
    _ block: [UInt8], _ path: String, _ start: Int
  ) throws(HoneError) {
    var sum = 8 * 32
    for (place, byte) in block.enumerated() where !(148..<156).contains(place) {
      sum += Int(byte)
    }
    guard number(block[148..<156]) == sum else {
      throw failure(path, start, "a header that matches its checksum")
    }
  }

  /// An octal number; nil if it isn't one or doesn't fit.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    let digits = bytes.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    guard !digits.isEmpty else { return 0 }
    return Int(text(digits), radix: 8).flatMap { $0 >= 0 && $0 < 1 << 40 ? $0 : nil }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The name that a POSIX header gives: lines of `LENGTH path=NAME`.
  private static func paxPath(_ content: [UInt8]) -> String? {
    for line in content.split(separator: UInt8(ascii: "\n")) {
      let parts = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 1)
      if parts.count == 2, parts[1].hasPrefix("path=") { return String(parts[1].dropFirst(5)) }
    }
    return nil
  }

  private static func failure(_ path: String, _ place: Int, _ wanted: String) -> HoneError {
    HoneError(
      .data, path: path, operation: "tar at byte \(place)", wanted: wanted,
      received: "something else", help: "the archive is truncated or damaged; fetch it again")
  }
}
