public import HoneCore
public import HoneGraph

/// How often a prediction lies on the target's side of the threshold.
///
/// The threshold is 0.5, as for probabilities; logits want `threshold: 0`.
///
/// - Prediction: `[N, …]`
/// - Target: the prediction's shape, 0 or 1
///
/// ```swift
/// metrics: [.binaryAccuracy(threshold: 0)]
/// ```
public struct BinaryAccuracy: MeanMetric {
  public static let schema = Schema(
    .metric, "binaryAccuracy",
    summary: "how often a prediction lies on the target's side of the threshold",
    formula: "right / all", techniques: [151], kerasName: "keras.metrics.BinaryAccuracy",
    fields: [
      Field("threshold", .double(.anyNumber), default: 0.5, "predictions above it are 1"),
      Field("name", .string, default: "binary_accuracy", "the name in logs"),
    ])

  /// Predictions above it are 1.
  public var threshold: Double
  public var name: String

  /// Creates the metric.
  public init(threshold: Double = 0.5, name: String = "binary_accuracy") {
    self.threshold = threshold
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(threshold: try fields.double("threshold"), name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    ["threshold": ConfigurationValue(threshold), "name": ConfigurationValue(name)]
  }
  public var targets: TargetKind { .likePredictions }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.aligned(with: prediction, of: Self.schema.name)
    let decision = (prediction .> threshold).converted(to: prediction.dtype)
    return (decision .== wanted).converted(to: .float32)
  }
}

extension Metric where Self == BinaryAccuracy {
  /// How often a prediction lies on the target's side of the threshold.
  public static var binaryAccuracy: BinaryAccuracy { BinaryAccuracy() }

  /// How often a prediction lies on the target's side of the threshold.
  public static func binaryAccuracy(threshold: Double) -> BinaryAccuracy {
    BinaryAccuracy(threshold: threshold)
  }
}
