internal import HoneCore

/// The files in a ZIP archive: stored or deflated, with 64-bit sizes where the archive has them.
///
/// Nothing is unpacked to disk. Entries that claim more than deflate can hold, that overlap, that
/// are encrypted or of another method are refused when the archive is opened; an entry that
/// inflates to anything but its size and its checksum is refused when it is read.
///
/// Reference: PKWARE, "APPNOTE.TXT, .ZIP file format specification".
struct ZipArchive: Sendable {
  /// One file of the archive.
  struct Entry: Hashable, Sendable {
    let name: String
    let isDeflated: Bool
    let checksum: UInt32
    /// The size in the archive.
    let storedByteCount: Int
    /// The size after inflating.
    let byteCount: Int
    /// Where the entry's bytes are.
    let offset: Int
  }

  /// How much deflate can make of a byte.
  private static let mostInflation = 1032
  /// The longest list of entries that is read.
  private static let longestDirectory = 1 << 26

  let file: FileReader
  let entries: [Entry]

  /// Opens an archive and reads its list of entries.
  ///
  /// - Throws: `.data` that names the byte and what is wrong.
  init(_ path: String) throws(HoneError) {
    let file = try FileReader(path, kind: .data)
    let (range, count) = try Self.directory(of: file)
    let bytes = LittleEndian(try file.bytes(range), file: path, at: range.lowerBound)
    var entries: [Entry] = []
    var place = 0
    while place < range.count {
      let (entry, next) = try Self.entry(bytes, at: place, of: file)
      if entry.name.last != "/" { entries.append(entry) }
      place = next
      guard place - range.count <= 0, entries.count <= count else { break }
    }
    try Self.requireApart(entries, in: file)
    self.file = file
    self.entries = entries
  }

  /// The list's place and the number of entries that it is said to have.
  private static func directory(
    of file: FileReader
  ) throws(HoneError) -> (Range<Int>, count: Int) {
    let help = "this isn't a ZIP archive, or it is truncated"
    let start = max(file.byteCount - 22 - 0xFFFF, 0)
    let tail = LittleEndian(
      try file.bytes(start..<file.byteCount), file: file.path, at: start)
    var end = tail.count - 22
    while end >= 0, tail.uint32(end) != 0x0605_4B50 { end -= 1 }
    guard end >= 0 else {
      throw HoneError(
        .data, path: file.path, operation: "ZIP", wanted: "a list of entries at the end",
        received: "none", help: help)
    }
    var count = Int(tail.uint16(end + 10))
    var size = Int(tail.uint32(end + 12))
    var offset = Int(tail.uint32(end + 16))
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF, end >= 20,
      tail.uint32(end - 20) == 0x0706_4B50,
      let place = Int(exactly: tail.uint64(end - 12)), place <= file.byteCount - 56
    {
      let record = LittleEndian(
        try file.bytes(place..<place + 56), file: file.path, at: place)
      guard record.uint32(0) == 0x0606_4B50, let count64 = Int(exactly: record.uint64(32)),
        let size64 = Int(exactly: record.uint64(40)),
        let offset64 = Int(exactly: record.uint64(48))
      else {
        throw HoneError(
          .data, path: file.path, operation: "ZIP at byte \(place)",
          wanted: "the 64-bit record of the list", received: "something else", help: help)
      }
      (count, size, offset) = (count64, size64, offset64)
    }
    guard size <= longestDirectory, offset <= file.byteCount, size <= file.byteCount - offset else {
      throw HoneError(
        .data, path: file.path, operation: "ZIP",
        wanted: "a list of at most \(min(file.byteCount, longestDirectory)) bytes in the file",
        received: "\(size) bytes at byte \(offset)", help: help)
    }
    return (offset..<offset + size, count)
  }

  /// The entry that the list has at a place, and where the next begins.
  private static func entry(
    _ list: LittleEndian, at place: Int, of file: FileReader
  ) throws(HoneError) -> (Entry, Int) {
    guard place + 46 <= list.count, list.uint32(place) == 0x0201_4B50 else {
      throw list.failure(place, "an entry of the list")
    }
    let flags = list.uint16(place + 8)
    let method = list.uint16(place + 10)
    let nameCount = Int(list.uint16(place + 28))
    let extraCount = Int(list.uint16(place + 30))
    let next = place + 46 + nameCount + extraCount + Int(list.uint16(place + 32))
    guard next <= list.count else { throw list.failure(place, "an entry that is whole") }
    let name = String(
      decoding: list.bytes[place + 46..<place + 46 + nameCount], as: UTF8.self)
    var stored = UInt64(list.uint32(place + 20))
    var size = UInt64(list.uint32(place + 24))
    var header = UInt64(list.uint32(place + 42))
    // The fields that don't fit 32 bits follow, in this order, in the extra field number 1.
    var extra = place + 46 + nameCount
    let extraEnd = extra + extraCount
    while extra + 4 <= extraEnd {
      let end = extra + 4 + Int(list.uint16(extra + 2))
      guard end <= extraEnd else { break }
      if list.uint16(extra) == 1 {
        var value = extra + 4
        func take(_ field: inout UInt64) {
          guard field == 0xFFFF_FFFF, value + 8 <= end else { return }
          field = list.uint64(value)
          value += 8
        }
        take(&size)
        take(&stored)
        take(&header)
      }
      extra = end
    }
    guard flags & 1 == 0, method == 0 || method == 8 else {
      throw HoneError(
        .data, path: file.path, operation: "\"\(name)\"", wanted: "a stored or deflated file",
        received: flags & 1 != 0 ? "an encrypted one" : "one of method \(method)",
        help: "pack the archive again without it")
    }
    let total = UInt64(file.byteCount)
    guard stored <= total, header <= total, size <= UInt64(mostInflation) * stored,
      method == 8 || size == stored
    else {
      throw HoneError(
        .data, path: file.path, operation: "\"\(name)\"",
        wanted: "a size that \(stored) stored bytes can hold", received: "\(size) bytes",
        help: "the archive is damaged or made to fill memory")
    }
    let offset = try dataOffset(of: name, header: Int(header), in: file)
    guard Int(stored) <= file.byteCount - offset else {
      throw HoneError(
        .data, path: file.path, operation: "\"\(name)\"", wanted: "\(stored) bytes",
        received: "\(file.byteCount - offset)", help: "the archive is truncated")
    }
    let entry = Entry(
      name: name, isDeflated: method == 8, checksum: list.uint32(place + 16),
      storedByteCount: Int(stored), byteCount: Int(size), offset: offset)
    return (entry, next)
  }

  /// Where an entry's bytes begin, behind its own header.
  private static func dataOffset(
    of name: String, header: Int, in file: FileReader
  ) throws(HoneError) -> Int {
    guard header <= file.byteCount - 30 else {
      throw HoneError(
        .data, path: file.path, operation: "\"\(name)\"", wanted: "a header within the file",
        received: "one at byte \(header)", help: "the archive is truncated")
    }
    let bytes = LittleEndian(try file.bytes(header..<header + 30), file: file.path, at: header)
    guard bytes.uint32(0) == 0x0403_4B50 else {
      throw bytes.failure(0, "the header of \"\(name)\"")
    }
    let offset = header + 30 + Int(bytes.uint16(26)) + Int(bytes.uint16(28))
    guard offset <= file.byteCount else { throw bytes.failure(0, "the header of \"\(name)\"") }
    return offset
  }

  /// Refuses entries that share bytes: a small archive could otherwise hold any amount.
  private static func requireApart(_ entries: [Entry], in file: FileReader) throws(HoneError) {
    let sorted = entries.sorted { $0.offset < $1.offset }
    for (entry, next) in zip(sorted, sorted.dropFirst())
    where entry.offset + entry.storedByteCount > next.offset {
      throw HoneError(
        .data, path: file.path, operation: "ZIP", wanted: "entries with bytes of their own",
        received: "\"\(entry.name)\" and \"\(next.name)\", which overlap",
        help: "the archive is damaged or made to fill memory")
    }
  }
}

/// Bytes of a file, read as little-endian numbers. Places outside give 0; callers check.
struct LittleEndian {
  let bytes: [UInt8]
  private let file: String
  private let offset: Int

  init(_ bytes: [UInt8], file: String, at offset: Int) {
    self.bytes = bytes
    self.file = file
    self.offset = offset
  }

  var count: Int { bytes.count }

  func uint16(_ place: Int) -> UInt16 { UInt16(truncatingIfNeeded: value(place, 2)) }
  func uint32(_ place: Int) -> UInt32 { UInt32(truncatingIfNeeded: value(place, 4)) }
  func uint64(_ place: Int) -> UInt64 { value(place, 8) }

  private func value(_ place: Int, _ size: Int) -> UInt64 {
    guard place >= 0, place + size <= bytes.count else { return 0 }
    return bytes[place..<place + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  func failure(_ place: Int, _ wanted: String) -> HoneError {
    HoneError(
      .data, path: file, operation: "ZIP at byte \(offset + place)", wanted: wanted,
      received: "something else", help: "the archive is damaged; use another copy")
  }
}
