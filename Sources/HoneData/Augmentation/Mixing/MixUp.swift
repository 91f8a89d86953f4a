public import HoneCore

/// Mixes each sample with another one, both paler: `λ·a + (1 − λ)·b`, λ ~ Beta(α, α).
///
/// - Parameters: `alpha`, α (default 0.2): the larger, the more even the shares.
///
/// Labels are mixed alike and so become shares of classes: the loss is one of these, such as
/// `categoricalCrossentropy`. Labels of validation and test become shares of one class.
///
/// ```swift
/// let model = Sequential {
///   RandomFlip(.horizontal)
///   MixUp(alpha: 0.2)
///   Conv2D(32, kernelSize: 3, activation: .relu)
///   …
/// }
/// ```
///
/// It acts in training, after all other transforms, wherever it stands among them. Keras's layer
/// takes the other sample from the batch; here it is drawn from all: see ``MixedDataset``.
///
/// Reference: Zhang et al., "mixup: Beyond empirical risk minimization", ICLR 2018.
public struct MixUp: MixingTransform {
  public static let schema = Schema(
    .transform, "MixUp", summary: "mixes each sample with another one, all over", techniques: [95],
    kerasName: "keras.layers.MixUp",
    fields: [
      Field(
        "alpha", .double(.positive), default: 0.2,
        "α of the Beta distribution that shares are drawn from")
    ])

  /// α of the Beta distribution that shares are drawn from.
  public var alpha: Double

  /// Creates a transform.
  public init(alpha: Double = 0.2) { self.alpha = alpha }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(alpha: try fields.double("alpha"))
  }

  public var fields: [String: ConfigurationValue] { ["alpha": ConfigurationValue(alpha)] }
  public var isTrainingOnly: Bool { true }
  package var mixes: SampleMixes? { SampleMixes(mixings: [.mixUp(alpha: alpha)]) }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    throw misplaced()
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    throw misplaced()
  }
}
