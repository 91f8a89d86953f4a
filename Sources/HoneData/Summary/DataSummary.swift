public import HoneCore

/// What a source of samples holds: counts per class, sizes, ranges, means and standard deviations,
/// missing values, and samples that are there twice.
///
/// ```swift
/// let train = try DataSummary(ImageFolder("photos/train"))
/// let test = try DataSummary(ImageFolder("photos/test"))
/// train.classes                      // [("cat", 120), ("dog", 118)]
/// train.duplicates.count             // images that occur more than once
/// try test.duplicates(of: train)     // images of the test part that training has seen
/// ```
///
/// Making one reads every sample once.
public struct DataSummary: Sendable {
  /// A sample whose inputs are those of an earlier one.
  public struct Duplicate: Hashable, Sendable {
    /// The sample.
    public let sample: Int
    /// The first sample with the same inputs.
    public let original: Int
    /// Whether their labels differ.
    public let hasOtherLabel: Bool
  }

  /// The number of samples.
  public let count: Int
  /// The classes with their numbers of samples, in the order of labels; nil without class labels.
  public let classes: [(name: String, count: Int)]?
  /// What the values of each feature are like.
  public let features: [FeatureSummary]
  /// The samples whose inputs are exactly those of an earlier sample.
  public let duplicates: [Duplicate]

  private let hashes: SampleHashes
  private let labels: [Int]?

  /// Reads all samples.
  ///
  /// - Parameters:
  ///   - source: The samples.
  ///   - componentNames: What the elements of a feature are called, by the feature's name.
  /// - Throws: `.data` that names the sample that can't be read.
  public init(
    _ source: any SampleSource, componentNames: [String: [String]] = [:]
  ) throws(HoneError) {
    var names = componentNames
    if let table = source as? CSVTable, !table.schema.vectorNames.isEmpty {
      names["x"] = names["x"] ?? table.schema.vectorNames
    }
    var features = source.features.map { feature in
      FeatureSummary(feature, componentNames: names[feature.name] ?? [])
    }
    let labels = source.classLabels
    let hashes = SampleHashes.Writer()
    var sample = Sample()
    var context = TransformContext(key: RandomKey(seed: 0))
    for index in 0..<source.count {
      do throws(HoneError) {
        try source.read(index, into: &sample, context: &context)
      } catch {
        throw error.naming(source.name(of: index))
      }
      var hash = ContentHash()
      for (place, value) in sample.values.enumerated() where place < features.count {
        features[place].add(value)
        if features[place].feature.role == .input { hash.combine(value) }
      }
      try hashes.append(hash)
    }
    self.hashes = try hashes.finish()
    duplicates = try self.hashes.repeated().map { sample, original in
      Duplicate(
        sample: sample, original: original,
        hasOtherLabel: labels.map { $0[sample] != $0[original] } ?? false)
    }
    count = source.count
    classes = Self.count(labels, names: source.classNames)
    self.features = features
    self.labels = labels
  }

  /// The samples whose inputs are exactly those of a sample of another part, such as test images
  /// that training has seen.
  ///
  /// - Returns: For each its index here, and the index of the first such sample there.
  /// - Throws: `.data` if what was kept of very many samples in a temporary file can't be read.
  public func duplicates(of other: DataSummary) throws(HoneError) -> [Duplicate] {
    try hashes.shared(with: other.hashes).map { index, original in
      let label = labels?[index]
      let otherLabel = other.labels?[original]
      return Duplicate(
        sample: index, original: original,
        hasOtherLabel: label != nil && otherLabel != nil && label != otherLabel)
    }
  }

  private static func count(
    _ labels: [Int]?, names: [String]?
  ) -> [(name: String, count: Int)]? {
    guard let labels else { return nil }
    var counts: [Int: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    for label in (names ?? []).indices { counts[label, default: 0] += 0 }
    return counts.sorted { $0.key < $1.key }.map { label, count in
      (names.flatMap { $0.indices.contains(label) ? $0[label] : nil } ?? "\(label)", count)
    }
  }
}
