internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What is in a folder, in the order of the names' bytes, so that it is the same on every machine.
enum FolderListing {
  /// How deep folders may be nested; also what ends a loop of symbolic links.
  private static let deepest = 32

  /// The names in a folder, without hidden ones.
  ///
  /// - Throws: `.data` if it can't be read.
  static func names(in folder: String) throws(HoneError) -> [String] {
    guard let stream = opendir(folder) else {
      throw .system(.data, path: folder, operation: "open the folder", code: SystemError.code)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          String(cString: $0)
        }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The files below a folder whose names end as wanted, folders within folders too.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - suffixes: How names end, in lower case: `[".txt"]`.
  /// - Throws: `.data` if a folder can't be read, or they are nested more than 32 deep.
  static func files(
    in folder: String, suffixes: [String], depth: Int = 0
  ) throws(HoneError) -> [String] {
    guard depth < deepest else {
      throw HoneError(
        .data, path: folder, operation: "folder", wanted: "at most \(deepest) folders in folders",
        received: "more", help: "does a symbolic link lead back to a folder above?")
    }
    var files: [String] = []
    for name in try names(in: folder) {
      let path = folder + "/" + name
      if FileSystem.isFolder(path) {
        files += try self.files(in: path, suffixes: suffixes, depth: depth + 1)
      } else if suffixes.contains(where: { name.lowercased().hasSuffix($0) }) {
        files.append(path)
      }
    }
    return files
  }
}
