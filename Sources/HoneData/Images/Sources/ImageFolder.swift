public import HoneCore

/// Images in folders, one folder a class: `photos/cat/1.png`, `photos/dog/a/2.jpg` …
///
/// Classes are numbered in the order of their names. PNG, JPEG, BMP and GIF files are told by their
/// first bytes: files that are called otherwise are looked into; whatever else lies there is left
/// out and listed in ``otherFiles``. Hidden files and folders are skipped, symbolic links followed.
///
/// ```swift
/// let photos = try ImageFolder("photos").map(Resizing(height: 64, width: 64))
/// let unknown = try ImageFolder("inbox", isLabelled: false)      // for prediction
/// ```
///
/// A sample is an image `x`, decoded when it is read, and, unless there are no classes, its label
/// `y`, int32. Errors name the file. Files that can't be decoded can be found and left out before
/// training by ``SampleSource/skippingCorrupt(limit:workers:)``.
public struct ImageFolder: SampleSource {
  /// How images are decoded. For large JPEG files that are resized afterwards, `leastHeight` and
  /// `leastWidth` save most of the time.
  public var decoder: ImageDecoder
  private let folders: ClassFolders
  private let labels: [HostTensor]

  /// Finds the images of a folder; they are read later.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - channels: Which channels images are delivered with.
  ///   - classNames: The classes in the order of their labels, for instance a training set's for its
  ///     validation set: some may have no images here, but no others may be there. Nil for all
  ///     folders in the order of their names, each of which must have images.
  ///   - isLabelled: Whether folders are classes; otherwise all images are taken, for prediction.
  ///   - isRecursive: Whether folders within are read too.
  /// - Throws: `.data` that names the folder: it can't be read, holds no images, has no classes, or
  ///   has one that isn't among `classNames`; `.usage` if `classNames` has a name twice.
  public init(
    _ path: String, channels: ImageChannels = .rgb, classNames: [String]? = nil,
    isLabelled: Bool = true, isRecursive: Bool = true
  ) throws(HoneError) {
    decoder = ImageDecoder(channels: channels)
    let purpose = ClassFolders.Purpose(reader: "ImageFolder", things: "images")
    folders =
      isLabelled
      ? try ClassFolders(
        labelled: path, classNames: classNames, isRecursive: isRecursive, purpose: purpose,
        accepts: Self.isImage)
      : try ClassFolders(
        unlabelled: path, isRecursive: isRecursive, purpose: purpose, accepts: Self.isImage)
    labels = (folders.classNames ?? []).indices.map { HostTensor(scalar: Int32($0)) }
  }

  /// What was found beside images, by its path from the folder on.
  public var otherFiles: [String] { folders.others }

  public var count: Int { folders.files.count }
  public var classNames: [String]? { folders.classNames }
  public var classLabels: [Int]? { isLabelled ? folders.labels.map { Int($0) } : nil }
  public func name(of index: Int) -> String { folders.path(of: index) }

  public var features: [FeatureSpec] {
    let image = FeatureSpec(
      .input, name: "x", kind: .image(ImageSpec(channels: decoder.channels.count)))
    return isLabelled
      ? [image, FeatureSpec(.target, name: "y", kind: .tensor([], .int32))] : [image]
  }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let image = try decoder.decode(folders.path(of: index))
    let count = isLabelled ? 2 : 1
    if sample.values.count != count {
      sample.values = [FeatureValue](repeating: .text(""), count: count)
    }
    sample.reuseImage(0, range: Image.byteRange) { picture in
      picture.read(
        image, height: image.shape[0], width: image.shape[1], channels: image.shape[2])
    }
    if isLabelled { sample.values[1] = .tensor(labels[Int(folders.labels[index])]) }
  }

  private var isLabelled: Bool { folders.classNames != nil }

  private static let endings = ["png", "jpg", "jpeg", "jpe", "jfif", "bmp", "gif"]

  /// Files with the usual endings are taken without being opened, so that a million of them are
  /// found in seconds.
  private static func isImage(_ path: String) -> Bool {
    if let dot = path.lastIndex(of: "."),
      endings.contains(path[path.index(after: dot)...].lowercased())
    {
      return true
    }
    guard FileSystem.isFile(path), let file = try? RandomAccessFile(path),
      let bytes = try? file.bytes(0..<min(file.byteCount, ImageFormat.magicCount))
    else { return false }
    return bytes.withUnsafeBytes { ImageFormat(magic: $0) } != nil
  }
}
