internal import HoneCore

/// The records of a TFRecord file: their places, found in one pass, and their bytes, read as they
/// are needed.
///
/// A record is its length (64 bits), the length's checksum, its bytes, and their checksum.
struct TFRecordFile: Sendable {
  let path: String
  private let file: FileReader
  /// Where each record's bytes begin, and then where the one after the last would.
  private let offsets: [Int]

  private static let headerByteCount = 12
  private static let checksumByteCount = 4
  /// The longest record that is read.
  private static let longest = 1 << 30

  /// Opens a file, plain or gzip, and finds its records.
  ///
  /// - Throws: `.data` that names the record whose length is damaged or that isn't whole.
  init(_ path: String) throws(HoneError) {
    self.path = path
    let file = try Self.open(path)
    var offsets: [Int] = []
    var place = 0
    while place < file.byteCount {
      let number = offsets.count
      guard file.byteCount - place >= Self.headerByteCount else {
        throw Self.truncated(path, number, place)
      }
      let header = LittleEndian(
        try file.bytes(place..<place + Self.headerByteCount), file: path, at: place)
      guard Self.matches(header) else {
        throw HoneError(
          .data, path: path, operation: "record \(number) at byte \(place)",
          wanted: "a length that matches its checksum", received: "\(header.uint64(0))",
          help: number == 0
            ? "this isn't a TFRecord file, or it is compressed by zlib" : "the file is damaged")
      }
      place += Self.headerByteCount
      let most = file.byteCount - place - Self.checksumByteCount
      guard let length = Int(exactly: header.uint64(0)), length <= most else {
        throw Self.truncated(path, number, place)
      }
      guard length <= Self.longest else {
        throw HoneError(
          .data, path: path, operation: "record \(number)",
          wanted: "at most \(Self.longest) bytes", received: "\(length)")
      }
      offsets.append(place)
      place += length + Self.checksumByteCount
    }
    offsets.append(place + Self.headerByteCount)
    self.file = file
    self.offsets = offsets
  }

  /// The file's records; a plain file is known by its first checksum, for the length of a record may
  /// begin like gzip.
  private static func open(_ path: String) throws(HoneError) -> FileReader {
    let file = try FileReader(path, kind: .data)
    let first = try file.beginning(headerByteCount)
    let isPlain = first.count == headerByteCount && matches(LittleEndian(first, file: path, at: 0))
    return isPlain ? file : try UnpackedFile.open(path)
  }

  /// Whether a length has its checksum behind it.
  private static func matches(_ header: LittleEndian) -> Bool {
    header.bytes[..<8].withUnsafeBytes { CRC32C.masked(CRC32C.update(0, $0)) } == header.uint32(8)
  }

  private static func truncated(_ path: String, _ number: Int, _ place: Int) -> HoneError {
    HoneError(
      .data, path: path, operation: "record \(number) at byte \(place)", wanted: "a whole record",
      received: "the end of the file", help: "the file is truncated; use another copy")
  }

  var count: Int { offsets.count - 1 }

  /// The bytes of a record.
  ///
  /// - Throws: `.data` if they don't match their checksum.
  func record(_ index: Int) throws(HoneError) -> [UInt8] {
    let start = offsets[index]
    let end = offsets[index + 1] - Self.headerByteCount
    var bytes = try file.bytes(start..<end)
    let stored = bytes.suffix(Self.checksumByteCount).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    bytes.removeLast(Self.checksumByteCount)
    guard bytes.withUnsafeBytes({ CRC32C.masked(CRC32C.update(0, $0)) }) == stored else {
      throw HoneError(
        .data, path: path, operation: "record \(index) at byte \(start)",
        wanted: "content that matches its checksum", received: "other content",
        help: "the file is damaged; use another copy")
    }
    return bytes
  }
}
