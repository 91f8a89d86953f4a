public import HoneCore
public import HoneGraph

/// How often the largest prediction is at the largest target.
///
/// - Prediction: `[N, …, classes]`, logits or probabilities
/// - Target: the prediction's shape, one-hot vectors or distributions
///
/// ```swift
/// metrics: [.categoricalAccuracy]
/// ```
public struct CategoricalAccuracy: MeanMetric {
  public static let schema = Schema(
    .metric, "categoricalAccuracy",
    summary: "how often the largest prediction is at the largest target",
    formula: "right / all", techniques: [151], kerasName: "keras.metrics.CategoricalAccuracy",
    fields: [
      Field("name", .string, default: "categorical_accuracy", "the name in logs")
    ])

  public var name: String

  /// Creates the metric.
  public init(name: String = "categorical_accuracy") {
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] { ["name": ConfigurationValue(name)] }
  public var targets: TargetKind { .likePredictions }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.aligned(with: prediction, of: Self.schema.name)
    return (prediction.argMax() .== wanted.argMax()).converted(to: .float32)
  }
}

extension Metric where Self == CategoricalAccuracy {
  /// How often the largest prediction is at the largest target.
  public static var categoricalAccuracy: CategoricalAccuracy { CategoricalAccuracy() }
}
