public import HoneCore

/// Does several transforms, or none of them, at random.
///
/// - Parameters: `transforms`, done one after another; they must leave samples in their shape and
///   range; `probability`, of doing them (default 0.5).
///
/// ```swift
/// RandomApply([RandomGaussianBlur(), RandomNoise()], probability: 0.3)
/// ```
public struct RandomApply: TransformList {
  public static let schema = Schema(
    .transform, "RandomApply", summary: "does several transforms, or none", techniques: [95],
    fields: [
      CombinationFields.transforms, ImageFields.probability(0.5, "the probability of doing them"),
    ])

  /// The transforms, first to last.
  public var transforms: [any Transform]
  /// The probability of doing them.
  public var probability: Double

  /// Creates a transform.
  public init(_ transforms: [any Transform], probability: Double = 0.5) {
    self.transforms = transforms
    self.probability = probability
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.members("transforms", .transform), probability: try fields.double("probability"))
  }

  public var fields: [String: ConfigurationValue] {
    ["transforms": listConfiguration, "probability": ConfigurationValue(probability)]
  }

  public var isTrainingOnly: Bool { true }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    try ImageFields.check(probability: probability, of: Self.schema.name)
    for transform in transforms {
      try checkUnchanged(features, by: transform, try transform.features(from: features))
    }
    return features
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let draw: ChoiceDraw = try context.draw(
      Self.schema.name, caption: { $0.isChosen ? "done" : "not done" },
      { ChoiceDraw($0.happens(probability, at: 0)) })
    if draw.isChosen { try applyAll(to: &sample, context: &context) }
  }
}
