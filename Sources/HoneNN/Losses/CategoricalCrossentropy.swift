public import HoneCore
public import HoneGraph

/// Cross-entropy between predicted and wanted distributions.
///
/// From logits: `−Σ target · log softmax(prediction)`. From probabilities:
/// `−Σ target · log(p / Σ p)`, the quotient clipped to 1e-7 … 1 − 1e-7. With label smoothing s the
/// target is `target · (1 − s) + s / classes`.
///
/// - Prediction: `[N, …, classes]`
/// - Target: the prediction's shape: one-hot vectors or distributions
///
/// ```swift
/// loss: .categoricalCrossentropy(fromLogits: true)
/// ```
public struct CategoricalCrossentropy: Loss {
  public static let schema = Schema(
    .loss, "categoricalCrossentropy", summary: "cross-entropy with distributions",
    formula: "−Σ y·log softmax(x)", techniques: [151],
    kerasName: "keras.losses.CategoricalCrossentropy",
    fields: CrossentropyFields.fields)

  /// Whether predictions are logits, not probabilities.
  public var fromLogits: Bool
  /// The share of a target's weight that is spread over all classes alike, 0 … 1.
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

  public var targets: TargetKind { .likePredictions }
  public var predictions: PredictionKind { fromLogits ? .logits : .probabilities }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.aligned(with: prediction, of: Self.schema.name)
    guard !wanted.isPoisoned else { return wanted }
    let logarithm: Tensor
    if fromLogits {
      logarithm = logSoftmax(prediction)
    } else {
      let total = prediction.sum(axes: [-1], keepDimensions: true)
      logarithm = log((prediction / total).clippedProbability)
    }
    return (-(wanted.smoothed(labelSmoothing) * logarithm).sum(axes: [-1])).samplewise
  }
}

extension Loss where Self == CategoricalCrossentropy {
  /// Cross-entropy between predicted and wanted distributions.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0
  ) -> CategoricalCrossentropy {
    CategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
}
