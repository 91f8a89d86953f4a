internal import CZlib
internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads a stream of bytes, plain or gzip, from a file or from memory.
///
/// Gzip is recognized by its first two bytes, may have several members, and is checked against its
/// checksum. Nothing is read into memory but a buffer of 64 KiB.
final class InflatingReader {
  /// The file, as errors show it.
  let path: String
  /// The number of bytes delivered so far, after inflating.
  private(set) var offset = 0
  /// The size of the file as it is stored; an upper bound of what it can inflate to is 1032 times.
  let storedByteCount: Int
  /// Whether the stream is compressed.
  private(set) var isCompressed = false

  private let file: Int32
  private let memory: UnsafeRawBufferPointer
  private var memoryPosition = 0
  private let buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  // zlib wants the stream to stay at one address.
  private let inflater = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var memberEnded = false

  private static let help = "fetch or copy the file again"

  /// Opens a file.
  convenience init(path: String) throws(HoneError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 {
      throw .system(.data, path: path, operation: "open", code: SystemError.code)
    }
    var status = stat()
    fstat(file, &status)
    try self.init(
      path: path, file: file, memory: UnsafeRawBufferPointer(start: nil, count: 0),
      byteCount: Int(status.st_size))
  }

  /// Reads from memory that must outlive the reader.
  convenience init(bytes: UnsafeRawBufferPointer, name: String) throws(HoneError) {
    try self.init(path: name, file: -1, memory: bytes, byteCount: bytes.count)
  }

  private init(
    path: String, file: Int32, memory: UnsafeRawBufferPointer, byteCount: Int
  ) throws(HoneError) {
    self.path = path
    self.file = file
    self.memory = memory
    storedByteCount = byteCount
    buffer = .allocate(byteCount: 1 << 16, alignment: 16)
    inflater.initialize(to: z_stream())
    try refill()
    if end >= 2, buffer[0] == 0x1F, buffer[1] == 0x8B {
      let gzip: Int32 = 15 + 16
      let code = inflateInit2_(
        inflater, gzip, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard code == Z_OK else {
        throw HoneError(.data, path: path, operation: "gzip", message: "zlib can't start")
      }
      isCompressed = true
    }
  }

  deinit {
    if isCompressed { inflateEnd(inflater) }
    if file >= 0 { close(file) }
    inflater.deallocate()
    buffer.deallocate()
  }

  /// Fills `target` with the next bytes.
  ///
  /// - Returns: The number of bytes written, less than asked for only at the end of the stream.
  /// - Throws: `.data` if the file can't be read, is truncated, or doesn't match its checksum.
  func read(into target: UnsafeMutableRawBufferPointer) throws(HoneError) -> Int {
    var filled = 0
    while filled < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
      let count = isCompressed ? try inflateNext(into: rest) : try copyNext(into: rest)
      if count == 0 { break }
      filled += count
      offset += count
    }
    return filled
  }

  /// The rest of the stream as an array.
  func readAll() throws(HoneError) -> [UInt8] {
    var all: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = try read(into: chunk)
      if count == 0 { return all }
      all.append(contentsOf: chunk[..<count])
    }
  }

  private func copyNext(into target: UnsafeMutableRawBufferPointer) throws(HoneError) -> Int {
    if start == end { try refill() }
    let count = min(end - start, target.count)
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<start + count]))
    start += count
    return count
  }

  private func inflateNext(into target: UnsafeMutableRawBufferPointer) throws(HoneError) -> Int {
    inflater.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let wanted = min(target.count, Int(UInt32.max))
    inflater.pointee.avail_out = UInt32(wanted)
    while Int(inflater.pointee.avail_out) == wanted {
      if start == end { try refill() }
      if memberEnded {
        if start == end { return 0 }
        inflateReset(inflater)
        memberEnded = false
      }
      guard start < end else {
        throw failure("a complete gzip stream", "the end of the file")
      }
      inflater.pointee.next_in = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
        .baseAddress?.assumingMemoryBound(to: UInt8.self)
      inflater.pointee.avail_in = UInt32(end - start)
      let code = inflate(inflater, Z_NO_FLUSH)
      start = end - Int(inflater.pointee.avail_in)
      switch code {
      case Z_STREAM_END: memberEnded = true
      case Z_OK, Z_BUF_ERROR: break
      default:
        let text = inflater.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)"
        offset += wanted - Int(inflater.pointee.avail_out)
        throw failure("intact gzip data", text)
      }
    }
    return wanted - Int(inflater.pointee.avail_out)
  }

  private func refill() throws(HoneError) {
    start = 0
    end = 0
    if file < 0 {
      end = min(buffer.count, memory.count - memoryPosition)
      buffer.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: memory[memoryPosition..<memoryPosition + end]))
      memoryPosition += end
      return
    }
    repeat {
      end = readFromSystem(file, buffer.baseAddress, buffer.count)
    } while end < 0 && SystemError.code == EINTR
    if end < 0 {
      end = 0
      throw .system(.data, path: path, operation: "read", code: SystemError.code)
    }
  }

  private func failure(_ wanted: String, _ received: String) -> HoneError {
    HoneError(
      .data, path: path, operation: "byte \(offset):", wanted: wanted, received: received,
      help: Self.help)
  }
}

/// The system's `read`, which the method of that name would hide.
private func readFromSystem(
  _ file: Int32, _ memory: UnsafeMutableRawPointer?, _ count: Int
) -> Int {
  read(file, memory, count)
}
