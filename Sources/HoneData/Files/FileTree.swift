internal import HoneCore

/// The files of a folder and the folders within, in the order of their names.
///
/// Symbolic links are followed; one that leads back to a folder around it is an error, not an
/// endless tree, and a folder that is reached twice is read once. What is hidden by a dot is left
/// out.
struct FileTree {
  /// The files that were accepted, by their paths from the folder on.
  private(set) var files: [String] = []
  /// What wasn't accepted, by its path from the folder on; a folder's ends in a slash.
  private(set) var others: [String] = []
  private var seen: Set<FolderEntry.Identity> = []

  /// Reads a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - isRecursive: Whether folders within are read too.
  ///   - accepts: Whether a file, given its path, is one of those that are looked for.
  /// - Throws: `.data` that names the folder that can't be read or the link that leads back.
  init(
    _ folder: String, isRecursive: Bool, accepts: (String) -> Bool
  ) throws(HoneError) {
    try read(folder, prefix: "", around: [], isRecursive, accepts)
  }

  private mutating func read(
    _ folder: String, prefix: String, around: [FolderEntry.Identity], _ isRecursive: Bool,
    _ accepts: (String) -> Bool
  ) throws(HoneError) {
    guard let identity = FolderEntry.identity(of: folder) else {
      throw HoneError(.data, path: folder, operation: "read the folder", message: "it is gone")
    }
    guard !around.contains(identity) else {
      throw HoneError(
        .data, path: folder, operation: "read the folder",
        message: "the symbolic link leads back to a folder around it", help: "remove the link")
    }
    guard seen.insert(identity).inserted else { return others.append(prefix) }
    for entry in try FolderEntry.all(in: folder) {
      let path = folder + "/" + entry.name
      switch entry.kind {
      case .folder where isRecursive:
        let prefix = prefix + entry.name + "/"
        try read(path, prefix: prefix, around: around + [identity], isRecursive, accepts)
      case .folder: others.append(prefix + entry.name + "/")
      case .file, .other:
        if accepts(path) {
          files.append(prefix + entry.name)
        } else {
          others.append(prefix + entry.name)
        }
      }
    }
  }
}
