public import HoneCore

/// A view of a data set in which each sample has a weight: how much its loss counts.
///
/// ```swift
/// let data = try WeightedDataset(train, classWeight: [0: 1, 1: 12])   // a rare class counts more
/// ```
public struct WeightedDataset: Dataset {
  /// The data set that is viewed.
  public let base: any Dataset
  /// The weight of each sample.
  public let weights: [Float]
  public let fields: [FieldSpec]

  /// Creates a view with a weight for each sample.
  ///
  /// - Throws: an error of kind `.data` if there isn't one finite weight of 0 or more for each
  ///   sample, or if the samples have weights already.
  public init(_ base: any Dataset, weights: [Float]) throws(HoneError) {
    guard weights.count == base.count else {
      throw HoneError(
        .data, operation: "sample weights", wanted: "a weight for each of \(base.count) samples",
        received: "\(weights.count)")
    }
    if let wrong = weights.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
      throw HoneError(
        .data, operation: "sample weights", wanted: "finite weights of 0 or more",
        received: "\(weights[wrong]) for sample \(wrong)")
    }
    guard !base.fields.contains(where: { $0.role == .sampleWeight }) else {
      throw HoneError(
        .data, operation: "sample weights", message: "the samples have weights already.",
        help: "multiply the two, and give one of them")
    }
    self.base = base
    self.weights = weights
    fields =
      base.fields + [FieldSpec(.sampleWeight, name: "sample_weight", shape: [], dtype: .float32)]
  }

  /// Creates a view in which a sample counts by its class; classes that aren't named have 1.
  ///
  /// - Throws: an error of kind `.data` if targets aren't class labels, or as ``init(_:weights:)``;
  ///   `.usage` for a weight below 0.
  public init(_ base: any Dataset, classWeight: [Int: Double]) throws(HoneError) {
    guard let labels = base.classLabels else {
      throw HoneError(
        .data, operation: "classWeight", wanted: "one class label for each sample",
        received: base.targets.map { "\($0.dtype)\($0.shape)" }.joined(separator: ", "),
        help: "give sample weights instead: they can weigh any target")
    }
    for (label, weight) in classWeight where !(weight.isFinite && weight >= 0) {
      throw HoneError(
        .usage, operation: "classWeight", wanted: "finite weights of 0 or more",
        received: "\(weight) for class \(label)")
    }
    try self.init(base, weights: labels.map { Float(classWeight[$0] ?? 1) })
  }

  public var count: Int { base.count }
  public var classNames: [String]? { base.classNames }
  public var classLabels: [Int]? { base.classLabels }
  public func name(of row: Int) -> String { base.name(of: row) }
  public var preferredWorkers: Int { base.preferredWorkers }
  public var isCostlyToRead: Bool { base.isCostlyToRead }
  public func sourceIndex(of row: Int) -> Int { base.sourceIndex(of: row) }
  public func transform(ofField field: Int) -> RowTransform? {
    field < base.fields.count ? base.transform(ofField: field) : .identity
  }

  public func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {
    let last = buffers.count - 1
    try base.gather(rows, key: key, into: UnsafeBufferPointer(rebasing: buffers[..<last]))
    let own = buffers[last].bindMemory(to: Float.self)
    for (place, row) in rows.enumerated() { own[place] = weights[row] }
  }
}
