public import HoneCore

/// Puts a rectangle of another picture into each, of 1 − λ of its area, λ ~ Beta(α, α).
///
/// - Parameters: `factor`, α (default 1, where every size is equally likely).
///
/// Labels are shared as the pixels are: see ``MixUp`` for what this asks of the loss, and for where
/// it stands and acts. Pictures are numbers `[H, W, C]` by then.
///
/// ```swift
/// CutMix()
/// RandomChoice([MixUp(alpha: 0.2), CutMix()])   // one of the two for each sample
/// ```
///
/// Reference: Yun et al., "CutMix: Regularization strategy to train strong classifiers with
/// localizable features", ICCV 2019.
public struct CutMix: MixingTransform {
  public static let schema = Schema(
    .transform, "CutMix", summary: "puts a rectangle of another sample into each", techniques: [95],
    kerasName: "keras.layers.CutMix",
    fields: [
      Field(
        "factor", .double(.positive), default: 1,
        "α of the Beta distribution that shares are drawn from", aliases: ["alpha"])
    ])

  /// α of the Beta distribution that shares are drawn from.
  public var factor: Double

  /// Creates a transform.
  public init(factor: Double = 1) { self.factor = factor }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(factor: try fields.double("factor"))
  }

  public var fields: [String: ConfigurationValue] { ["factor": ConfigurationValue(factor)] }
  public var isTrainingOnly: Bool { true }
  package var mixes: SampleMixes? { SampleMixes(mixings: [.cutMix(alpha: factor)]) }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    throw misplaced()
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    throw misplaced()
  }
}
