public import HoneCore

/// The binary files of CIFAR-10 and CIFAR-100: 32×32 color images and their classes.
///
/// A record is one byte with the class (CIFAR-100: one with the coarse class of twenty, one with the
/// fine class of a hundred) and 3072 bytes of pixels, all red ones row by row, then all green ones,
/// then all blue ones. Files may be plain or gzip.
///
/// ```swift
/// let train = try CIFARBinary.load(.cifar10, .train, from: "cifar-10-batches-bin")
/// let part = try CIFARBinary.read(["data_batch_1.bin"], as: .cifar10)
/// ```
///
/// Reference: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
public enum CIFARBinary {
  /// Which of the sets, and which of its labels.
  public enum Labels: String, Hashable, Sendable, Codable, CaseIterable {
    /// The ten classes of CIFAR-10.
    case cifar10
    /// The hundred classes of CIFAR-100.
    case cifar100Fine
    /// The twenty groups of classes of CIFAR-100.
    case cifar100Coarse

    /// The number of classes.
    public var classCount: Int {
      switch self {
      case .cifar10: 10
      case .cifar100Fine: 100
      case .cifar100Coarse: 20
      }
    }

    /// Bytes of a record before its pixels.
    fileprivate var labelCount: Int { self == .cifar10 ? 1 : 2 }
    /// Which of these bytes is the label.
    fileprivate var labelPlace: Int { self == .cifar100Fine ? 1 : 0 }
    /// The file with the names of the classes, one a line.
    fileprivate var namesFile: String {
      switch self {
      case .cifar10: "batches.meta.txt"
      case .cifar100Fine: "fine_label_names.txt"
      case .cifar100Coarse: "coarse_label_names.txt"
      }
    }

    /// The files of a part.
    fileprivate func files(_ part: DataPart) -> [String] {
      switch (self, part) {
      case (.cifar10, .train): (1...5).map { "data_batch_\($0).bin" }
      case (.cifar10, .test): ["test_batch.bin"]
      case (_, .train): ["train.bin"]
      case (_, .test): ["test.bin"]
      }
    }
  }

  /// Reads one part of a set from the folder of its files, with the names of its classes.
  ///
  /// - Parameters:
  ///   - labels: The set and its labels.
  ///   - part: Training or test.
  ///   - folder: The folder, such as `cifar-10-batches-bin`.
  /// - Throws: `.data` that names the file that is missing or malformed.
  public static func load(
    _ labels: Labels, _ part: DataPart, from folder: String
  ) throws(HoneError) -> ArrayDataset {
    let paths = labels.files(part).map { name in
      let path = folder + "/" + name
      return FileSystem.exists(path) || !FileSystem.exists(path + ".gz") ? path : path + ".gz"
    }
    let names = folder + "/" + labels.namesFile
    return try read(
      paths, as: labels, classNames: FileSystem.exists(names) ? readNames(names, labels) : nil)
  }

  /// Reads files one after another into a data set: `[N, 32, 32, 3]` images, which stay bytes in
  /// memory and are scaled to 0 … 1 when batched, and int32 labels.
  ///
  /// - Throws: `.data` that names the file, and the record, that is missing or malformed.
  public static func read(
    _ paths: [String], as labels: Labels, classNames: [String]? = nil
  ) throws(HoneError) -> ArrayDataset {
    var records: [[UInt8]] = []
    for path in paths { records.append(try readRecords(path, labels)) }
    let size = labels.labelCount + pixelCount
    let count = records.reduce(0) { $0 + $1.count / size }
    var classes: [Int32] = []
    classes.reserveCapacity(count)
    for file in records {
      for start in stride(from: 0, to: file.count, by: size) {
        classes.append(Int32(file[start + labels.labelPlace]))
      }
    }
    let images = HostTensor(shape: [count, side, side, 3], dtype: .uint8) { pixels in
      var place = 0
      for file in records {
        file.withUnsafeBufferPointer { bytes in
          for start in stride(from: labels.labelCount, to: bytes.count, by: size) {
            for pixel in 0..<planeCount {
              pixels[place] = bytes[start + pixel]
              pixels[place + 1] = bytes[start + planeCount + pixel]
              pixels[place + 2] = bytes[start + 2 * planeCount + pixel]
              place += 3
            }
          }
        }
      }
    }
    return try ArrayDataset(
      x: images, y: HostTensor(classes), classNames: classNames,
      inputTransform: .rescaling(1 / 255))
  }

  private static let side = 32
  private static let planeCount = side * side
  private static let pixelCount = 3 * planeCount
  /// The most bytes of a file: six times those of a set's training images.
  private static let largest = 1 << 30

  /// The bytes of a file, all of whose labels are classes.
  private static func readRecords(
    _ path: String, _ labels: Labels
  ) throws(HoneError) -> [UInt8] {
    let file = try InflatingReader(path: path)
    let size = labels.labelCount + pixelCount
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = try file.read(into: chunk)
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= largest else {
        throw failure(path, "at most \(largest) bytes", "more")
      }
    }
    guard !bytes.isEmpty, bytes.count % size == 0 else {
      throw failure(path, "records of \(size) bytes", "\(bytes.count) bytes")
    }
    for record in 0..<bytes.count / size {
      let label = bytes[record * size + labels.labelPlace]
      guard label < labels.classCount else {
        throw failure(
          "\(path), record \(record)", "a class below \(labels.classCount)", "\(label)")
      }
    }
    return bytes
  }

  private static func readNames(
    _ path: String, _ labels: Labels
  ) throws(HoneError) -> [String] {
    let bytes = try InflatingReader(path: path).readAll()
    let names = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard names.count == labels.classCount else {
      throw failure(path, "\(labels.classCount) names of classes", "\(names.count)")
    }
    return names.map { String($0) }
  }

  private static func failure(_ path: String, _ wanted: String, _ received: String) -> HoneError {
    HoneError(
      .data, path: path, operation: "CIFAR", wanted: wanted, received: received,
      help: "check that this is the file you meant; if it is, fetch it again")
  }
}
