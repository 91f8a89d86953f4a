internal import HoneCore

/// Files that are sorted into folders, one a class: `photos/cat/1.png`, `photos/dog/1.png`.
struct ClassFolders: Sendable {
  /// The folder of the classes.
  let root: String
  /// The names of the classes, indexed by label; nil if files have no classes.
  let classNames: [String]?
  /// The files by their paths from the folder on, class by class.
  private(set) var files: [String] = []
  /// The class of each file; empty if files have none.
  private(set) var labels: [Int32] = []
  /// What was left out, by its path from the folder on.
  private(set) var others: [String] = []

  /// What is read, as messages call it.
  struct Purpose {
    /// What reads: `ImageFolder`.
    var reader: String
    /// What files hold, in the plural: `images`.
    var things: String
  }

  /// Finds the files of every class.
  ///
  /// - Parameters:
  ///   - root: The folder of the classes.
  ///   - classNames: The classes in the order of their labels, of which some may have no files; nil
  ///     for all folders in the order of their names, each of which must have files.
  ///   - isRecursive: Whether folders within classes are read too.
  ///   - purpose: How messages call what is read.
  ///   - accepts: Whether a file, given its path, is one of those that are looked for.
  /// - Throws: `.data` that names the folder: it can't be read, has no classes, or has a class
  ///   without files or one that isn't among `classNames`.
  init(
    labelled root: String, classNames: [String]?, isRecursive: Bool, purpose: Purpose,
    accepts: (String) -> Bool
  ) throws(HoneError) {
    let root = Self.trimmed(root)
    self.root = root
    let entries = try FolderEntry.all(in: root)
    let folders = entries.filter { $0.kind == .folder }.map(\.name)
    others = entries.filter { $0.kind != .folder }.map(\.name)
    guard !folders.isEmpty else {
      throw HoneError(
        .data, path: root, operation: purpose.reader, wanted: "a folder for each class",
        received: others.isEmpty ? "an empty folder" : Self.files(others.count) + ", no folder",
        help: others.isEmpty
          ? "check the path" : "for \(purpose.things) without classes pass isLabelled: false")
    }
    if let classNames { try Self.check(folders, classNames, root, purpose) }
    let names = classNames ?? folders
    self.classNames = names
    for (label, name) in names.enumerated() where folders.contains(name) {
      let tree = try FileTree(root + "/" + name, isRecursive: isRecursive, accepts: accepts)
      guard !tree.files.isEmpty || classNames != nil else {
        throw Self.empty(root + "/" + name, tree, purpose)
      }
      files += tree.files.map { name + "/" + $0 }
      others += tree.others.map { name + "/" + $0 }
      labels += [Int32](repeating: Int32(truncatingIfNeeded: label), count: tree.files.count)
    }
    if files.isEmpty { throw Self.empty(root, nil, purpose) }
  }

  /// Finds files without classes.
  ///
  /// - Throws: `.data` that names the folder: it can't be read, or there are no such files.
  init(
    unlabelled root: String, isRecursive: Bool, purpose: Purpose, accepts: (String) -> Bool
  ) throws(HoneError) {
    self.root = Self.trimmed(root)
    classNames = nil
    let tree = try FileTree(self.root, isRecursive: isRecursive, accepts: accepts)
    files = tree.files
    others = tree.others
    if files.isEmpty { throw Self.empty(self.root, tree, purpose) }
  }

  /// The path of a file.
  func path(of index: Int) -> String { root + "/" + files[index] }

  private static func trimmed(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return String(path)
  }

  private static func check(
    _ folders: [String], _ classNames: [String], _ root: String, _ purpose: Purpose
  ) throws(HoneError) {
    var seen: Set<String> = []
    if let twice = classNames.first(where: { !seen.insert($0).inserted }) {
      throw HoneError(
        .usage, path: "classNames", operation: purpose.reader, message: "\(twice) is there twice")
    }
    let unknown = folders.filter { !seen.contains($0) }
    guard let first = unknown.first else { return }
    throw HoneError(
      .data, path: root, operation: purpose.reader,
      wanted: "folders of the classes " + list(classNames), received: list(unknown),
      help: NearestKey.help(for: first, among: classNames)
        ?? "training and validation need the same classes; remove the folder or name its class")
  }

  private static func empty(_ folder: String, _ tree: FileTree?, _ purpose: Purpose) -> HoneError {
    let others = tree?.others.count ?? 0
    return HoneError(
      .data, path: folder, operation: purpose.reader, wanted: purpose.things,
      received: others == 0 ? "none" : "none among \(files(others, "other "))",
      help: "remove the folder, or put \(purpose.things) into it")
  }

  private static func files(_ count: Int, _ kind: String = "") -> String {
    "\(count) \(kind)file" + (count == 1 ? "" : "s")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
  }
}
