public import HoneCore

/// Samples of any kind that can be read in any order: pictures of any size, texts, rows of a table.
///
/// The small protocol for data of your own. A source says how many samples there are and what they
/// consist of, and reads one at a time; transforms make tensors of fixed shape of what it reads, and
/// `dataset()` makes what a trainer takes:
///
/// ```swift
/// let photos = try ImageFolder("photos").map(Resizing(height: 64, width: 64), RandomFlip())
/// try await trainer.fit(photos.dataset(), epochs: 10)
/// ```
///
/// Samples are read from several threads at once, so a source is `Sendable` and reading changes
/// nothing.
public protocol SampleSource: Sendable {
  /// The number of samples.
  var count: Int { get }

  /// What a sample consists of.
  var features: [FeatureSpec] { get }

  /// The names of the classes, indexed by label, if targets are class labels with names.
  var classNames: [String]? { get }

  /// The class of every sample, if targets are class labels; used to split fairly.
  var classLabels: [Int]? { get }

  /// Reads a sample.
  ///
  /// - Parameters:
  ///   - index: The number of the sample, in `0 ..< count`.
  ///   - sample: Where to put its values. It holds an earlier sample's, whose memory may be used
  ///     again, or none.
  ///   - context: The key from which a source that draws random numbers draws, and memory of the
  ///     reading thread.
  /// - Throws: an error of kind `.data` that names the file or the place in it.
  func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError)

  /// What to call a sample in messages: its file, or its place in one.
  func name(of index: Int) -> String
}

extension SampleSource {
  public var classNames: [String]? { nil }
  public var classLabels: [Int]? { nil }
  public func name(of index: Int) -> String { "sample \(index)" }

  /// One sample, for looking at data; training reads through ``SourceDataset``.
  ///
  /// - Throws: `.data` if there is no such sample or it can't be read.
  public func sample(
    at index: Int, key: RandomKey = RandomKey(seed: 0)
  ) throws(HoneError) -> Sample {
    guard (0..<count).contains(index) else {
      throw HoneError(
        .data, operation: "sample index", wanted: "0 ..< \(count)", received: "\(index)")
    }
    var sample = Sample()
    var context = TransformContext(key: key.folding(UInt64(index)))
    try read(index, into: &sample, context: &context)
    return sample
  }
}

/// What a thread that reads and transforms samples brings along.
public struct TransformContext: Sendable {
  /// The key of this draw: a function of the seed, the epoch, the sample and the transform, so that
  /// no two samples and no two transforms share random numbers, whoever draws them and when.
  public var key: RandomKey
  /// What the values of the sample are before this transform; whoever applies transforms sets it,
  /// so that a transform of one feature finds it by its name.
  public var features: [FeatureSpec] = []
  /// Memory for ``Image/redraw(height:width:channels:scratch:_:)``.
  public var scratch: [Float] = []
  /// Memory for pixels that a second image of the same time needs.
  public var secondScratch: [Float] = []
  /// How pictures were resized lately.
  var resizingTables = ResizingTables()
  /// What transforms drew, if somebody wants to see it; nil while training.
  public var record: DrawRecord?
  /// What transforms are to take instead of drawing, if draws are replayed.
  public var replay: DrawReplay?

  /// Creates the context of a thread.
  public init(key: RandomKey, record: DrawRecord? = nil, replay: DrawReplay? = nil) {
    self.key = key
    self.record = record
    self.replay = replay
  }
}
