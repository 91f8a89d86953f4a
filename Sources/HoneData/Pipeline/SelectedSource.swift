public import HoneCore

/// A view of some samples of a source, in an order of its own: what `filter`, `shuffle`, `take`,
/// `skip` and `repeat` make.
public struct SelectedSource: SampleSource {
  /// The source that is viewed.
  public let base: any SampleSource
  /// The samples of ``base``, in the view's order.
  public let indices: [Int]

  /// Creates a view.
  ///
  /// - Throws: `.data` if an index isn't in `0 ..< base.count`.
  public init(_ base: any SampleSource, at indices: [Int]) throws(HoneError) {
    if let wrong = indices.first(where: { !(0..<base.count).contains($0) }) {
      throw HoneError(
        .data, operation: "SelectedSource", wanted: "indices in 0 ..< \(base.count)",
        received: "\(wrong)")
    }
    self.init(unchecked: base, indices)
  }

  init(unchecked base: any SampleSource, _ indices: [Int]) {
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var features: [FeatureSpec] { base.features }
  public var classNames: [String]? { base.classNames }
  public var classLabels: [Int]? {
    base.classLabels.map { labels in indices.map { labels[$0] } }
  }
  public func name(of index: Int) -> String { base.name(of: indices[index]) }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    try base.read(indices[index], into: &sample, context: &context)
  }
}

extension SampleSource {
  /// The samples that a condition holds for. Each is read once, now.
  ///
  /// - Throws: what reading or the condition throws, with the sample's name.
  public func filter(
    _ isIncluded: (Sample) throws(HoneError) -> Bool
  ) throws(HoneError) -> SelectedSource {
    var sample = Sample()
    var kept: [Int] = []
    let key = RandomKey(seed: 0).folding("filter")
    var context = TransformContext(key: key)
    for index in 0..<count {
      context.key = key.folding(UInt64(index))
      do throws(HoneError) {
        try read(index, into: &sample, context: &context)
        if try isIncluded(sample) { kept.append(index) }
      } catch {
        throw error.naming(name(of: index))
      }
    }
    return SelectedSource(unchecked: self, kept)
  }

  /// The samples in a random order, the same one each time. Training shuffles anew for each epoch
  /// by itself; this is for taking some samples of data that come sorted.
  public func shuffle(seed: UInt64 = 0) -> SelectedSource {
    SelectedSource(unchecked: self, RandomKey(seed: seed).folding("order").permutation(count))
  }

  /// The first `count` samples, or all if there are fewer.
  public func take(_ count: Int) -> SelectedSource {
    SelectedSource(unchecked: self, Array(0..<min(max(count, 0), self.count)))
  }

  /// The samples after the first `count`.
  public func skip(_ count: Int) -> SelectedSource {
    SelectedSource(unchecked: self, Array(min(max(count, 0), self.count)..<self.count))
  }

  /// All samples, one pass after another. Each pass draws random numbers of its own.
  public func `repeat`(_ times: Int) -> SelectedSource {
    SelectedSource(unchecked: self, (0..<max(times, 0)).flatMap { _ in 0..<count })
  }
}

extension HoneError {
  /// The error, with the sample's name in front if it names no file or place yet.
  func naming(_ sample: String) -> HoneError {
    guard path == nil else { return self }
    var error = self
    error.path = sample
    return error
  }
}
