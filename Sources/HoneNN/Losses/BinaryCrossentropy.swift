public import HoneCore
public import HoneGraph

/// Cross-entropy of yes-or-no decisions, averaged over those of a sample.
///
/// From logits x: `log(1 + eˣ) − target · x`, without overflow. From probabilities p, clipped to
/// 1e-7 … 1 − 1e-7: `−target · log p − (1 − target) · log(1 − p)`. With label smoothing s the
/// target is `target · (1 − s) + s / 2`.
///
/// - Prediction: `[N, …]`
/// - Target: the prediction's shape, values in 0 … 1; a last axis of extent 1 may be missing
///
/// ```swift
/// loss: .binaryCrossentropy(fromLogits: true)
/// ```
public struct BinaryCrossentropy: ElementwiseLoss {
  public static let schema = Schema(
    .loss, "binaryCrossentropy", summary: "cross-entropy of yes-or-no decisions",
    formula: "−y·log p − (1 − y)·log(1 − p)", techniques: [151],
    kerasName: "keras.losses.BinaryCrossentropy",
    fields: CrossentropyFields.fields)

  /// Whether predictions are logits, not probabilities.
  public var fromLogits: Bool
  /// The share of a target's weight that is moved towards one half, 0 … 1.
  public var labelSmoothing: Double

  /// Creates the loss.
  public init(fromLogits: Bool = false, labelSmoothing: Double = 0) {
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      fromLogits: try fields.bool("fromLogits"),
      labelSmoothing: try fields.double("labelSmoothing"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "fromLogits": ConfigurationValue(fromLogits),
      "labelSmoothing": ConfigurationValue(labelSmoothing),
    ]
  }

  public var predictions: PredictionKind { fromLogits ? .logits : .probabilities }
  public var isBinary: Bool { true }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.smoothedTowardsHalf(labelSmoothing)
    if fromLogits { return softplus(prediction) - wanted * prediction }
    let p = prediction.clippedProbability
    return -(wanted * log(p) + (1 - wanted) * log(1 - p))
  }
}

extension Loss where Self == BinaryCrossentropy {
  /// Cross-entropy of yes-or-no decisions.
  public static func binaryCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0
  ) -> BinaryCrossentropy {
    BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
}
