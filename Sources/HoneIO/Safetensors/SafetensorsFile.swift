public import HoneCore

/// Named tensors in a file of the safetensors format, which many tools of other languages open.
///
/// ```swift
/// try SafetensorsFile.write(["dense/kernel": kernel, "dense/bias": bias], to: "w.safetensors")
/// let file = try SafetensorsFile("w.safetensors")
/// let kernel = try file.tensor("dense/kernel")
/// ```
///
/// Opening reads and checks the header only; each tensor is read when asked for, straight into its
/// memory. Reference: the safetensors format, version 0.
public struct SafetensorsFile: Sendable {
  /// Texts stored beside the tensors.
  public let metadata: [String: String]
  private let file: FileReader
  private let entries: [String: SafetensorsHeader.Entry]

  /// The names of the tensors in the order of their bytes.
  public let names: [String]

  /// Opens a file.
  ///
  /// - Throws: `.file` if there is none, or that names the first thing wrong with its header.
  public init(_ path: String) throws(HoneError) {
    file = try FileReader(path)
    let header = try SafetensorsHeader(of: file)
    metadata = header.metadata
    names = header.entries.map(\.name)
    entries = Dictionary(header.entries.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Whether the file has a tensor of that name.
  public func contains(_ name: String) -> Bool { entries[name] != nil }

  /// The shape of a tensor, or nil if there is none of that name.
  public func shape(of name: String) -> Shape? { entries[name]?.shape }

  /// The type of a tensor, or nil if there is none of that name.
  public func dtype(of name: String) -> DType? { entries[name]?.dtype }

  /// Reads a tensor.
  ///
  /// - Throws: `.file` if there is none of that name, with the nearest name, or if reading fails.
  public func tensor(_ name: String) throws(HoneError) -> HostTensor {
    guard let entry = entries[name] else {
      throw HoneError(
        .file, path: file.path, message: "there is no tensor \"\(name)\"",
        help: NearestKey.help(for: name, among: names))
    }
    return try file.tensor(at: entry.range.lowerBound, shape: entry.shape, dtype: entry.dtype)
  }

  /// Writes a file, atomically.
  ///
  /// The same tensors and metadata always give the same bytes. Tensors are written from where they
  /// lie.
  ///
  /// - Parameters:
  ///   - tensors: The tensors by name; names are unique.
  ///   - metadata: Texts to store beside them.
  ///   - path: The file.
  /// - Throws: `.usage` if a name is there twice or is `__metadata__`, `.file` if the system
  ///   refuses.
  public static func write(
    _ tensors: [(name: String, tensor: HostTensor)], metadata: [String: String] = [:],
    to path: String
  ) throws(HoneError) {
    let contents = try SafetensorsContents(tensors, metadata: metadata, path: path)
    try contents.write(contents.header.encoded(), to: path)
  }

  /// Writes a file from a dictionary, as the form with a list does.
  public static func write(
    _ tensors: [String: HostTensor], metadata: [String: String] = [:], to path: String
  ) throws(HoneError) {
    try write(tensors.map { (name: $0.key, tensor: $0.value) }, metadata: metadata, to: path)
  }
}
