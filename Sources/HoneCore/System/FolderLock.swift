#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The right to write in a folder, which one process has at a time. The system takes it back when
/// the process ends, however it ends.
package final class FolderLock: Sendable {
  private let file: Int32

  /// Takes the right.
  ///
  /// - Throws: `.usage` if another process, or another part of this one, has it.
  package init(_ folder: String, purpose: String) throws(HoneError) {
    try FileSystem.makeFolder(folder)
    let path = folder + "/.lock"
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .system(path: path, operation: "open", code: errno) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      var bytes = [UInt8](repeating: 0, count: 32)
      let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
      let holder = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
      throw HoneError(
        .usage, path: folder, operation: purpose,
        message: "another process works here" + (holder.isEmpty ? "." : ": \(holder)."),
        help: "wait until it ends, or choose another folder")
    }
    let text = Array("process \(getpid())".utf8)
    _ = ftruncate(file, 0)
    _ = text.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
  }

  /// Whether a process has the right to write in a folder.
  package static func isHeld(_ folder: String) -> Bool {
    let file = open(folder + "/.lock", O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_EX | LOCK_NB) != 0
  }

  deinit { if file >= 0 { close(file) } }
}
