public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Fetches a published data set into Hone's cache.
///
/// Each file is downloaded to a `.part` name, where a broken download goes on the next time, is
/// checked against the SHA-256 of its content, and only then takes its name; files that are there
/// already are left alone.
///
/// The transfer is done by the system's `curl`: it knows proxies, certificates and resuming, and a
/// library that only trains neither links nor loads a web client for it.
public struct DatasetFetcher: Sendable {
  /// The data set.
  public var collection: ImageCollection
  /// The folder into which files are put.
  public var folder: String
  /// Whether `curl` draws its progress bar on standard error.
  public var showsProgress: Bool
  private let environment: ProcessEnvironment

  /// Creates a fetcher.
  public init(
    _ collection: ImageCollection, into folder: String? = nil, showsProgress: Bool = false,
    environment: ProcessEnvironment = .process
  ) {
    self.collection = collection
    self.folder = folder ?? collection.cacheFolder(environment)
    self.showsProgress = showsProgress
    self.environment = environment
  }

  /// Fetches what is missing.
  ///
  /// - Returns: The folder with the files.
  /// - Throws: `.data` if there is no network or a checksum is wrong, `.file` if the folder can't
  ///   be written.
  @discardableResult
  public func fetch() throws(HoneError) -> String {
    try FileSystem.makeFolder(folder)
    for file in collection.files { try fetch(file) }
    return folder
  }

  private func fetch(_ file: ImageCollection.File) throws(HoneError) {
    let target = folder + "/" + file.name + ".gz"
    if FileSystem.exists(target), try contentHash(target) == file.sha256 { return }
    let part = target + ".part"
    let isWhole = FileSystem.exists(part) ? (try? contentHash(part)) == file.sha256 : false
    if !isWhole { try downloadOrRestart(file, to: part) }
    let received: String
    do {
      received = try contentHash(part)
    } catch {
      FileSystem.remove(part)
      throw error
    }
    guard received == file.sha256 else {
      FileSystem.remove(part)
      throw HoneError(
        .data, path: collection.name, operation: file.name + ".gz",
        wanted: "content with SHA-256 \(file.sha256)", received: received,
        help: "fetch it again; if it stays wrong, the published file has changed")
    }
    try FileSystem.rename(part, to: target)
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
  private func downloadOrRestart(
    _ file: ImageCollection.File, to part: String
  ) throws(HoneError) {
    if FileSystem.exists(part) {
      do throws(HoneError) {
        return try download(file, to: part)
      } catch {
        if error.operation != "download" { throw error }
        FileSystem.remove(part)
      }
    }
    try download(file, to: part)
  }

  private func download(_ file: ImageCollection.File, to part: String) throws(HoneError) {
    let address = collection.address + "/" + file.name + ".gz"
    let output = showsProgress ? "--progress-bar" : "--silent --show-error"
    let command = """
      curl --fail --location --retry 2 --connect-timeout 20 --speed-limit 1 --speed-time 60 \
      --continue-at - \(output) --output \(quote(part)) \(quote(address)) \
      \(showsProgress ? "" : "2>&1")
      """
    guard let pipe = popen(command, "r") else {
      throw .system(path: collection.name, operation: "start curl", code: SystemError.code)
    }
    var text: [UInt8] = []
    var byte = fgetc(pipe)
    while byte != EOF {
      text.append(UInt8(truncatingIfNeeded: byte))
      byte = fgetc(pipe)
    }
    let status = pclose(pipe)
    let code = status >> 8 & 0xFF
    if status == 0 { return }
    throw error(
      code: code, signal: status & 0x7F,
      text: String(decoding: text, as: UTF8.self).split(separator: "\n").last.map { String($0) })
  }

  /// One line for a failed transfer, by curl's exit code.
  private func error(code: Int32, signal: Int32, text: String?) -> HoneError {
    if signal != 0 || code == 130 {
      return HoneError(
        .interrupted, path: collection.name, message: "the download was interrupted",
        help: "the same command goes on where it stopped")
    }
    let package = collection.systemPackage.map { "install the package \($0) or " } ?? ""
    let advice = package + "put its files into \(folder)"
    switch code {
    case 5, 6, 7, 28, 35, 52, 56:
      return HoneError(.data, path: collection.name, message: "no network: \(advice)")
    case 127:
      return HoneError(
        .data, path: collection.name, message: "curl is not installed: install it, \(advice)")
    default:
      let reason = text ?? "curl ended with code \(code)"
      return HoneError(
        .data, path: collection.name, operation: "download", message: reason,
        help: advice)
    }
  }

  private func quote(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
