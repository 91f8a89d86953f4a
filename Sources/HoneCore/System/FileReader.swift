#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file opened for reading at any place.
///
/// Bytes are read straight into the caller's memory: a mapped file would crash the process if
/// another one cut it short, a read reports it.
package final class FileReader: Sendable {
  package let path: String
  package let byteCount: Int
  private let file: Int32
  private let kind: HoneError.Kind

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - kind: The family of the errors: `.data` for the files of a data set.
  /// - Throws: an error of that family if there is none or it can't be read.
  package init(_ path: String, kind: HoneError.Kind = .file) throws(HoneError) {
    self.path = path
    self.kind = kind
    file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 {
      byteCount = 0
      throw .system(kind, path: path, operation: "open", code: errno)
    }
    var status = stat()
    if fstat(file, &status) != 0 || status.st_mode & S_IFMT == S_IFDIR {
      byteCount = 0
      throw .system(kind, path: path, operation: "open", code: EISDIR)
    }
    byteCount = Int(status.st_size)
  }

  /// Takes over an open file, which is closed with the value.
  ///
  /// - Parameters:
  ///   - file: The file's descriptor.
  ///   - path: What errors call the file.
  package init(
    takingOver file: Int32, byteCount: Int, path: String, kind: HoneError.Kind = .file
  ) {
    self.path = path
    self.byteCount = byteCount
    self.file = file
    self.kind = kind
  }

  deinit { if file >= 0 { close(file) } }

  /// Fills memory with the bytes from `offset` on.
  ///
  /// - Throws: `.file` if the file ends before the memory is full or can't be read.
  package func read(
    at offset: Int, into memory: UnsafeMutableRawBufferPointer
  ) throws(HoneError) {
    var filled = 0
    while filled < memory.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: memory[filled...])
      let count = pread(file, rest.baseAddress, min(rest.count, 1 << 30), off_t(offset + filled))
      if count < 0 {
        if errno == EINTR { continue }
        throw .system(kind, path: path, operation: "read", code: errno)
      }
      if count == 0 {
        throw HoneError(
          kind, path: path, operation: "byte \(offset + filled):",
          wanted: "\(memory.count - filled) more bytes", received: "the end of the file",
          help: "the file is truncated; use another copy")
      }
      filled += count
    }
  }

  /// The first bytes, at most `count`: of files too that don't tell their size, as in `/proc`.
  package func beginning(_ count: Int) throws(HoneError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let taken = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, count, 0) }
    if taken < 0 { throw .system(kind, path: path, operation: "read", code: errno) }
    return Array(bytes[..<taken])
  }

  /// The bytes of a range.
  ///
  /// - Throws: `.file` if the range isn't all in the file.
  package func bytes(_ range: Range<Int>) throws(HoneError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    try bytes.withUnsafeMutableBufferPointer { memory throws(HoneError) in
      try read(at: range.lowerBound, into: UnsafeMutableRawBufferPointer(memory))
    }
    return bytes
  }

  /// The tensor whose bytes are in the file from `offset` on, in this machine's byte order.
  ///
  /// - Throws: `.file` if the file ends before.
  package func tensor(
    at offset: Int, shape: Shape, dtype: DType
  ) throws(HoneError) -> HostTensor {
    try HostTensor(shape: shape, dtype: dtype) { memory throws(HoneError) in
      try read(at: offset, into: memory)
    }
  }
}
