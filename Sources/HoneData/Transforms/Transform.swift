public import HoneCore

/// A step between reading a sample and batching it: preprocessing, such as `Resizing`, or
/// augmentation, such as `RandomFlip`.
///
/// A transform is a value of configuration. It stands in a pipeline, `source.map(RandomFlip())`, or
/// as one of the first layers of a model, where it works in the same pipeline with the same bits.
public protocol Transform: Configurable {
  /// Whether it acts in training only, as augmentation does.
  var isTrainingOnly: Bool { get }

  /// What stands in its place when a model is used rather than trained; nil for nothing.
  ///
  /// By default that is the transform itself, or nothing if it acts in training only. A random crop
  /// takes the middle then, so that the model sees samples of the same shape.
  var inferenceTransform: (any Transform)? { get }

  /// What it makes of a sample's features.
  ///
  /// - Throws: `.data` if it can't work on them: what it wants, what there is, and what to do.
  func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec]

  /// Transforms a sample.
  ///
  /// - Parameters:
  ///   - sample: The values of the features.
  ///   - context: The key of this draw, and the thread's memory.
  /// - Throws: `.data` if a value can't be transformed.
  func apply(to sample: inout Sample, context: inout TransformContext) throws(HoneError)
}

extension Transform {
  public var isTrainingOnly: Bool { false }
  public var inferenceTransform: (any Transform)? { isTrainingOnly ? nil : self }
}
