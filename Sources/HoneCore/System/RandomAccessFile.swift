#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file of data that several threads read at once, at any place.
package final class RandomAccessFile: Sendable {
  /// The file's path.
  package let path: String
  /// The bytes that it had when it was opened.
  package let byteCount: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: `.data` if it is missing, can't be read, or is no ordinary file.
  package init(_ path: String) throws(HoneError) {
    self.path = path
    // Not waiting: a pipe would keep the thread until somebody writes to it.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .system(.data, path: path, operation: "open", code: errno)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .system(.data, path: path, operation: "open", code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw HoneError(
        .data, path: path, operation: "open", wanted: "an ordinary file",
        received: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or pipe")
    }
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// The bytes of a range.
  ///
  /// - Throws: `.data` if the range isn't in the file, or the system fails.
  package func bytes(_ range: Range<Int>) throws(HoneError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= byteCount else { throw ended() }
    var failure: HoneError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { memory, count in
      do throws(HoneError) {
        try read(range.lowerBound, into: UnsafeMutableRawBufferPointer(memory))
        count = range.count
      } catch {
        failure = error
        count = 0
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Fills memory with the bytes from a place on.
  ///
  /// - Throws: `.data` if the file ends before, or the system fails.
  package func read(
    _ offset: Int, into memory: UnsafeMutableRawBufferPointer
  ) throws(HoneError) {
    var done = 0
    while done < memory.count {
      let count = pread(
        descriptor, memory.baseAddress.map { $0 + done }, memory.count - done,
        off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw ended()
      } else if errno != EINTR {
        throw .system(.data, path: path, operation: "read", code: errno)
      }
    }
  }

  private func ended() -> HoneError {
    HoneError(
      .data, path: path, operation: "read", message: "the file ends too early",
      help: "it is damaged, or changed while it was read")
  }
}
