public import HoneCore
public import HoneGraph

/// Categorical cross-entropy in which classes that are predicted well already count little.
///
/// ```text
/// −Σ α · (1 − p)^γ · target · log p
/// ```
///
/// p are the probabilities divided by their sum, or the softmax of logits, clipped to
/// 1e-7 … 1 − 1e-7.
///
/// - Prediction: `[N, …, classes]`
/// - Target: the prediction's shape: one-hot vectors or distributions
///
/// ```swift
/// loss: .categoricalFocalCrossentropy(fromLogits: true)
/// ```
///
/// Reference: Lin et al., "Focal loss for dense object detection", ICCV 2017.
public struct CategoricalFocalCrossentropy: Loss {
  public static let schema = Schema(
    .loss, "categoricalFocalCrossentropy", summary: "cross-entropy that favours hard samples",
    formula: "−Σ α·(1 − p)^γ·y·log p", kerasName: "keras.losses.CategoricalFocalCrossentropy",
    fields: CrossentropyFields.focal + CrossentropyFields.fields)

  /// A factor of the whole loss.
  public var alpha: Double
  /// How little easy samples count; 0 is the plain cross-entropy times alpha.
  public var gamma: Double
  /// Whether predictions are logits, not probabilities.
  public var fromLogits: Bool
  /// The share of a target's weight that is spread over all classes alike, 0 … 1.
  public var labelSmoothing: Double

  /// Creates the loss.
  public init(
    alpha: Double = 0.25, gamma: Double = 2, fromLogits: Bool = false, labelSmoothing: Double = 0
  ) {
    self.alpha = alpha
    self.gamma = gamma
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      alpha: try fields.double("alpha"), gamma: try fields.double("gamma"),
      fromLogits: try fields.bool("fromLogits"),
      labelSmoothing: try fields.double("labelSmoothing"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "alpha": ConfigurationValue(alpha), "gamma": ConfigurationValue(gamma),
      "fromLogits": ConfigurationValue(fromLogits),
      "labelSmoothing": ConfigurationValue(labelSmoothing),
    ]
  }

  public var targets: TargetKind { .likePredictions }
  public var predictions: PredictionKind { fromLogits ? .logits : .probabilities }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let aligned = target.aligned(with: prediction, of: Self.schema.name)
    guard !aligned.isPoisoned else { return aligned }
    let shares =
      fromLogits
      ? softmax(prediction) : prediction / prediction.sum(axes: [-1], keepDimensions: true)
    let p = shares.clippedProbability
    let terms = pow(1 - p, gamma) * alpha * aligned.smoothed(labelSmoothing) * log(p)
    return (-terms.sum(axes: [-1])).samplewise
  }
}

extension Loss where Self == CategoricalFocalCrossentropy {
  /// Categorical cross-entropy in which classes that are predicted well already count little.
  public static func categoricalFocalCrossentropy(
    alpha: Double = 0.25, gamma: Double = 2, fromLogits: Bool = false, labelSmoothing: Double = 0
  ) -> CategoricalFocalCrossentropy {
    CategoricalFocalCrossentropy(
      alpha: alpha, gamma: gamma, fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
}
