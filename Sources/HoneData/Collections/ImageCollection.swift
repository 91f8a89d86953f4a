public import HoneCore

/// A published set of images in four IDX files, such as Fashion-MNIST: where it may lie on this
/// machine, where it is published, and how to check it.
///
/// A set is looked for, in this order, in
/// 1. the folder that the user names, and then nowhere else,
/// 2. `$HONE_DATA/NAME` and `$HONE_DATA`,
/// 3. the folder of the system's package,
/// 4. Hone's cache, where ``DatasetFetcher`` puts it.
///
/// Files may be plain or gzip.
public struct ImageCollection: Hashable, Sendable {
  /// One file of the set.
  public struct File: Hashable, Sendable {
    /// The name without `.gz`.
    public var name: String
    /// The size of the content after inflating.
    public var byteCount: Int
    /// How to tell that the file is the published one.
    public var checksum: PublishedFile.Checksum

    /// Creates a description of a file.
    public init(name: String, byteCount: Int, checksum: PublishedFile.Checksum) {
      self.name = name
      self.byteCount = byteCount
      self.checksum = checksum
    }

    /// Creates a description of a file by the SHA-256 of its content after inflating, so that it
    /// doesn't depend on who compressed it.
    public init(name: String, byteCount: Int, sha256: String) {
      self.init(name: name, byteCount: byteCount, checksum: .content(sha256))
    }
  }

  /// The name, as in `hone data fetch NAME`.
  public var name: String
  /// The Debian package, if there is one.
  public var systemPackage: String?
  /// The folder into which the package puts the files.
  public var systemFolder: String?
  /// The folder on the web that has each file under its name with `.gz`.
  public var address: String
  /// The names of the classes, indexed by label.
  public var classNames: [String]
  /// Training images, training labels, test images, test labels.
  public var files: [File]

  /// Every set that can be located and fetched by its name.
  public static let all: [ImageCollection] = [.fashionMNIST, .mnist, .kmnist]

  /// Creates a set of four files with `.gz` to be found under an address.
  init(
    name: String, systemPackage: String? = nil, systemFolder: String? = nil, address: String,
    classNames: [String], files: [File]
  ) {
    self.name = name
    self.systemPackage = systemPackage
    self.systemFolder = systemFolder
    self.address = address
    self.classNames = classNames
    self.files = files
  }

  /// The set of that name.
  ///
  /// - Throws: `.usage` that lists the names.
  public static func named(_ name: String) throws(HoneError) -> ImageCollection {
    if let found = all.first(where: { $0.name == name }) { return found }
    let names = all.map(\.name)
    throw HoneError(
      .usage, operation: "data set", wanted: "one of " + names.joined(separator: ", "),
      received: name, help: NearestKey.help(for: name, among: names))
  }

  /// Reads one part as a data set: `[N, 28, 28, 1]` images, which stay bytes in memory and are
  /// scaled to 0 … 1 when batched, and int32 labels.
  ///
  /// - Parameters:
  ///   - part: Training or test.
  ///   - folder: The folder with the files; nil to look in the usual places.
  /// - Throws: `.data` if the files aren't found, naming the package and the folder to use, or if
  ///   they are malformed.
  public func load(_ part: DataPart, from folder: String? = nil) throws(HoneError) -> ArrayDataset {
    let folder = try locate(folder)
    let first = part == .train ? 0 : 2
    return try IDXReader.dataset(
      images: path(of: files[first], in: folder) ?? folder,
      labels: path(of: files[first + 1], in: folder) ?? folder, classNames: classNames)
  }

  /// The folder that has all four files.
  ///
  /// - Parameters:
  ///   - folder: The folder that the user names; nil to look in the usual places.
  ///   - environment: Gives the value of an environment variable.
  /// - Throws: `.data`, naming the package and the folder to use, if there is none.
  public func locate(
    _ folder: String? = nil, environment: ProcessEnvironment = .process
  ) throws(HoneError) -> String {
    let places = folder.map { [$0] } ?? usualFolders(environment)
    if let found = places.first(where: { isComplete($0) }) { return found }
    let missing = files.filter { path(of: $0, in: folder ?? "") == nil }
    throw HoneError(
      .data, path: name,
      message: folder.map { folder in
        "the folder \(folder) lacks " + missing.map { $0.name + ".gz" }.joined(separator: ", ")
      } ?? "the data set is not on this machine",
      help: help(environment))
  }

  /// The folder into which files are fetched.
  public func cacheFolder(_ environment: ProcessEnvironment = .process) -> String {
    environment.cacheFolder + "/datasets/" + name
  }

  /// What the user can do if the set is missing.
  func help(_ environment: ProcessEnvironment) -> String {
    let package = systemPackage.map { "install the package \($0), " } ?? ""
    return package + "run `hone data fetch \(name)`, or put its files into "
      + cacheFolder(environment)
  }

  func isComplete(_ folder: String) -> Bool {
    files.allSatisfy { path(of: $0, in: folder) != nil }
  }

  private func usualFolders(_ environment: ProcessEnvironment) -> [String] {
    var folders: [String] = []
    if let data = environment["HONE_DATA"] { folders += [data + "/" + name, data] }
    if let systemFolder { folders.append(systemFolder) }
    return folders + [cacheFolder(environment)]
  }

  private func path(of file: File, in folder: String) -> String? {
    [folder + "/" + file.name + ".gz", folder + "/" + file.name].first { FileSystem.exists($0) }
  }
}
