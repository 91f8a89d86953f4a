internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A temporary file without a name, which the system removes when the process ends, however that
/// happens: for what is too large for memory.
///
/// It is written once, from the beginning to the end, and then read at any place.
final class NamelessFile {
  /// Where it lies.
  let folder: String
  private let purpose: String
  private var descriptor: Int32
  private var byteCount = 0

  /// Makes an empty file.
  ///
  /// - Parameter purpose: What it is made for, as errors call it: `unpack train.csv.gz`.
  /// - Throws: `.data` if none can be made.
  init(for purpose: String) throws(HoneError) {
    self.purpose = purpose
    folder = Self.temporaryFolder
    var template = Array((folder + "/hone-temporary-XXXXXX").utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw .system(.data, path: folder, operation: purpose, code: SystemError.code)
    }
    unlink(&template)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes bytes behind those that are there.
  ///
  /// - Throws: `.data` that names the folder if there is no room for them.
  func append(_ bytes: UnsafeRawBufferPointer) throws(HoneError) {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let result = write(descriptor, rest.baseAddress, rest.count)
      if result < 0, SystemError.code == EINTR { continue }
      if result <= 0 {
        throw .system(
          .data, path: folder, operation: purpose, code: SystemError.code,
          help: "set TMPDIR to a folder with more room")
      }
      written += result
    }
    byteCount += written
  }

  /// The file for reading; nothing more is written to it.
  ///
  /// - Parameter path: What errors of reading it name.
  func reader(path: String) -> FileReader {
    defer { descriptor = -1 }
    return FileReader(takingOver: descriptor, byteCount: byteCount, path: path, kind: .data)
  }

  /// How many more bytes there is room for.
  var freeBytes: Int {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return 1 << 30 }
    let (bytes, overflows) = Int(clamping: UInt64(status.f_bavail)).multipliedReportingOverflow(
      by: Int(clamping: UInt64(status.f_frsize)))
    return overflows ? .max : bytes
  }

  /// Where temporary files go that may be large: not `/tmp`, which often is memory.
  private static var temporaryFolder: String {
    if let given = getenv("TMPDIR") {
      let folder = String(cString: given)
      if FileSystem.isFolder(folder) { return folder }
    }
    return FileSystem.isFolder("/var/tmp") ? "/var/tmp" : "/tmp"
  }
}
