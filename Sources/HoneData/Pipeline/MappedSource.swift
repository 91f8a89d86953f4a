public import HoneCore

/// A source whose samples go through transforms.
///
/// ```swift
/// let photos = try ImageFolder("photos").map(Resizing(height: 64, width: 64), RandomFlip())
/// ```
///
/// Each transform draws from a key of its own, and so does what lies before them: no two draws of a
/// sample are the same.
public struct MappedSource: SampleSource {
  /// Where samples come from.
  public let base: any SampleSource
  /// What they go through, first to last.
  public let transforms: [any Transform]
  public let features: [FeatureSpec]
  /// What each transform receives.
  private let received: [[FeatureSpec]]

  /// Creates a source.
  ///
  /// - Throws: `.data` if a transform can't work on what the one before it makes.
  public init(_ base: any SampleSource, _ transforms: [any Transform]) throws(HoneError) {
    self.base = base
    self.transforms = transforms
    var features = base.features
    var received: [[FeatureSpec]] = []
    for transform in transforms {
      received.append(features)
      features = try transform.features(from: features)
    }
    self.features = features
    self.received = received
  }

  public var count: Int { base.count }
  public var classNames: [String]? { base.classNames }
  public var classLabels: [Int]? { base.classLabels }
  public func name(of index: Int) -> String { base.name(of: index) }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let key = context.key
    context.key = key.folding("source")
    try base.read(index, into: &sample, context: &context)
    for (number, transform) in transforms.enumerated() {
      context.key = key.folding(UInt64(number))
      context.features = received[number]
      try transform.apply(to: &sample, context: &context)
    }
    context.key = key
  }
}

extension SampleSource {
  /// The samples after some transforms.
  ///
  /// - Throws: `.data` if a transform can't work on what the one before it makes.
  public func map(_ transforms: any Transform...) throws(HoneError) -> MappedSource {
    try MappedSource(self, transforms)
  }

  /// The samples after transforms.
  ///
  /// - Throws: `.data` if a transform can't work on what the one before it makes.
  public func map(_ transforms: [any Transform]) throws(HoneError) -> MappedSource {
    try MappedSource(self, transforms)
  }

  /// The samples after a change of your own. It has no configuration, so a model can't be saved
  /// with it; make it a ``Transform`` for that.
  ///
  /// - Parameters:
  ///   - features: What the samples consist of afterwards; nil if that doesn't change.
  ///   - change: Changes a sample; it may draw random numbers from `context.key`.
  public func map(
    to features: [FeatureSpec]? = nil,
    _ change: @escaping @Sendable (inout Sample, inout TransformContext) throws(HoneError) -> Void
  ) -> some SampleSource {
    ChangedSource(base: self, features: features ?? self.features, change: change)
  }
}

/// A source whose samples a closure changes.
private struct ChangedSource: SampleSource {
  let base: any SampleSource
  let features: [FeatureSpec]
  let change: @Sendable (inout Sample, inout TransformContext) throws(HoneError) -> Void

  var count: Int { base.count }
  var classNames: [String]? { base.classNames }
  var classLabels: [Int]? { base.classLabels }
  func name(of index: Int) -> String { base.name(of: index) }

  func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let key = context.key
    context.key = key.folding("source")
    try base.read(index, into: &sample, context: &context)
    context.key = key.folding("change")
    context.features = base.features
    try change(&sample, &context)
    context.key = key
  }
}
