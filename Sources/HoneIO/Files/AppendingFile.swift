package import HoneCore
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that grows at its end by whole records: a log.
///
/// Each record is handed to the system at once, so that a killed process loses none of those it
/// wrote. A record that doesn't fit any more is taken back: the file never ends within one.
package final class AppendingFile: Sendable {
  /// What becomes of a file that is there already.
  package enum Beginning: Hashable, Sendable {
    /// It is an error.
    case new
    /// It is cut to that many bytes, which a training that goes on had written.
    case byte(Int)
  }

  private struct State {
    var file: Int32
    var byteCount: Int
  }

  /// Where the file is.
  package let path: String
  /// How many of the bytes that were to be kept the file didn't have.
  package let missingByteCount: Int
  private let state: Mutex<State>

  /// Opens a file, which is made where there is none, with the folders above it.
  ///
  /// - Throws: `.file` if the system refuses.
  package init(_ path: String, from beginning: Beginning) throws(HoneError) {
    self.path = path
    try FileSystem.makeFolder(FileSystem.folder(of: path))
    let exclusively = beginning == .new ? O_EXCL : 0
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | exclusively, 0o666)
    if file < 0 { throw .system(path: path, operation: "write", code: errno) }
    var count = Int(lseek(file, 0, SEEK_END))
    var missing = 0
    if case .byte(let kept) = beginning {
      missing = max(0, kept - count)
      if count > kept {
        guard ftruncate(file, off_t(kept)) == 0 else {
          let code = errno
          systemClose(file)
          throw .system(path: path, operation: "shorten", code: code)
        }
        count = kept
      }
    }
    missingByteCount = missing
    state = Mutex(State(file: file, byteCount: max(0, count)))
  }

  deinit {
    state.withLock { state in
      if state.file >= 0 { systemClose(state.file) }
    }
  }

  /// The bytes that the file holds.
  package var byteCount: Int { state.withLock { $0.byteCount } }

  /// Appends a record.
  ///
  /// - Throws: `.file` if the device is full or fails; the file is then as it was before.
  package func append(_ record: [UInt8]) throws(HoneError) {
    try state.withLock { (state) throws(HoneError) in
      guard state.file >= 0 else {
        throw HoneError(.state, path: path, operation: "write", message: "the file is closed.")
      }
      do throws(HoneError) {
        try FileWriter(file: state.file, path: path).write(record)
      } catch {
        _ = ftruncate(state.file, off_t(state.byteCount))
        throw error
      }
      state.byteCount += record.count
    }
  }

  /// Appends a text.
  ///
  /// - Throws: `.file` as ``append(_:)-([UInt8])`` does.
  package func append(_ text: String) throws(HoneError) { try append(Array(text.utf8)) }

  /// Cuts the file to its first bytes.
  ///
  /// - Throws: `.file` if the system refuses.
  package func cut(to byteCount: Int) throws(HoneError) {
    try state.withLock { (state) throws(HoneError) in
      guard byteCount < state.byteCount else { return }
      guard ftruncate(state.file, off_t(byteCount)) == 0 else {
        throw .system(path: path, operation: "shorten", code: errno)
      }
      state.byteCount = byteCount
    }
  }

  /// Waits until the device has the bytes.
  ///
  /// - Throws: `.file` if the device fails.
  package func flush() throws(HoneError) {
    try state.withLock { (state) throws(HoneError) in
      guard state.file >= 0, fsync(state.file) != 0, errno != EINVAL else { return }
      throw .system(path: path, operation: "write", code: errno)
    }
  }

  /// Waits until the device has the bytes, and closes the file.
  ///
  /// - Throws: `.file` if the device fails.
  package func close() throws(HoneError) {
    try state.withLock { (state) throws(HoneError) in
      guard state.file >= 0 else { return }
      let isFlushed = fsync(state.file) == 0 || errno == EINVAL
      let code = errno
      systemClose(state.file)
      state.file = -1
      if !isFlushed { throw .system(path: path, operation: "write", code: code) }
    }
  }
}

/// The system's `close`, which the method of that name would hide.
private func systemClose(_ file: Int32) { close(file) }
