public import HoneCore

/// Several transforms one after another, as one.
///
/// ```swift
/// RandomChoice([Pipeline([RandomFlip(), RandomRotation(0.1)]), RandomErasing()])
/// ```
public struct Pipeline: TransformList {
  public static let schema = Schema(
    .transform, "Pipeline", summary: "several transforms one after another",
    kerasName: "keras.layers.Pipeline", fields: [CombinationFields.transforms])

  /// The transforms, first to last.
  public var transforms: [any Transform]

  /// Creates a transform.
  public init(_ transforms: [any Transform]) { self.transforms = transforms }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.members("transforms", .transform))
  }

  public var fields: [String: ConfigurationValue] { ["transforms": listConfiguration] }

  /// Those of the transforms that act then.
  public var inferenceTransform: (any Transform)? {
    let acting = transforms.compactMap(\.inferenceTransform)
    return acting.isEmpty ? nil : Pipeline(acting)
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    try featuresOfAll(from: features)
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    try applyAll(to: &sample, context: &context)
  }
}
