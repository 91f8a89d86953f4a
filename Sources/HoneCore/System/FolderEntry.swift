#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a folder holds under one name; symbolic links are followed.
package struct FolderEntry: Hashable, Sendable {
  /// What is there.
  package enum Kind: Hashable, Sendable {
    case file, folder
    /// A device, a pipe, or a link that leads nowhere.
    case other
  }

  /// What tells a folder from any other, whatever path leads to it.
  package struct Identity: Hashable, Sendable {
    fileprivate let device: UInt64
    fileprivate let number: UInt64
  }

  /// The name in its folder.
  package let name: String
  /// What is there.
  package let kind: Kind

  /// Which folder or file a path leads to; nil if it leads nowhere.
  package static func identity(of path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      number: UInt64(truncatingIfNeeded: status.st_ino))
  }

  /// What a folder holds, without what is hidden by a dot, in the order of the names' bytes.
  ///
  /// - Throws: `.data` that names the folder if it can't be read or a name isn't Unicode.
  package static func all(in folder: String) throws(HoneError) -> [FolderEntry] {
    guard let stream = opendir(folder) else {
      throw .system(.data, path: folder, operation: "read the folder", code: errno)
    }
    defer { closedir(stream) }
    var entries: [FolderEntry] = []
    while let entry = readdir(stream) {
      let (name, isUnicode) = withUnsafePointer(to: &entry.pointee.d_name) { place in
        let count = MemoryLayout.size(ofValue: place.pointee)
        return place.withMemoryRebound(to: CChar.self, capacity: count) { characters in
          (String(cString: characters), String(validatingCString: characters) != nil)
        }
      }
      if name.hasPrefix(".") { continue }
      guard isUnicode else {
        throw HoneError(
          .data, path: folder, operation: "read the folder", wanted: "names in UTF-8",
          received: name, help: "rename the file or folder")
      }
      entries.append(FolderEntry(name: name, kind: kind(of: folder + "/" + name)))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func kind(of path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }
}
