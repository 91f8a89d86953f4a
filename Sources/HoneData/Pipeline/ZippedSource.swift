public import HoneCore

/// Two sources side by side: a sample has the features of both.
///
/// ```swift
/// let pairs = try photos.zip(masks)
/// ```
public struct ZippedSource: SampleSource {
  /// The source of the first features.
  public let first: any SampleSource
  /// The source of the others.
  public let second: any SampleSource
  public let features: [FeatureSpec]

  /// Creates a source.
  ///
  /// - Throws: `.data` if the sources differ in length, or if both have a feature of one role and
  ///   name.
  public init(_ first: any SampleSource, _ second: any SampleSource) throws(HoneError) {
    guard first.count == second.count else {
      throw HoneError(
        .data, operation: "zip", wanted: "sources of one length, here \(first.count)",
        received: "\(second.count)", help: "take(\(min(first.count, second.count))) of the longer")
    }
    let names = Set(first.features.map { "\($0.role) \($0.name)" })
    if let twice = second.features.first(where: { names.contains("\($0.role) \($0.name)") }) {
      throw HoneError(
        .data, operation: "zip", wanted: "features of different names",
        received: "\(twice.role.rawValue) \"\(twice.name)\" in both", help: "rename one")
    }
    self.first = first
    self.second = second
    features = first.features + second.features
  }

  public var count: Int { first.count }
  public var classNames: [String]? { first.classNames ?? second.classNames }
  public var classLabels: [Int]? { first.classLabels ?? second.classLabels }
  public func name(of index: Int) -> String { first.name(of: index) }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let key = context.key
    var other = Sample()
    if sample.values.count == features.count {
      other.values = Array(sample.values[first.features.count...])
      sample.values.removeLast(second.features.count)
    }
    context.key = key.folding("first")
    try first.read(index, into: &sample, context: &context)
    context.key = key.folding("second")
    try second.read(index, into: &other, context: &context)
    sample.values += other.values
    context.key = key
  }
}

extension SampleSource {
  /// These samples with the features of another source beside their own.
  ///
  /// - Throws: `.data` if the sources differ in length or share a feature's name.
  public func zip(_ other: any SampleSource) throws(HoneError) -> ZippedSource {
    try ZippedSource(self, other)
  }
}
