public import HoneCore
public import HoneGraph

/// How often the largest prediction is at the class index.
///
/// - Prediction: `[N, …, classes]`, logits or probabilities
/// - Target: `[N, …]` or `[N, …, 1]`, class indices
///
/// ```swift
/// metrics: [.sparseCategoricalAccuracy]
/// ```
public struct SparseCategoricalAccuracy: MeanMetric {
  public static let schema = Schema(
    .metric, "sparseCategoricalAccuracy",
    summary: "how often the largest prediction is at the class index",
    formula: "right / all", techniques: [151], kerasName: "keras.metrics.SparseCategoricalAccuracy",
    fields: [
      Field("name", .string, default: "sparse_categorical_accuracy", "the name in logs")
    ])

  public var name: String

  /// Creates the metric.
  public init(name: String = "sparse_categorical_accuracy") {
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] { ["name": ConfigurationValue(name)] }
  public var targets: TargetKind { .classIndices }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let labels = target.classIndices(for: prediction, of: Self.schema.name)
    return (prediction.argMax() .== labels).converted(to: .float32)
  }
}

extension Metric where Self == SparseCategoricalAccuracy {
  /// How often the largest prediction is at the class index.
  public static var sparseCategoricalAccuracy: SparseCategoricalAccuracy {
    SparseCategoricalAccuracy()
  }
}
