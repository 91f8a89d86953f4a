public import HoneCore

/// Texts in folders, one folder a class: `train/pos/1.txt`, `train/neg/2.txt`.
///
/// A sample is a text `x` and, unless there are no classes, its label `y`, int32. Classes are
/// numbered in the order of their names; files lie in their folders or in folders below, and are
/// read, as UTF-8, when their samples are. Hidden files are skipped, symbolic links followed.
///
/// ```swift
/// let reviews = try TextFolder("reviews/train")
/// reviews.classNames        // ["neg", "pos"]
/// let test = try reviews.applying(to: "reviews/test")
/// ```
public struct TextFolder: SampleSource {
  public let features: [FeatureSpec]
  private let folders: ClassFolders

  /// The longest text that is read: 64 MiB.
  private static let longest = 1 << 26

  /// Finds the files.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - classNames: The classes in the order of their labels, of which some may have no texts; nil
  ///     for all folders in the order of their names, each of which must have texts.
  ///   - isLabelled: Whether folders are classes; otherwise all texts are taken, for prediction.
  ///   - suffixes: How the names of text files end, in lower case.
  /// - Throws: `.data` that names the folder: it can't be read, has no classes or texts, or has a
  ///   class that isn't among `classNames`.
  public init(
    _ path: String, classNames: [String]? = nil, isLabelled: Bool = true,
    suffixes: [String] = [".txt"]
  ) throws(HoneError) {
    let purpose = ClassFolders.Purpose(reader: "TextFolder", things: "texts")
    let accepts = { (file: String) in suffixes.contains { file.lowercased().hasSuffix($0) } }
    folders =
      isLabelled
      ? try ClassFolders(
        labelled: path, classNames: classNames, isRecursive: true, purpose: purpose,
        accepts: accepts)
      : try ClassFolders(
        unlabelled: path, isRecursive: true, purpose: purpose, accepts: accepts)
    let text = FeatureSpec(.input, name: "x", kind: .text)
    let label = FeatureSpec(.target, name: "y", kind: .tensor([], .int32))
    features = isLabelled ? [text, label] : [text]
  }

  /// Another folder with the same classes, such as the validation or test part.
  ///
  /// - Throws: `.data` that names a folder that isn't one of the classes.
  public func applying(to path: String) throws(HoneError) -> TextFolder {
    try TextFolder(path, classNames: classNames, isLabelled: classNames != nil)
  }

  /// What was found beside texts, by its path from the folder on.
  public var otherFiles: [String] { folders.others }

  public var count: Int { folders.files.count }
  public var classNames: [String]? { folders.classNames }
  public var classLabels: [Int]? {
    folders.classNames == nil ? nil : folders.labels.map { Int($0) }
  }
  public func name(of index: Int) -> String { folders.path(of: index) }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let path = folders.path(of: index)
    let file = try FileReader(path, kind: .data)
    guard file.byteCount <= Self.longest else {
      throw HoneError(
        .data, path: path, operation: "text", wanted: "at most \(Self.longest >> 20) MiB",
        received: "\(file.byteCount) bytes")
    }
    var bytes = try file.bytes(0..<file.byteCount)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw LineIndex.notUTF8(bytes, path: path, firstLine: 1)
    }
    sample.set(0, .text(text))
    guard features.count > 1 else { return }
    let label = folders.labels[index]
    sample.withTensor(1, shape: [], dtype: .int32) { $0.storeBytes(of: label, as: Int32.self) }
  }
}
