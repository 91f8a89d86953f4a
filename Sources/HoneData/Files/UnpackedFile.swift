internal import HoneCore

/// A file that is read at any place, whether it is stored plain or as gzip.
///
/// Gzip has no place but its beginning to read from. So it is unpacked once, 1 MiB at a time, into a
/// file without a name, which the system removes when the process ends, however that happens.
enum UnpackedFile {
  /// Opens a file; errors of reading it are `.data` and name the file that was asked for.
  ///
  /// - Parameter limit: The most bytes that may come out; nil for half of what is free where they go.
  /// - Throws: `.data` if it can't be read, isn't intact gzip, or unpacks to more than the limit.
  static func open(_ path: String, limit: Int? = nil) throws(HoneError) -> FileReader {
    let file = try FileReader(path, kind: .data)
    guard isGzip(try file.beginning(4)) else { return file }
    let unpacked = try NamelessFile(for: "unpack \(path)")
    try unpack(path, to: unpacked, most: limit ?? unpacked.freeBytes / 2)
    return unpacked.reader(path: path)
  }

  /// Whether a file begins as gzip does: two bytes of its own, the method deflate, and flags without
  /// the reserved ones.
  private static func isGzip(_ bytes: [UInt8]) -> Bool {
    guard bytes.starts(with: [0x1F, 0x8B]) else { return false }
    return bytes.count < 4 || bytes[2] == 8 && bytes[3] & 0xE0 == 0
  }

  private static func unpack(
    _ path: String, to unpacked: NamelessFile, most: Int
  ) throws(HoneError) {
    let reader = try InflatingReader(path: path)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { memory.deallocate() }
    while true {
      let count = try reader.read(into: memory)
      if count == 0 { return }
      guard reader.offset <= most else {
        throw HoneError(
          .data, path: path, operation: "gzip",
          wanted: "at most \(most) bytes, half of what is free in \(unpacked.folder)",
          received: "more: \(reader.storedByteCount) bytes unpack to \(reader.offset) and go on",
          help: "set TMPDIR to a folder with more room, if the file is what you take it for")
      }
      try unpacked.append(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }
  }
}
