#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A new file that is written from its start to its end, and takes its name when it is whole.
package final class SequentialFile {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isFinished = false
  /// The bytes that were written.
  package private(set) var byteCount = 0

  /// Creates a file under a temporary name.
  ///
  /// - Throws: `.file` if the system refuses.
  package init(creating path: String) throws(HoneError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw .system(path: path, operation: "write", code: errno) }
    buffer.reserveCapacity(Self.bufferSize)
  }

  private static let bufferSize = 1 << 20

  deinit {
    close(descriptor)
    if !isFinished { unlink(path) }
  }

  /// Appends bytes.
  ///
  /// - Throws: `.file` if the system refuses.
  package func write(_ bytes: [UInt8]) throws(HoneError) {
    buffer.append(contentsOf: bytes)
    byteCount += bytes.count
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Makes the file durable and gives it its name.
  ///
  /// - Throws: `.file` if the system refuses; the file is removed then.
  package func finish(as name: String) throws(HoneError) {
    try flush()
    guard fsync(descriptor) == 0 else {
      throw .system(path: path, operation: "write", code: errno)
    }
    try FileSystem.rename(path, to: name)
    isFinished = true
  }

  private func flush() throws(HoneError) {
    var done = 0
    while done < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        Self.system(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw .system(path: path, operation: "write", code: errno)
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func system(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(file, bytes, count)
    #else
      Darwin.write(file, bytes, count)
    #endif
  }
}
