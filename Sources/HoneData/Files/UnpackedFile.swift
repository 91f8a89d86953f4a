internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that is read at any place, whether it is stored plain or as gzip.
///
/// Gzip has no place but its beginning to read from. So it is unpacked once, 1 MiB at a time, into a
/// file without a name, which the system removes when the process ends, however that happens.
enum UnpackedFile {
  /// Opens a file; errors of reading it are `.data` and name the file that was asked for.
  ///
  /// - Parameter limit: The most bytes that may come out; nil for half of what is free where they go.
  /// - Throws: `.data` if it can't be read, isn't intact gzip, or unpacks to more than the limit.
  static func open(_ path: String, limit: Int? = nil) throws(HoneError) -> FileReader {
    let file = try FileReader(path, kind: .data)
    guard try file.beginning(2) == [0x1F, 0x8B] else { return file }
    let folder = temporaryFolder
    let descriptor = try makeNameless(in: folder)
    // The descriptor is closed with the reader, also where unpacking fails.
    let most = limit ?? free(in: folder) / 2
    var count = 0
    do throws(HoneError) {
      count = try unpack(path, to: descriptor, most: most, folder)
    } catch {
      close(descriptor)
      throw error
    }
    return FileReader(takingOver: descriptor, byteCount: count, path: path, kind: .data)
  }

  private static func unpack(
    _ path: String, to descriptor: Int32, most: Int, _ folder: String
  ) throws(HoneError) -> Int {
    let reader = try InflatingReader(path: path)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { memory.deallocate() }
    while true {
      let count = try reader.read(into: memory)
      if count == 0 { return reader.offset }
      guard reader.offset <= most else {
        throw HoneError(
          .data, path: path, operation: "gzip",
          wanted: "at most \(most) bytes, half of what is free in \(folder)",
          received: "more: \(reader.storedByteCount) bytes unpack to \(reader.offset) and go on",
          help: "set TMPDIR to a folder with more room, if the file is what you take it for")
      }
      var written = 0
      while written < count {
        let result = write(descriptor, memory.baseAddress.map { $0 + written }, count - written)
        if result < 0, SystemError.code == EINTR { continue }
        if result <= 0 {
          throw .system(.data, path: folder, operation: "unpack \(path)", code: SystemError.code)
        }
        written += result
      }
    }
  }

  /// Where temporary files go that may be large: not `/tmp`, which often is memory.
  private static var temporaryFolder: String {
    if let given = getenv("TMPDIR") {
      let folder = String(cString: given)
      if FileSystem.isFolder(folder) { return folder }
    }
    return FileSystem.isFolder("/var/tmp") ? "/var/tmp" : "/tmp"
  }

  private static func makeNameless(in folder: String) throws(HoneError) -> Int32 {
    var template = Array((folder + "/hone-unpacked-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw .system(.data, path: folder, operation: "unpack", code: SystemError.code)
    }
    unlink(&template)
    return descriptor
  }

  private static func free(in folder: String) -> Int {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return 1 << 30 }
    return Int(clamping: UInt64(status.f_bavail)) * Int(clamping: UInt64(status.f_frsize))
  }
}
