public import HoneCore
internal import Synchronization

/// The samples of a source, as what a trainer takes: every feature a tensor of one shape.
///
/// Each sample is read when its batch is made, by the threads of a ``BatchLoader``, with random
/// numbers that depend on nothing but the seed, the epoch and the sample.
public struct SourceDataset: Dataset {
  /// Where samples come from.
  public let source: any SampleSource
  public let fields: [FieldSpec]
  private let slowest = SlowestSample()

  /// Creates a data set.
  ///
  /// - Throws: `.data` that names every feature that isn't of one shape.
  public init(_ source: any SampleSource) throws(HoneError) {
    self.source = source
    var errors: [HoneError] = []
    fields = source.features.compactMap { feature in
      if let field = feature.field { return field }
      errors.append(Self.error(feature))
      return nil
    }
    if let error = HoneError.combining(errors) { throw error }
  }

  private static func error(_ feature: FeatureSpec) -> HoneError {
    var help = "add Resizing(height:width:) or a crop"
    if case .text = feature.kind { help = "add TextVectorization(…) to make ids of words" }
    if case .image(let image) = feature.kind, image.height != nil, image.channels == nil {
      help = "read images as .rgb or .grayscale"
    }
    return HoneError(
      .data, path: feature.name, operation: "a batch", wanted: "samples of one shape",
      received: "\(feature.kind)", help: help)
  }

  public var count: Int { source.count }
  public var classNames: [String]? { source.classNames }
  public var classLabels: [Int]? { source.classLabels }
  public func name(of row: Int) -> String { source.name(of: row) }
  public var preferredWorkers: Int { ProcessorCount.available }
  public var isCostlyToRead: Bool { true }

  /// The sample that took longest to read so far, and for how long.
  public var slowestSample: (name: String, time: Duration)? {
    slowest.value.map { (source.name(of: $0.index), $0.time) }
  }

  public func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {
    var sample = Sample()
    var context = TransformContext(key: key)
    var longest: (index: Int, time: Duration) = (0, .zero)
    var before = ContinuousClock.now
    for (place, row) in rows.enumerated() {
      context.key = key.folding(UInt64(row))
      do throws(HoneError) {
        try source.read(row, into: &sample, context: &context)
        try write(sample, place, buffers)
      } catch {
        throw error.naming(source.name(of: row))
      }
      let now = ContinuousClock.now
      if now - before > longest.time { longest = (row, now - before) }
      before = now
    }
    slowest.note(longest.index, longest.time)
  }

  private func write(
    _ sample: Sample, _ place: Int, _ buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {
    guard sample.values.count == fields.count else {
      throw HoneError(
        .data, operation: "read", wanted: "\(fields.count) values, one a feature",
        received: "\(sample.values.count)")
    }
    for (index, field) in fields.enumerated() {
      let row = UnsafeMutableRawBufferPointer(
        rebasing: buffers[index][place * field.byteCount..<(place + 1) * field.byteCount])
      switch sample.values[index] {
      case .tensor(let tensor) where tensor.shape == field.shape && tensor.dtype == field.dtype:
        tensor.withUnsafeBytes { row.copyMemory(from: $0) }
      case .image(let image) where image.matches(field):
        image.pixels.withUnsafeBytes { row.copyMemory(from: $0) }
      case .boxes(let boxes) where field.dtype == .float32 && field.shape == [boxes.count, 4]:
        boxes.corners.withUnsafeBytes { row.copyMemory(from: $0) }
      case let value:
        throw HoneError(
          .data, operation: "feature \"\(field.name)\"",
          wanted: "\(field.dtype) of shape \(field.shape)", received: value.description)
      }
    }
  }
}

/// The longest read so far; threads note theirs once a batch.
private final class SlowestSample: Sendable {
  private let longest = Mutex<(index: Int, time: Duration)?>(nil)

  var value: (index: Int, time: Duration)? { longest.withLock { $0 } }

  func note(_ index: Int, _ time: Duration) {
    longest.withLock { if time > $0?.time ?? .zero { $0 = (index, time) } }
  }
}

extension Image {
  /// Whether it can be written as a row of the field.
  fileprivate func matches(_ field: FieldSpec) -> Bool {
    field.dtype == .float32 && field.shape == [height, width, channels]
  }
}

extension FeatureValue: CustomStringConvertible {
  /// What it is, for messages: the kind and extents.
  public var description: String {
    switch self {
    case .tensor(let tensor): "\(tensor.dtype) of shape \(tensor.shape)"
    case .image(let image): "an image of \(image.height)×\(image.width)×\(image.channels)"
    case .boxes(let boxes): "\(boxes.count) boxes"
    case .text(let text): "a text of \(text.count) characters"
    }
  }
}

extension SampleSource {
  /// The samples as a trainer takes them.
  ///
  /// - Throws: `.data` that names every feature that isn't of one shape, and what to add.
  public func dataset() throws(HoneError) -> SourceDataset { try SourceDataset(self) }

  /// Batches, prepared by several threads while the last ones are used.
  ///
  /// ```swift
  /// let batches = try photos.batch(32, shuffle: true)
  /// while let batch = try batches.next() { … }
  /// ```
  ///
  /// - Parameters:
  ///   - size: Samples of a batch; the last one may be smaller.
  ///   - shuffle: Whether each epoch has an order of its own.
  ///   - seed: The seed of orders and of what transforms draw.
  ///   - epochs: How often to go through the samples.
  ///   - workers: Threads that read and transform; nil for one a processor.
  ///   - prefetch: Batches that are kept ready.
  /// - Throws: `.data` if a feature isn't of one shape.
  public func batch(
    _ size: BatchSize, shuffle: Bool = false, seed: UInt64 = 0, epochs: Int = 1,
    workers: Int? = nil, prefetch: Int = 2
  ) throws(HoneError) -> BatchLoader {
    try BatchLoader(
      dataset(), plan: BatchPlan(count: count, batchSize: size, shuffles: shuffle, seed: seed),
      epochs: epochs, slots: prefetch + 1, workers: workers)
  }
}
