#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Files that grow by whole texts, opened for each: logs that several may write.
package enum AppendedFile {
  /// Appends a text. Texts of other threads and processes come before it or after it, never between.
  ///
  /// - Parameter isFlushed: whether to wait until the device has it.
  /// - Throws: `.file` if the file can't be written.
  package static func append(
    _ text: String, to path: String, isFlushed: Bool = true
  ) throws(HoneError) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .system(path: path, operation: "write", code: errno) }
    // Closing it gives the lock back. Where there are no locks, a short text is whole all the same.
    defer { close(file) }
    while flock(file, LOCK_EX) != 0, errno == EINTR {}
    let isWritten = writeAll(Array(text.utf8), to: file)
    guard isWritten, !isFlushed || fsync(file) == 0 || errno == EINVAL else {
      throw .system(path: path, operation: "write", code: errno)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }
}
