internal import HoneCore
internal import HoneData
internal import HoneNN

/// The class of every sample of a part, where the loss takes targets for classes.
struct ClassLabels {
  /// In the order of the samples, without those that the loss leaves out.
  let labels: [Int]
  /// The number of samples of each class that there are any of.
  let counts: [Int: Int]

  /// The records beyond which those that have to be read for their labels aren't: some seconds.
  static let mostRecords = 200_000
  /// Larger numbers aren't classes.
  private static let highest = Int(Int32.max)

  /// Reads the labels once: every rule looks at these.
  ///
  /// - Returns: nil if the loss takes targets for amounts, targets aren't labels, or reading them
  ///   would take too long.
  init?(_ raw: RawData, for outputs: [OutputSpecification]) {
    guard outputs.count == 1, Preflight.takesClasses(outputs[0].loss), !Self.isLongToRead(raw),
      var labels = raw.classLabels ?? (outputs[0].loss.isBinary ? Self.answers(raw) : nil)
    else { return nil }
    if let ignored = Self.ignoredClass(of: outputs[0].loss) { labels.removeAll { $0 == ignored } }
    guard let low = labels.min(), let high = labels.max(), low >= 0, high < Self.highest else {
      return nil
    }
    self.labels = labels
    counts = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private static func ignoredClass(of loss: any Loss) -> Int? {
    switch loss {
    case let loss as WeightedLoss: ignoredClass(of: loss.loss)
    case let loss as SparseCategoricalCrossentropy: loss.ignoreClass
    default: nil
    }
  }

  /// Whether labels lie in so many records that reading all of them takes long.
  private static func isLongToRead(_ raw: RawData) -> Bool {
    guard let stored = StoredSamples(raw), stored.source is TFRecordExamples else { return false }
    return stored.source.count > mostRecords
  }

  /// Yes and no as numbers in memory, 1 and 0; nil for any others.
  private static func answers(_ raw: RawData) -> [Int]? { raw.cheapDataset.flatMap(answers) }

  private static func answers(_ data: any Dataset) -> [Int]? {
    switch data {
    case let data as Subset:
      return answers(data.base).map { all in data.indices.map { all[$0] } }
    case let data as WeightedDataset: return answers(data.base)
    case let data as ArrayDataset:
      let targets = data.fields.indices.filter { data.fields[$0].role == .target }
      guard targets.count == 1, data.fields[targets[0]].shape.count == 1 else { return nil }
      let values = data.tensors[targets[0]].elements(as: Float.self)
      return values.allSatisfy { $0 == 0 || $0 == 1 } ? values.map { Int($0) } : nil
    default: return nil
    }
  }
}

extension Preflight {
  /// Whether a loss takes targets for classes rather than for amounts.
  static func takesClasses(_ loss: any Loss) -> Bool {
    let name = name(of: loss)
    return loss.targets == .classIndices || name.hasPrefix("sparseCategorical")
      || name.hasPrefix("categorical")
      || loss.targets == .likePredictions && (loss.isBinary || loss.predictions != .values)
  }
}
