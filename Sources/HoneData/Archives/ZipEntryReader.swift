internal import CZlib
internal import HoneCore

/// Reads the bytes of one entry of a ZIP archive, from the first to the last.
///
/// The checksum is compared when the last byte has been read. Memory is a buffer of 64 KiB.
final class ZipEntryReader {
  private let file: FileReader
  private let entry: ZipArchive.Entry
  private let buffer: UnsafeMutableRawBufferPointer
  // zlib wants the stream to stay at one address.
  private let inflater = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var isInflating = false
  private var stored: Int
  private var delivered = 0
  private var checksum = crc32(0, nil, 0)

  init(_ entry: ZipArchive.Entry, of archive: ZipArchive) throws(HoneError) {
    file = archive.file
    self.entry = entry
    stored = entry.storedByteCount
    buffer = .allocate(byteCount: 1 << 16, alignment: 16)
    inflater.initialize(to: z_stream())
    guard entry.isDeflated else { return }
    let code = inflateInit2_(inflater, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw failure("zlib to start", "its code \(code)") }
    isInflating = true
  }

  deinit {
    if isInflating { inflateEnd(inflater) }
    inflater.deallocate()
    buffer.deallocate()
  }

  /// Fills memory with the next bytes.
  ///
  /// - Throws: `.data` if the entry ends before, holds more than its size, or doesn't match its
  ///   checksum.
  func read(into memory: UnsafeMutableRawBufferPointer) throws(HoneError) {
    guard memory.count <= entry.byteCount - delivered else {
      throw failure("\(delivered + memory.count) bytes", "\(entry.byteCount)")
    }
    if entry.isDeflated {
      try inflateNext(into: memory)
    } else {
      try file.read(at: entry.offset + entry.storedByteCount - stored, into: memory)
      stored -= memory.count
    }
    addChecksum(memory)
    delivered += memory.count
    if delivered == entry.byteCount { try finish() }
  }

  /// The next bytes as an array.
  func bytes(_ count: Int) throws(HoneError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { memory throws(HoneError) in
      try read(into: UnsafeMutableRawBufferPointer(memory))
    }
    return bytes
  }

  /// Reads what is left, for the sake of its checksum.
  func skipRest() throws(HoneError) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { memory.deallocate() }
    while delivered < entry.byteCount {
      let count = min(memory.count, entry.byteCount - delivered)
      try read(into: UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
    }
  }

  private func inflateNext(into memory: UnsafeMutableRawBufferPointer) throws(HoneError) {
    var filled = 0
    while filled < memory.count {
      let count = min(memory.count - filled, 1 << 30)
      let end = try inflateSome(
        UnsafeMutableRawBufferPointer(rebasing: memory[filled..<filled + count]))
      filled += end
    }
  }

  /// Inflates until the memory is full.
  private func inflateSome(_ memory: UnsafeMutableRawBufferPointer) throws(HoneError) -> Int {
    inflater.pointee.next_out = memory.baseAddress?.assumingMemoryBound(to: UInt8.self)
    inflater.pointee.avail_out = UInt32(truncatingIfNeeded: memory.count)
    while inflater.pointee.avail_out > 0 {
      try refill()
      let code = inflate(inflater, Z_NO_FLUSH)
      if code == Z_STREAM_END, inflater.pointee.avail_out > 0 {
        let short = memory.count - Int(inflater.pointee.avail_out)
        throw failure("\(entry.byteCount) bytes", "\(delivered + short)")
      }
      let isStuck = code == Z_BUF_ERROR && inflater.pointee.avail_in == 0 && stored == 0
      guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR, !isStuck else {
        throw failure(
          "intact deflate data",
          inflater.pointee.msg.map { String(cString: $0) } ?? "a truncated stream")
      }
    }
    return memory.count
  }

  private func refill() throws(HoneError) {
    guard inflater.pointee.avail_in == 0, stored > 0 else { return }
    let count = min(buffer.count, stored)
    try file.read(
      at: entry.offset + entry.storedByteCount - stored,
      into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    stored -= count
    inflater.pointee.next_in = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    inflater.pointee.avail_in = UInt32(count)
  }

  /// Requires the end of the stream where the size says it is, and the checksum.
  private func finish() throws(HoneError) {
    if isInflating {
      var extra: UInt8 = 0
      try withUnsafeMutablePointer(to: &extra) { extra throws(HoneError) in
        inflater.pointee.next_out = extra
        inflater.pointee.avail_out = 1
        var code = Z_OK
        while code == Z_OK, inflater.pointee.avail_out > 0 {
          try refill()
          code = inflate(inflater, Z_NO_FLUSH)
        }
        guard code == Z_STREAM_END, inflater.pointee.avail_out == 1 else {
          throw failure("\(entry.byteCount) bytes", "more")
        }
      }
    }
    guard UInt32(truncatingIfNeeded: checksum) == entry.checksum else {
      throw failure("content that matches its checksum", "other content")
    }
  }

  private func addChecksum(_ memory: UnsafeMutableRawBufferPointer) {
    var rest = memory[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      checksum = crc32(
        checksum, part.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(part.count))
      rest = rest.dropFirst(part.count)
    }
  }

  private func failure(_ wanted: String, _ received: String) -> HoneError {
    HoneError(
      .data, path: file.path, operation: "\"\(entry.name)\"", wanted: wanted, received: received,
      help: "the archive is damaged; use another copy")
  }
}
