public import HoneCore
public import HoneGraph

/// The weighted harmonic mean of precision and recall, for each class and averaged.
///
/// ```text
/// (1 + β²) · precision · recall / (β² · precision + recall)
/// ```
///
/// Without a threshold the class of the largest prediction is the yes-decision of a sample (of equal
/// ones, all), else every class whose probability is above it. With `average: .none` the mean over
/// classes is shown, and `details` has the value of each.
///
/// - Prediction: `[N, …, classes]`
/// - Target: one-hot rows of that shape, or class indices `[N, …]`, as the loss has them
///
/// ```swift
/// metrics: [.f1Score(average: .macro)]
/// ```
public struct FBetaScore: WeighableMetric {
  /// How the classes' values become one.
  public enum Average: String, Hashable, Sendable, CaseIterable {
    /// Each class's value by itself.
    case none
    /// From the counts of all classes together.
    case micro
    /// The mean over classes.
    case macro
    /// The mean over classes, each counting by its number of samples.
    case weighted
  }

  public static let schema = Schema(
    .metric, "fBetaScore", summary: "the mean of precision and recall, recall counting β times",
    formula: "(1 + β²)·P·R / (β²·P + R)", kerasName: "keras.metrics.FBetaScore",
    fields: [Field("beta", .double(.positive), default: 1.0, "how much recall counts")]
      + FBetaFields.fields(name: "fbeta_score"))

  /// How the classes' values become one.
  public var average: Average
  /// How much more recall counts than precision.
  public var beta: Double
  /// Probabilities above it are yes; nil for the largest.
  public var threshold: Double?
  public var name: String
  private var reading = DecisionReading()

  /// Creates the metric.
  public init(
    average: Average = .none, beta: Double = 1, threshold: Double? = nil,
    name: String = "fbeta_score"
  ) {
    self.average = average
    self.beta = beta
    self.threshold = threshold
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      average: try fields.choice("average"), beta: try fields.double("beta"),
      threshold: fields.has("threshold") ? try fields.double("threshold") : nil,
      name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    ["beta": ConfigurationValue(beta)].merging(FBetaFields.encode(average, threshold, name)) { $1 }
  }

  public var targets: TargetKind { reading.targets }

  /// True positives, false positives, false negatives of each class.
  public var sumShapes: [Shape] { [Shape](repeating: [reading.classes], count: 3) }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    sums(prediction, target, weights: nil)
  }

  public func sums(
    _ prediction: Tensor, _ target: Tensor, mask: Tensor?, weights: Tensor
  ) -> [Tensor] {
    sums(prediction, target, weights: weights)
  }

  private func sums(_ prediction: Tensor, _ target: Tensor, weights: Tensor?) -> [Tensor] {
    let (scores, truths) = reading.read(prediction, target, of: name)
    guard !truths.isPoisoned else { return [truths, truths, truths] }
    let yes: Tensor
    if let threshold {
      yes = (scores .> threshold).converted(to: scores.dtype)
    } else {
      // As in Keras a largest prediction of 0 decides nothing.
      let isLargest = scores .>= scores.max(axes: [1], keepDimensions: true)
      yes =
        isLargest.converted(to: scores.dtype) * (abs(scores) .> 1e-9).converted(to: scores.dtype)
    }
    let counts = weights?.spread(over: scores.shape[0]).reshaped(to: [scores.shape[0], 1])
    return [yes * truths, yes * (1 - truths), (1 - yes) * truths].map { one in
      (counts.map { one * $0 } ?? one).counted(axes: [0])
    }
  }

  public func result(_ sums: [[Double]]) -> Double {
    if average == .micro {
      return score(sums.map { $0.reduce(0, +) }.map { [$0] }, at: 0)
    }
    let scores = sums[0].indices.map { score(sums, at: $0) }
    guard average == .weighted else {
      return scores.reduce(0, +) / Double(Swift.max(scores.count, 1))
    }
    let counts = sums[0].indices.map { sums[0][$0] + sums[2][$0] }
    return ratio(zip(scores, counts).reduce(0) { $0 + $1.0 * $1.1 }, counts.reduce(0, +))
  }

  public func details(_ sums: [[Double]]) -> HostTensor? {
    average == .none ? HostTensor(sums[0].indices.map { score(sums, at: $0) }) : nil
  }

  private func score(_ sums: [[Double]], at place: Int) -> Double {
    let (right, alarms, missed) = (sums[0][place], sums[1][place], sums[2][place])
    let precision = ratio(right, right + alarms)
    let recall = ratio(right, right + missed)
    return (1 + beta * beta) * ratio(precision * recall, beta * beta * precision + recall)
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.reading = DecisionReading(loss, predictionShape)
    return metric
  }
}

/// The harmonic mean of precision and recall: ``FBetaScore`` with β = 1.
///
/// ```swift
/// metrics: [.f1Score(average: .macro)]
/// ```
public struct F1Score: WeighableMetric {
  public static let schema = Schema(
    .metric, "f1Score", summary: "the harmonic mean of precision and recall",
    formula: "2·P·R / (P + R)", kerasName: "keras.metrics.F1Score",
    fields: FBetaFields.fields(name: "f1_score"))

  private var base: FBetaScore

  /// Creates the metric.
  public init(
    average: FBetaScore.Average = .none, threshold: Double? = nil, name: String = "f1_score"
  ) {
    base = FBetaScore(average: average, threshold: threshold, name: name)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      average: try fields.choice("average"),
      threshold: fields.has("threshold") ? try fields.double("threshold") : nil,
      name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    FBetaFields.encode(base.average, base.threshold, base.name)
  }

  public var name: String { base.name }
  public var targets: TargetKind { base.targets }
  public var sumShapes: [Shape] { base.sumShapes }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    base.sums(prediction, target)
  }

  public func sums(
    _ prediction: Tensor, _ target: Tensor, mask: Tensor?, weights: Tensor
  ) -> [Tensor] {
    base.sums(prediction, target, mask: mask, weights: weights)
  }

  public func result(_ sums: [[Double]]) -> Double { base.result(sums) }
  public func details(_ sums: [[Double]]) -> HostTensor? { base.details(sums) }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    base.resolved(for: loss, predictionShape: predictionShape)
  }
}

/// The fields of ``FBetaScore`` and ``F1Score``.
private enum FBetaFields {
  static func fields(name: String) -> [Field] {
    [
      Field(
        "average", .choice(FBetaScore.Average.allCases.map(\.rawValue)), default: "none",
        "how the classes' values become one"),
      Field(
        "threshold", .double(0...1), default: .null,
        "probabilities above it are yes; the largest, if left out"),
      Field("name", .string, default: ConfigurationValue(name), "the name in logs"),
    ]
  }

  static func encode(
    _ average: FBetaScore.Average, _ threshold: Double?, _ name: String
  ) -> [String: ConfigurationValue] {
    [
      "average": ConfigurationValue(average.rawValue),
      "threshold": threshold.map { ConfigurationValue($0) } ?? .null,
      "name": ConfigurationValue(name),
    ]
  }
}

extension Metric where Self == FBetaScore {
  /// The mean of precision and recall, recall counting `beta` times as much.
  public static func fBetaScore(
    average: FBetaScore.Average = .none, beta: Double = 1, threshold: Double? = nil
  ) -> FBetaScore { FBetaScore(average: average, beta: beta, threshold: threshold) }
}

extension Metric where Self == F1Score {
  /// The harmonic mean of precision and recall.
  public static func f1Score(
    average: FBetaScore.Average = .none, threshold: Double? = nil
  ) -> F1Score { F1Score(average: average, threshold: threshold) }
}
