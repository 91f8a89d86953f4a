public import HoneCore
public import HoneGraph

/// How often the wanted class is among the k largest predictions; one that equals the k-th counts.
///
/// - Prediction: `[N, …, classes]`, logits or probabilities
/// - Target: one-hot rows of that shape, or class indices `[N, …]`, as the loss has them
///
/// ```swift
/// metrics: [.topKCategoricalAccuracy(k: 5)]
/// ```
public struct TopKCategoricalAccuracy: MeanMetric {
  public static let schema = Schema(
    .metric, "topKCategoricalAccuracy", aliases: ["sparseTopKCategoricalAccuracy"],
    summary: "how often the wanted class is among the k largest",
    formula: "wanted among the k largest / all", kerasName: "keras.metrics.TopKCategoricalAccuracy",
    fields: [
      Field("k", .int(1...Int.max), default: 5, "how many predictions count"),
      Field("name", .string, default: "top_k_categorical_accuracy", "the name in logs"),
    ])

  /// How many predictions count.
  public var k: Int
  public var name: String
  private var reading = DecisionReading()

  /// Creates the metric.
  public init(k: Int = 5, name: String = "top_k_categorical_accuracy") {
    self.k = k
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(k: try fields.int("k"), name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    ["k": ConfigurationValue(k), "name": ConfigurationValue(name)]
  }

  public var targets: TargetKind { reading.targets }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.reading = DecisionReading(loss, predictionShape)
    return metric
  }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    var reading = reading
    reading.scores = .asGiven
    let (scores, truths) = reading.read(prediction, target, of: Self.schema.name)
    guard !truths.isPoisoned else { return truths }
    let isWanted = truths.argMax().isIndex(depth: scores.shape[-1])
    let own = select(isWanted, scores, zerosLike(scores)).sum(axes: [-1], keepDimensions: true)
    let above = (scores .> own).converted(to: .float32).sum(axes: [-1])
    return (above .< Double(k)).converted(to: .float32)
  }
}

extension Metric where Self == TopKCategoricalAccuracy {
  /// How often the wanted class is among the k largest predictions.
  public static func topKCategoricalAccuracy(k: Int = 5) -> TopKCategoricalAccuracy {
    TopKCategoricalAccuracy(k: k)
  }
}
