public import HoneCore
public import HoneGraph

/// Cross-entropy of yes-or-no decisions, averaged over those of a sample.
///
/// From logits x: `log(1 + eˣ) − target · x`, without overflow. From probabilities p, clipped to
/// 1e-7 … 1 − 1e-7: `−target · log p − (1 − target) · log(1 − p)`.
///
/// - Prediction: `[N, …]`
/// - Target: the prediction's shape, values in 0 … 1; a last axis of extent 1 may be missing
///
/// ```swift
/// loss: .binaryCrossentropy(fromLogits: true)
/// ```
public struct BinaryCrossentropy: Loss {
  public static let schema = Schema(
    .loss, "binaryCrossentropy", summary: "cross-entropy of yes-or-no decisions",
    fields: CrossentropyFields.fields)

  /// Whether predictions are logits, not probabilities.
  public var fromLogits: Bool

  /// Creates the loss.
  public init(fromLogits: Bool = false) { self.fromLogits = fromLogits }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(fromLogits: try fields.bool("fromLogits"))
  }

  public var fields: [String: ConfigurationValue] {
    ["fromLogits": ConfigurationValue(fromLogits)]
  }

  public var targets: TargetKind { .likePredictions }
  public var predictions: PredictionKind { fromLogits ? .logits : .probabilities }
  public var isBinary: Bool { true }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.aligned(with: prediction, of: Self.schema.name)
    guard !wanted.isPoisoned else { return wanted }
    if fromLogits { return (softplus(prediction) - wanted * prediction).samplewise }
    let p = prediction.clippedProbability
    return (-(wanted * log(p) + (1 - wanted) * log(1 - p))).samplewise
  }
}

extension Loss where Self == BinaryCrossentropy {
  /// Cross-entropy of yes-or-no decisions.
  public static func binaryCrossentropy(fromLogits: Bool = false) -> BinaryCrossentropy {
    BinaryCrossentropy(fromLogits: fromLogits)
  }
}
