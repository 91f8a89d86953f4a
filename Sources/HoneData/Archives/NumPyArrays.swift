public import HoneCore

/// Samples in arrays that NumPy saved: `.npz` archives, or one `.npy` file for each array.
///
/// Each row of the first axis is a sample. Arrays that are saved uncompressed, as `numpy.save` and
/// `numpy.savez` do, may be larger than memory: their rows are read as they are needed. Compressed
/// ones (`numpy.savez_compressed`) are held in memory.
///
/// ```swift
/// let digits = try NumPyArrays("digits.npz", inputs: ["x"], targets: ["y"])
/// let photos = try NumPyArrays(inputs: ["photo": "photos.npy"], targets: ["kind": "kinds.npy"])
/// ```
///
/// Types that Hone lacks are widened: int8, int16 and uint16 to int32, uint32 to int64.
public struct NumPyArrays: SampleSource {
  public let count: Int
  public let features: [FeatureSpec]
  public let classNames: [String]?
  private let arrays: [ArrayRows]
  private let path: String

  /// The most memory that an array of an archive may take, if nothing else is said: 8 GiB.
  public static let usualLimit = 8 << 30

  /// The arrays of an archive.
  ///
  /// - Parameters:
  ///   - path: The archive.
  ///   - inputs: The names of the arrays that the model reads.
  ///   - targets: The names of the arrays to be predicted.
  ///   - classNames: The names of the classes, indexed by label.
  ///   - limit: The most bytes that a compressed array may take in memory.
  /// - Throws: `.data` if the archive is damaged, an array isn't there, or numbers of rows differ.
  public init(
    _ path: String, inputs: [String] = ["x"], targets: [String] = ["y"],
    classNames: [String]? = nil, limit: Int = NumPyArrays.usualLimit
  ) throws(HoneError) {
    let archive = try ZipArchive(path)
    var parts: [(FieldSpec.Role, String, ArrayRows)] = []
    for (role, names) in [(FieldSpec.Role.input, inputs), (.target, targets)] {
      for name in names {
        guard let entry = archive.entries.first(where: { $0.name == name + ".npy" }) else {
          let known = archive.entries.map {
            $0.name.hasSuffix(".npy") ? $0.name.dropLast(4) : $0.name[...]
          }
          throw HoneError(
            .data, path: path, operation: "NPZ", wanted: "an array \"\(name)\"",
            received: known.map { "\"\($0)\"" }.joined(separator: ", "),
            help: NearestKey.help(for: name, among: known.map { String($0) })
              ?? "name the arrays of the inputs and targets")
        }
        parts.append((role, name, try ArrayRows(entry, of: archive, limit: limit)))
      }
    }
    try self.init(parts, path: path, classNames: classNames)
  }

  /// Arrays with a file each, by name.
  ///
  /// - Parameters:
  ///   - inputs: The files of the arrays that the model reads.
  ///   - targets: The files of the arrays to be predicted.
  ///   - classNames: The names of the classes, indexed by label.
  /// - Throws: `.data` if a file is damaged or numbers of rows differ.
  public init(
    inputs: KeyValuePairs<String, String>, targets: KeyValuePairs<String, String> = [:],
    classNames: [String]? = nil
  ) throws(HoneError) {
    var parts: [(FieldSpec.Role, String, ArrayRows)] = []
    for (role, files) in [(FieldSpec.Role.input, inputs), (.target, targets)] {
      for (name, file) in files { parts.append((role, name, try ArrayRows(npy: file))) }
    }
    try self.init(parts, path: inputs.first?.value ?? "", classNames: classNames)
  }

  private init(
    _ parts: [(FieldSpec.Role, String, ArrayRows)], path: String, classNames: [String]?
  ) throws(HoneError) {
    guard let first = parts.first else {
      throw HoneError(.usage, path: path, operation: "NumPyArrays", wanted: "at least one input")
    }
    if let odd = parts.first(where: { $0.2.count != first.2.count }) {
      throw HoneError(
        .data, path: path, operation: "array \"\(odd.1)\"",
        wanted: "as many rows as \"\(first.1)\" has, \(first.2.count)", received: "\(odd.2.count)",
        help: "every input and target needs one row per sample, in the same order")
    }
    self.path = path
    self.classNames = classNames
    count = first.2.count
    arrays = parts.map(\.2)
    features = parts.map { role, name, rows in
      FeatureSpec(role, name: name, kind: .tensor(rows.shape, rows.dtype))
    }
  }

  /// The names of the arrays of an archive, with their shapes and types.
  ///
  /// - Throws: `.data` if the archive is damaged or holds something else.
  public static func contents(
    of path: String
  ) throws(HoneError) -> [(name: String, shape: Shape, dtype: DType)] {
    let archive = try ZipArchive(path)
    var contents: [(name: String, shape: Shape, dtype: DType)] = []
    for entry in archive.entries where entry.name.hasSuffix(".npy") {
      let reader = try ZipEntryReader(entry, of: archive)
      let start = try reader.bytes(min(NPYHeader.longest, entry.byteCount))
      let (header, _) = try NPYHeader.read(
        start, byteCount: entry.byteCount, path: path + "/" + entry.name, kind: .data)
      contents.append((String(entry.name.dropLast(4)), header.shape, header.element.dtype))
    }
    return contents
  }

  /// The whole labels, if the one target is class labels.
  public var classLabels: [Int]? {
    let targets = features.indices.filter { features[$0].role == .target }
    guard targets.count == 1, let target = targets.first, arrays[target].dtype.isInteger,
      arrays[target].shape.count == 1, let labels = try? arrays[target].tensor()
    else { return nil }
    return labels.elements(as: Int64.self).map { Int($0) }
  }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    for (feature, rows) in arrays.enumerated() {
      try sample.withTensor(feature, shape: rows.shape, dtype: rows.dtype) {
        (memory) throws(HoneError) in
        try rows.read(index, into: memory)
      }
    }
  }

  public func name(of index: Int) -> String { "\(path), row \(index)" }
}
