#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The right to write in a folder, which one process has at a time. The system takes it back when
/// the process ends, however it ends.
///
/// On a file system without locks, processes aren't kept apart.
package final class FolderLock: Sendable {
  private let file: Int32
  private static let owner = "process \(getpid())"

  /// Takes the right.
  ///
  /// - Throws: `.usage` if another process, or another part of this one, has it.
  package convenience init(_ folder: String, purpose: String) throws(HoneError) {
    let (file, holder) = try Self.lock(folder)
    self.init(file: file)
    guard let holder else { return }
    throw Self.refusal(folder, purpose, holder)
  }

  private init(file: Int32) { self.file = file }

  /// Takes the right, unless another part of this process has it.
  ///
  /// - Throws: `.usage` if another process has it.
  package static func unlessHeldHere(
    _ folder: String, purpose: String
  ) throws(HoneError) -> FolderLock? {
    let (file, holder) = try lock(folder)
    let lock = FolderLock(file: file)
    guard let holder else { return lock }
    guard holder == owner else { throw refusal(folder, purpose, holder) }
    return nil
  }

  /// Whether a process has the right to write in a folder.
  package static func isHeld(_ folder: String) -> Bool {
    let file = open(folder + "/.lock", O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// Opens and locks; who has the lock if it is taken.
  private static func lock(_ folder: String) throws(HoneError) -> (file: Int32, holder: String?) {
    try FileSystem.makeFolder(folder)
    let path = folder + "/.lock"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .system(path: path, operation: "open", code: errno) }
    // Who asks whether it is held has it for a moment.
    for attempt in 0..<5 {
      let isTaken = flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      if !isTaken {
        _ = ftruncate(file, 0)
        _ = Array(owner.utf8).withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
        return (file, nil)
      }
      if attempt == 4 || holder(file) == owner { break }
      usleep(10_000)
    }
    return (file, holder(file))
  }

  private static func holder(_ file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }

  private static func refusal(_ folder: String, _ purpose: String, _ holder: String) -> HoneError {
    HoneError(
      .usage, path: folder, operation: purpose,
      message: "another process works here" + (holder.isEmpty ? "." : ": \(holder)."),
      help: "wait until it ends, or choose another folder")
  }

  deinit { close(file) }
}
