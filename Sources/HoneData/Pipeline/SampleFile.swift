public import HoneCore

/// Samples in one file that can be read in any order; made by ``SampleStream/spool(to:)`` and
/// `cache(in:)`.
///
/// The file is a mark of eight bytes, the samples' records one after another, the place of each
/// record, and the number of samples: little-endian, without alignment. Memory is one record.
public struct SampleFile: SampleSource {
  /// The file.
  public let path: String
  public let features: [FeatureSpec]
  private let file: RandomAccessFile
  /// Where each record starts, and where the last one ends.
  private let starts: [Int]

  static let mark = Array("HONESMP1".utf8)

  /// Opens a file.
  ///
  /// - Throws: `.data` if it is missing, damaged, or holds samples of other features.
  public init(_ path: String, features: [FeatureSpec]) throws(HoneError) {
    self.path = path
    self.features = features
    file = try RandomAccessFile(path)
    let tail = Self.mark.count + 8
    guard file.byteCount >= 2 * tail,
      try file.bytes(0..<Self.mark.count) == Self.mark,
      try file.bytes(file.byteCount - Self.mark.count..<file.byteCount) == Self.mark
    else { throw Self.damaged(path, "not a whole file of samples") }
    var footer = RecordReader(
      try file.bytes(file.byteCount - tail..<file.byteCount - Self.mark.count))
    let count = footer.int64() ?? -1
    let index = (file.byteCount - tail) / 8
    guard count >= 0, count < index else { throw Self.damaged(path, "\(count) samples") }
    let indexStart = file.byteCount - tail - 8 * (count + 1)
    var reader = RecordReader(try file.bytes(indexStart..<file.byteCount - tail))
    var starts: [Int] = []
    starts.reserveCapacity(count + 1)
    for _ in 0...count { starts.append(reader.int64() ?? -1) }
    guard starts.last == indexStart, Swift.zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }),
      starts[0] >= Self.mark.count
    else { throw Self.damaged(path, "places of records that don't fit") }
    let described = try file.bytes(Self.mark.count..<starts[0])
    guard described == Array(features.text.utf8) else {
      throw HoneError(
        .data, path: path, operation: "read samples", wanted: features.text,
        received: String(decoding: described.prefix(400), as: UTF8.self),
        help: "remove the file; it is made again")
    }
    self.starts = starts
  }

  static func damaged(_ path: String, _ received: String) -> HoneError {
    HoneError(
      .data, path: path, operation: "read samples", wanted: "a whole file of samples",
      received: received, help: "remove the file; it is made again")
  }

  public var count: Int { starts.count - 1 }
  public func name(of index: Int) -> String { "\(path), sample \(index)" }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    var reader = RecordReader(try file.bytes(starts[index]..<starts[index + 1]))
    guard let values = reader.values(count: features.count) else {
      throw Self.damaged(path, "sample \(index) is damaged")
    }
    StoredSample(values: values).restore(into: &sample)
  }
}

/// Writes a ``SampleFile`` under another name, which it changes when the file is whole.
final class SampleFileWriter {
  private let path: String
  private let file: SequentialFile
  private var starts: [Int] = []
  private let featureCount: Int

  init(_ path: String, features: [FeatureSpec]) throws(HoneError) {
    self.path = path
    featureCount = features.count
    if let end = path.lastIndex(of: "/"), end != path.startIndex {
      try FileSystem.makeFolder(String(path[..<end]))
    }
    file = try SequentialFile(creating: path + ".part")
    try file.write(SampleFile.mark + Array(features.text.utf8))
  }

  func append(_ sample: Sample) throws(HoneError) {
    guard sample.values.count == featureCount else {
      throw HoneError(
        .data, operation: "write a sample", wanted: "\(featureCount) values, one a feature",
        received: "\(sample.values.count)")
    }
    starts.append(file.byteCount)
    var writer = RecordWriter()
    for value in StoredSample(sample).values { writer.append(value) }
    try file.write(writer.bytes)
  }

  func finish() throws(HoneError) {
    starts.append(file.byteCount)
    var writer = RecordWriter()
    for start in starts { writer.append(int64: start) }
    writer.append(int64: starts.count - 1)
    try file.write(writer.bytes + SampleFile.mark)
    try file.finish(as: path)
  }
}
