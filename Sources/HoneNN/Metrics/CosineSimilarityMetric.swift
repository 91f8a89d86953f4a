public import HoneCore
public import HoneGraph

/// The mean cosine of the angle between prediction and target: 1 for the same direction.
///
/// ```swift
/// metrics: [.cosineSimilarity]
/// ```
public struct CosineSimilarityMetric: MeanMetric {
  public static let schema = Schema(
    .metric, "cosineSimilarity", summary: "the mean cosine between prediction and target",
    formula: "mean of cos(x, y)", kerasName: "keras.metrics.CosineSimilarity",
    fields: [
      Field("axis", .int(Int.min...Int.max), default: -1, "the axis of the vectors"),
      Field("name", .string, default: "cosine_similarity", "the name in logs"),
    ])

  /// The axis along which the vectors lie.
  public var axis: Int
  public var name: String

  /// Creates the metric.
  public init(axis: Int = -1, name: String = "cosine_similarity") {
    self.axis = axis
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(axis: try fields.int("axis"), name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    ["axis": ConfigurationValue(axis), "name": ConfigurationValue(name)]
  }

  public var targets: TargetKind { .likePredictions }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    -CosineSimilarity(axis: axis).perSample(prediction, target)
  }
}

extension Metric where Self == CosineSimilarityMetric {
  /// The mean cosine of the angle between prediction and target.
  public static var cosineSimilarity: CosineSimilarityMetric { CosineSimilarityMetric() }
}
