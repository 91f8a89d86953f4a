public import HoneCore
public import HoneGraph

/// A metric that can count samples by their weights.
public protocol WeighableMetric: Metric {
  /// What a batch adds to each sum where samples have weights.
  ///
  /// A weight of 2 counts as the sample twice, one of 0 leaves it out.
  ///
  /// - Parameters:
  ///   - prediction: the model's output, `[N, …]`.
  ///   - target: what was wanted.
  ///   - mask: which of the first axes of the prediction count; nil for all.
  ///   - weights: the weights of the samples, `[N]`.
  func sums(_ prediction: Tensor, _ target: Tensor, mask: Tensor?, weights: Tensor) -> [Tensor]
}

/// A metric over samples that count by their weights, those of the data and of classes; Keras's
/// `weighted_metrics`.
///
/// The others, given as `metrics`, count every sample alike. Without weights the two are the same.
/// Means, counts of decisions (precision, recall, true positives …), areas under curves and
/// F-scores can be weighted.
///
/// ```swift
/// try model.compile(
///   optimizer: .adam(), loss: .binaryCrossentropy, metrics: [.accuracy],
///   weightedMetrics: [.accuracy, .auc()])      // accuracy, weighted_accuracy, auc
/// ```
public struct WeightedMetric: Metric {
  public static let schema = Schema(
    .metric, "weighted", summary: "another metric, samples counted by their weights",
    formula: "Σ w·m / Σ w for a mean",
    fields: [
      Field("metric", .member(.metric), "the metric"),
      Field("name", .string, default: .null, "the name in logs; by default weighted_ and its own"),
    ])

  /// The metric.
  public var metric: any Metric
  public var name: String

  /// Creates a weighted form of a metric, by default named `weighted_` and its name.
  public init(_ metric: any Metric, name: String? = nil) {
    self.metric = metric
    self.name = name ?? "weighted_" + metric.name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.member("metric", .metric), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    ["metric": metric.configuration, "name": ConfigurationValue(name)]
  }

  public var targets: TargetKind { metric.targets }
  public var sumShapes: [Shape] { metric.sumShapes }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    metric.sums(prediction, target)
  }

  public func sums(_ prediction: Tensor, _ target: Tensor, mask: Tensor) -> [Tensor] {
    metric.sums(prediction, target, mask: mask)
  }

  /// What a batch adds to each sum; without weights what the metric itself adds.
  package func sums(
    _ prediction: Tensor, _ target: Tensor, mask: Tensor?, weights: Tensor?
  ) -> [Tensor] {
    guard let weights else {
      return mask.map { metric.sums(prediction, target, mask: $0) }
        ?? metric.sums(prediction, target)
    }
    guard let weighable = metric as? any WeighableMetric else {
      return sumShapes.map { _ in
        prediction.fail(
          name, wanted: "a metric that can weigh samples",
          received: "\"\(metric.name)\"", help: "give it as metrics:, not as weightedMetrics:")
      }
    }
    return weighable.sums(prediction, target, mask: mask, weights: weights)
  }

  public func result(_ sums: [[Double]]) -> Double { metric.result(sums) }
  public func details(_ sums: [[Double]]) -> HostTensor? { metric.details(sums) }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    WeightedMetric(metric.resolved(for: loss, predictionShape: predictionShape), name: name)
  }

  /// Metrics and weighted ones as one list. A weighted one has its metric's name, with `weighted_`
  /// before it where another has that already, as in Keras.
  package static func joined(_ metrics: [any Metric], _ weighted: [any Metric]) -> [any Metric] {
    var names = Set(metrics.map(\.name))
    return metrics
      + weighted.map { metric in
        let isFree = names.insert(metric.name).inserted
        return WeightedMetric(metric, name: isFree ? metric.name : nil)
      }
  }
}

extension Tensor {
  /// The weights `[N]` of samples for each of `count` elements, those of a sample together.
  func spread(over count: Int) -> Tensor {
    let samples = shape.count
    return converted(to: .float32).reshaped(to: [samples, 1])
      .broadcast(to: [samples, Swift.max(count, 1) / Swift.max(samples, 1)])
      .reshaped(to: [count])
  }
}
