public import HoneCore

/// Texts in folders, one folder a class: `train/pos/1.txt`, `train/neg/2.txt`.
///
/// A sample is the text of one file and the label of its folder. Classes are the folders in the
/// order of their names; files lie in them or in folders below. A file is read when its sample is.
///
/// ```swift
/// let reviews = try TextFolder("reviews/train")
/// reviews.classNames        // ["neg", "pos"]
/// let test = try reviews.applying(to: "reviews/test")
/// ```
public struct TextFolder: SampleSource {
  public let features: [FeatureSpec]
  public let classNames: [String]?
  private let files: [String]
  private let labels: [Int32]

  /// The longest text that is read: 64 MiB.
  private static let longest = 1 << 26

  /// Finds the files.
  ///
  /// - Parameters:
  ///   - folder: The folder with a folder for each class.
  ///   - classNames: The classes in the order of their labels; nil for the folders that there are.
  ///   - suffixes: How the names of text files end.
  /// - Throws: `.data` if there are no classes or no texts, or if a folder isn't one of the classes.
  public init(
    _ folder: String, classNames: [String]? = nil, suffixes: [String] = [".txt"]
  ) throws(HoneError) {
    let found = try FolderListing.names(in: folder)
      .filter { FileSystem.isFolder(folder + "/" + $0) }
    let names = classNames ?? found
    if let unknown = found.first(where: { !names.contains($0) }) {
      throw HoneError(
        .data, path: folder + "/" + unknown, operation: "class",
        wanted: "one of " + names.map { "\"\($0)\"" }.joined(separator: ", "),
        received: "\"\(unknown)\"",
        help: "the classes of both parts must be the same: rename or remove the folder")
    }
    guard !found.isEmpty else {
      throw HoneError(
        .data, path: folder, operation: "TextFolder", wanted: "a folder for each class",
        received: "none", help: "put the texts of each class into a folder of its name")
    }
    var files: [String] = []
    var labels: [Int32] = []
    for name in found {
      let texts = try FolderListing.files(in: folder + "/" + name, suffixes: suffixes)
      files += texts
      let label = Int32(names.firstIndex(of: name) ?? 0)
      labels += [Int32](repeating: label, count: texts.count)
    }
    guard !files.isEmpty else {
      throw HoneError(
        .data, path: folder, operation: "TextFolder",
        wanted: "files whose names end in " + suffixes.joined(separator: ", "), received: "none")
    }
    self.files = files
    self.labels = labels
    self.classNames = names
    features = [
      FeatureSpec(.input, name: "text", kind: .text),
      FeatureSpec(.target, name: "label", kind: .tensor([], .int32)),
    ]
  }

  /// Another folder with the same classes, such as the validation or test part.
  ///
  /// - Throws: `.data` that names a folder that isn't one of the classes.
  public func applying(to folder: String) throws(HoneError) -> TextFolder {
    try TextFolder(folder, classNames: classNames)
  }

  public var count: Int { files.count }
  public var classLabels: [Int]? { labels.map { Int($0) } }
  public func name(of index: Int) -> String { files[index] }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let file = try FileReader(files[index], kind: .data)
    guard file.byteCount <= Self.longest else {
      throw HoneError(
        .data, path: files[index], operation: "text",
        wanted: "at most \(Self.longest >> 20) MiB", received: "\(file.byteCount) bytes")
    }
    var bytes = try file.bytes(0..<file.byteCount)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw LineIndex.notUTF8(bytes, path: files[index], firstLine: 1)
    }
    sample.set(0, .text(text))
    let label = labels[index]
    sample.withTensor(1, shape: [], dtype: .int32) { $0.storeBytes(of: label, as: Int32.self) }
  }
}
