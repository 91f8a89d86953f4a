public import HoneCore
public import HoneGraph

/// Binary cross-entropy in which decisions that are right already count little.
///
/// ```text
/// (1 − pₜ)^γ · BCE      pₜ = target · p + (1 − target) · (1 − p)
/// ```
///
/// With `applyClassBalancing` also times `α · target + (1 − α) · (1 − target)`. From logits the
/// cross-entropy is computed without overflow.
///
/// - Prediction: `[N, …]`
/// - Target: the prediction's shape, values in 0 … 1
///
/// ```swift
/// loss: .binaryFocalCrossentropy(gamma: 2, fromLogits: true)
/// ```
///
/// Reference: Lin et al., "Focal loss for dense object detection", ICCV 2017.
public struct BinaryFocalCrossentropy: ElementwiseLoss {
  public static let schema = Schema(
    .loss, "binaryFocalCrossentropy", summary: "binary cross-entropy that favours hard decisions",
    formula: "(1 − pₜ)^γ·BCE", kerasName: "keras.losses.BinaryFocalCrossentropy",
    fields: [
      Field(
        "applyClassBalancing", .bool, default: false, "whether alpha balances the two classes")
    ] + CrossentropyFields.focal + CrossentropyFields.fields)

  /// Whether alpha balances the two classes.
  public var applyClassBalancing: Bool
  /// The weight of targets of 1; those of 0 have 1 − alpha.
  public var alpha: Double
  /// How little easy decisions count; 0 is the plain cross-entropy.
  public var gamma: Double
  /// Whether predictions are logits, not probabilities.
  public var fromLogits: Bool
  /// The share of a target's weight that is moved towards one half, 0 … 1.
  public var labelSmoothing: Double

  /// Creates the loss.
  public init(
    applyClassBalancing: Bool = false, alpha: Double = 0.25, gamma: Double = 2,
    fromLogits: Bool = false, labelSmoothing: Double = 0
  ) {
    self.applyClassBalancing = applyClassBalancing
    self.alpha = alpha
    self.gamma = gamma
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      applyClassBalancing: try fields.bool("applyClassBalancing"),
      alpha: try fields.double("alpha"), gamma: try fields.double("gamma"),
      fromLogits: try fields.bool("fromLogits"),
      labelSmoothing: try fields.double("labelSmoothing"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "applyClassBalancing": ConfigurationValue(applyClassBalancing),
      "alpha": ConfigurationValue(alpha), "gamma": ConfigurationValue(gamma),
      "fromLogits": ConfigurationValue(fromLogits),
      "labelSmoothing": ConfigurationValue(labelSmoothing),
    ]
  }

  public var predictions: PredictionKind { fromLogits ? .logits : .probabilities }
  public var isBinary: Bool { true }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.smoothedTowardsHalf(labelSmoothing)
    let plain = BinaryCrossentropy(fromLogits: fromLogits).values(prediction, wanted)
    let p = fromLogits ? sigmoid(prediction) : prediction
    let wrong = wanted * (1 - p) + (1 - wanted) * p
    var focal = pow(wrong, gamma) * plain
    if applyClassBalancing { focal *= wanted * alpha + (1 - wanted) * (1 - alpha) }
    return focal
  }
}

extension Loss where Self == BinaryFocalCrossentropy {
  /// Binary cross-entropy in which decisions that are right already count little.
  public static func binaryFocalCrossentropy(
    applyClassBalancing: Bool = false, alpha: Double = 0.25, gamma: Double = 2,
    fromLogits: Bool = false, labelSmoothing: Double = 0
  ) -> BinaryFocalCrossentropy {
    BinaryFocalCrossentropy(
      applyClassBalancing: applyClassBalancing, alpha: alpha, gamma: gamma,
      fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
}
