public import HoneCore

/// A transform that learns its numbers from data before it can be used: a mean, a vocabulary.
///
/// ```swift
/// let normalization = try Normalization().adapt(to: training)  // of the training split alone
/// ```
///
/// What was learnt stands in the transform's fields, so it is saved with the model, and `predict`
/// takes raw input.
public protocol FittedTransform: Transform {
  /// Whether it has what it learns; one that hasn't makes ``Transform/features(from:)`` throw.
  var isFitted: Bool { get }

  /// A copy that has learnt from every sample of a source, read once, in order, one at a time.
  ///
  /// Pass the training split only: numbers learnt from validation samples would tell the model
  /// about them.
  ///
  /// - Throws: `.data` if the source has no such feature or a sample can't be read.
  func adapt(to source: any SampleSource) throws(HoneError) -> Self
}

extension FittedTransform {
  /// The error for a transform that is used before it has learnt.
  func unfitted(_ what: String, set fields: String) -> HoneError {
    HoneError(
      .state, path: Self.schema.name, operation: "the transform",
      wanted: "\(what), learnt from the training split", received: "none",
      help: "call adapt(to:) with the training split, or set \(fields)")
  }

  /// Reads every sample of a source once, in order.
  ///
  /// - Parameters:
  ///   - source: The samples.
  ///   - choice: Which of their features to pass on.
  ///   - body: Takes a value and the number of its sample.
  func forEachValue(
    of source: any SampleSource, _ choice: FeatureChoice,
    _ body: (FeatureValue, Int) throws(HoneError) -> Void
  ) throws(HoneError) {
    let feature = try choice.index(in: source.features)
    var sample = Sample()
    let key = RandomKey(seed: 0).folding("adapt")
    var context = TransformContext(key: key)
    for index in 0..<source.count {
      context.key = key.folding(UInt64(index))
      context.features = source.features
      try source.read(index, into: &sample, context: &context)
      guard sample.values.indices.contains(feature) else {
        throw HoneError(
          .data, path: source.name(of: index), operation: Self.schema.name,
          wanted: "\(source.features.count) values, as the source says",
          received: "\(sample.values.count)")
      }
      do {
        try body(sample.values[feature], index)
      } catch {
        var error = error
        error.path = error.path ?? source.name(of: index)
        throw error
      }
    }
    if source.count == 0 {
      throw HoneError(
        .data, path: Self.schema.name, operation: "adapt", wanted: "samples to learn from",
        received: "an empty source")
    }
  }
}
