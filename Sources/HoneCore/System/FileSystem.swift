#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The few questions and changes that Hone asks of the file system.
package enum FileSystem {
  /// Whether there is a file or folder that can be followed to.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether the path leads to a folder.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether the path leads to an ordinary file.
  package static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether two paths lead to the same file or folder.
  package static func isSame(_ path: String, _ other: String) -> Bool {
    var (a, b) = (stat(), stat())
    return stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev
      && a.st_ino == b.st_ino
  }

  /// The size of a file in bytes, or nil if there is none.
  package static func byteCount(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Makes a folder and those above it, where they don't exist yet.
  package static func makeFolder(_ path: String) throws(HoneError) {
    if path.isEmpty || isFolder(path) { return }
    let parent = folder(of: path)
    if parent != path { try makeFolder(parent) }
    if mkdir(path, 0o777) != 0, errno != EEXIST || !isFolder(path) {
      throw .system(path: path, operation: "make the folder", code: errno)
    }
  }

  /// Gives a file another name on the same file system, replacing what has that name.
  package static func rename(_ path: String, to target: String) throws(HoneError) {
    if moveFile(path, target) != 0 {
      throw .system(path: target, operation: "rename", code: errno)
    }
  }

  /// Removes a file if there is one.
  package static func remove(_ path: String) { unlink(path) }

  /// The folder that a path names a file in; `.` if it names none.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// The system's `rename`, which the function of that name would hide.
private func moveFile(_ path: String, _ target: String) -> Int32 { rename(path, target) }
