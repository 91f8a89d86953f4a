public import HoneCore

/// Samples that can be read only one after another: a program's output, an archive, a network.
///
/// The small protocol for streams of your own. Training needs samples in any order, to shuffle them
/// and to go on in the middle of an epoch with the same bits; so a stream is first written to a
/// file by ``spool(to:)``, in memory that doesn't grow with it, and read from there.
///
/// ```swift
/// let samples = try SensorLog("log.bin").spool(to: "log.samples")
/// try await trainer.fit(samples.dataset())
/// ```
public protocol SampleStream: Sendable {
  /// What a sample consists of.
  var features: [FeatureSpec] { get }

  /// Gives every sample to the closure, in order.
  func forEach(_ body: (Sample) throws(HoneError) -> Void) throws(HoneError)
}

extension SampleStream {
  /// Writes every sample to a file and reads them from there.
  ///
  /// - Parameter path: The file, which replaces an earlier one when it is whole.
  /// - Throws: `.file` if it can't be written, or what the stream throws.
  public func spool(to path: String) throws(HoneError) -> SampleFile {
    let writer = try SampleFileWriter(path, features: features)
    try forEach { sample throws(HoneError) in try writer.append(sample) }
    try writer.finish()
    return try SampleFile(path, features: features)
  }
}

extension SampleSource {
  /// The samples, kept in a file: for data that takes long to read and is larger than memory.
  ///
  /// The file is made on the first use and used again if it has as many samples of the same
  /// features; remove it when the data changes.
  ///
  /// - Parameter path: The file.
  /// - Throws: `.file` if it can't be written, or what reading a sample throws.
  public func cache(in path: String) throws(HoneError) -> CachedFile {
    if let file = try? SampleFile(path, features: features), file.count == count {
      return CachedFile(base: self, file: file)
    }
    let writer = try SampleFileWriter(path, features: features)
    var sample = Sample()
    let key = RandomKey(seed: 0).folding("cache")
    var context = TransformContext(key: key)
    for index in 0..<count {
      context.key = key.folding(UInt64(index))
      do throws(HoneError) {
        try read(index, into: &sample, context: &context)
      } catch {
        throw error.naming(name(of: index))
      }
      try writer.append(sample)
    }
    try writer.finish()
    return CachedFile(base: self, file: try SampleFile(path, features: features))
  }
}

/// A source whose samples are read from a file that was made of them.
public struct CachedFile: SampleSource {
  /// Where the samples came from; asked for names and classes only.
  public let base: any SampleSource
  /// Where they are read.
  public let file: SampleFile

  public var count: Int { file.count }
  public var features: [FeatureSpec] { base.features }
  public var classNames: [String]? { base.classNames }
  public var classLabels: [Int]? { base.classLabels }
  public func name(of index: Int) -> String { base.name(of: index) }
  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    try file.read(index, into: &sample, context: &context)
  }
}
