public import HoneCore

/// Fetches a published data set into Hone's cache.
///
/// Each file is downloaded to a `.part` name, where a broken download goes on the next time, is
/// checked against the SHA-256 of its content, and only then takes its name; files that are there
/// already are left alone.
///
/// The transfer is done by the system's `curl`: it knows proxies, certificates and resuming, and a
/// library that only trains neither links nor loads a web client for it.
public struct DatasetFetcher: Sendable {
  /// The name of the data set.
  public let name: String
  /// The files.
  public let files: [PublishedFile]
  /// The folder into which files are put.
  public var folder: String
  /// Whether `curl` draws its progress bar on standard error.
  public var showsProgress: Bool
  /// Takes lines about files of which no checksum was published.
  public var report: (@Sendable (String) -> Void)?
  private let systemPackage: String?

  /// The most bytes that an archive may hold: 4 GiB.
  private static let largest = 1 << 32

  /// Creates a fetcher of a set of images.
  public init(
    _ collection: ImageCollection, into folder: String? = nil, showsProgress: Bool = false,
    environment: ProcessEnvironment = .process
  ) {
    name = collection.name
    systemPackage = collection.systemPackage
    files = collection.files.map { file in
      PublishedFile(
        name: file.name + ".gz",
        origin: .address(collection.address + "/" + file.name + ".gz"), checksum: file.checksum)
    }
    self.folder = folder ?? collection.cacheFolder(environment)
    self.showsProgress = showsProgress
  }

  /// Creates a fetcher of a set of any kind.
  public init(
    _ collection: PublishedCollection, into folder: String? = nil, showsProgress: Bool = false,
    environment: ProcessEnvironment = .process
  ) {
    name = collection.name
    systemPackage = nil
    files = collection.files
    self.folder = folder ?? collection.cacheFolder(environment)
    self.showsProgress = showsProgress
  }

  /// Fetches what is missing.
  ///
  /// - Returns: The folder with the files.
  /// - Throws: `.data` if there is no network or a checksum is wrong, `.file` if the folder can't
  ///   be written.
  @discardableResult
  public func fetch() throws(HoneError) -> String {
    try FileSystem.makeFolder(folder)
    for file in files {
      try fetch(file)
      if let inner = file.unpacking { try unpack(file, inner) }
    }
    return folder
  }

  private func fetch(_ file: PublishedFile) throws(HoneError) {
    let target = folder + "/" + file.name
    if FileSystem.exists(target), try isPublished(file, at: target) { return }
    let part = target + ".part"
    let isWhole =
      file.checksum != .unknown && FileSystem.exists(part)
      && (try? isPublished(file, at: part)) == true
    if !isWhole {
      switch file.origin {
      case .address(let address): try downloadOrRestart(address, to: part)
      case .pythonPackage(let package, let version, let member):
        try PythonPackage(package, version: version).extract(
          member, to: part, in: folder, showsProgress: showsProgress)
      }
    }
    let received: String
    do {
      received = try hash(file, at: part)
    } catch {
      FileSystem.remove(part)
      throw error
    }
    switch file.checksum {
    case .unknown:
      report?("\(file.name): no checksum was published; its SHA-256 is \(received)")
    case .content(let wanted), .stored(let wanted):
      guard received == wanted else {
        FileSystem.remove(part)
        throw HoneError(
          .data, path: name, operation: file.name, wanted: "content with SHA-256 \(wanted)",
          received: received,
          help: "fetch it again; if it stays wrong, the published file has changed")
      }
    }
    try FileSystem.rename(part, to: target)
  }

  /// Unpacks the folder of an archive that matters, and removes the archive: what was published can
  /// be fetched again.
  private func unpack(_ file: PublishedFile, _ inner: String) throws(HoneError) {
    let archive = folder + "/" + file.name
    let count = try TarReader.unpack(archive, limit: Self.largest) { entry in
      let parts = entry.split(separator: "/", omittingEmptySubsequences: true).map { String($0) }
      let safe = parts.drop { $0 == "." }
      guard safe.count > 1, safe.first == inner, !safe.contains(".."),
        !safe.contains("unsup")
      else { return nil }
      return folder + "/" + safe.dropFirst().joined(separator: "/")
    }
    guard count > 0 else {
      throw HoneError(
        .data, path: name, operation: file.name, wanted: "the folder \(inner)",
        received: "an archive without it", help: "the published file has changed")
    }
    FileSystem.remove(archive)
  }

  /// Whether a file is the published one, as far as that is known.
  private func isPublished(_ file: PublishedFile, at path: String) throws(HoneError) -> Bool {
    switch file.checksum {
    case .unknown: true
    case .content(let wanted), .stored(let wanted): try hash(file, at: path) == wanted
    }
  }

  private func hash(_ file: PublishedFile, at path: String) throws(HoneError) -> String {
    if case .content = file.checksum { return try contentHash(path) }
    let reader = try FileReader(path, kind: .data)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    var hash = SHA256()
    var place = 0
    while place < reader.byteCount {
      let count = min(chunk.count, reader.byteCount - place)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: chunk[..<count])
      try reader.read(at: place, into: bytes)
      hash.update(UnsafeRawBufferPointer(bytes))
      place += count
    }
    return hash.finalize()
  }

  private func contentHash(_ path: String) throws(HoneError) -> String {
    let file = try InflatingReader(path: path)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    var hash = SHA256()
    while true {
      let count = try file.read(into: chunk)
      if count == 0 { return hash.finalize() }
      hash.update(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
    }
  }

  /// Goes on with a partial download, or starts it anew if the server refuses to go on.
  private func downloadOrRestart(_ address: String, to part: String) throws(HoneError) {
    if FileSystem.exists(part) {
      do throws(HoneError) {
        return try download(address, to: part)
      } catch {
        if error.operation != "download" { throw error }
        FileSystem.remove(part)
      }
    }
    try download(address, to: part)
  }

  private func download(_ address: String, to part: String) throws(HoneError) {
    let output = showsProgress ? "--progress-bar" : "--silent --show-error"
    let command = """
      curl --fail --location --retry 2 --connect-timeout 20 --speed-limit 1 --speed-time 60 \
      --continue-at - \(output) --output \(Shell.quote(part)) \(Shell.quote(address)) \
      \(showsProgress ? "" : "2>&1")
      """
    let (status, text) = try Shell.run(command, name: name)
    let code = status >> 8 & 0xFF
    if status == 0 { return }
    throw error(
      code: code, signal: status & 0x7F, text: text.split(separator: "\n").last.map { String($0) })
  }

  /// One line for a failed transfer, by curl's exit code.
  private func error(code: Int32, signal: Int32, text: String?) -> HoneError {
    if signal != 0 || code == 130 {
      return HoneError(
        .interrupted, path: name, message: "the download was interrupted",
        help: "the same command goes on where it stopped")
    }
    let package = systemPackage.map { "install the package \($0) or " } ?? ""
    let advice = package + "put its files into \(folder)"
    switch code {
    case 5, 6, 7, 28, 35, 52, 56:
      return HoneError(.data, path: name, message: "no network: \(advice)")
    case 127:
      return HoneError(
        .data, path: name, message: "curl is not installed: install it, \(advice)")
    default:
      let reason = text ?? "curl ended with code \(code)"
      return HoneError(
        .data, path: name, operation: "download", message: reason,
        help: advice)
    }
  }
}
