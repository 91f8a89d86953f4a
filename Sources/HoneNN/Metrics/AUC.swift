public import HoneCore
public import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The area under a curve over thresholds: how well the wanted ones are ranked before the others.
///
/// The curve is taken at `numThresholds` evenly spaced probabilities, as in Keras; the area is exact
/// in the limit of many. Every class of every sample is a decision of its own. Logits become
/// probabilities first, by the loss's own function.
///
/// `ROC`: recall over the rate of false alarms; 0.5 is chance. `PR`: precision over recall, between
/// thresholds interpolated by the formula of Davis and Goadrich.
///
/// - Prediction: `[N, …]`, probabilities, or logits of a loss that says so
/// - Target: the prediction's shape, 0 or 1; or class indices, as the loss has them
///
/// ```swift
/// metrics: [.auc(), .auc(curve: .pr)]
/// ```
///
/// Reference: Davis and Goadrich, "The relationship between precision-recall and ROC curves", ICML
/// 2006.
public struct AUC: WeighableMetric {
  /// Which curve.
  public enum Curve: String, Hashable, Sendable, CaseIterable { case roc, pr }
  /// What height the area has between two thresholds: the mean, the smaller or the larger.
  public enum Summation: String, Hashable, Sendable, CaseIterable {
    case interpolation, minoring, majoring
  }

  public static let schema = Schema(
    .metric, "auc", summary: "the area under a curve over thresholds",
    formula: "∫ recall d(false alarms), or ∫ precision d(recall)", kerasName: "keras.metrics.AUC",
    fields: [
      Field("numThresholds", .int(2...1_000_000), default: 200, "the points of the curve"),
      Field("curve", .choice(Curve.allCases.map(\.rawValue)), default: "roc", "which curve"),
      Field(
        "summationMethod", .choice(Summation.allCases.map(\.rawValue)), default: "interpolation",
        "the height between two points"),
      Field(
        "fromLogits", .bool, default: false,
        "whether predictions are logits, where the loss doesn't say it"),
      Field("name", .string, default: "auc", "the name in logs"),
    ])

  /// Which curve.
  public var curve: Curve
  /// The height between two points.
  public var summationMethod: Summation
  /// Whether predictions are logits, where the loss doesn't say it.
  public var fromLogits: Bool
  public var name: String
  private var histogram: ThresholdHistogram

  /// The points of the curve.
  public var numThresholds: Int { histogram.count }

  /// Creates the metric.
  public init(
    numThresholds: Int = 200, curve: Curve = .roc, summationMethod: Summation = .interpolation,
    fromLogits: Bool = false, name: String = "auc"
  ) {
    histogram = ThresholdHistogram(count: Swift.max(numThresholds, 2))
    self.curve = curve
    self.summationMethod = summationMethod
    self.fromLogits = fromLogits
    self.name = name
    if fromLogits { histogram.reading.scores = .sigmoid }
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      numThresholds: try fields.int("numThresholds"), curve: try fields.choice("curve"),
      summationMethod: try fields.choice("summationMethod"),
      fromLogits: try fields.bool("fromLogits"), name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "numThresholds": ConfigurationValue(numThresholds),
      "curve": ConfigurationValue(curve.rawValue),
      "summationMethod": ConfigurationValue(summationMethod.rawValue),
      "fromLogits": ConfigurationValue(fromLogits), "name": ConfigurationValue(name),
    ]
  }

  public var targets: TargetKind { histogram.reading.targets }
  public var sumShapes: [Shape] { histogram.sumShapes }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    histogram.sums(prediction, target, of: Self.schema.name)
  }

  public func sums(
    _ prediction: Tensor, _ target: Tensor, mask: Tensor?, weights: Tensor
  ) -> [Tensor] {
    histogram.sums(prediction, target, weights: weights, of: Self.schema.name)
  }

  public func result(_ sums: [[Double]]) -> Double {
    let counts = histogram.counts(sums, includesZero: true)
    if curve == .pr, summationMethod == .interpolation { return Self.interpolated(counts) }
    let points = counts.map { count in
      curve == .roc
        ? (x: count.falseAlarmRate, y: count.recall) : (x: count.recall, y: count.precision)
    }
    return zip(points, points.dropFirst()).reduce(0) { area, pair in
      let (a, b) = (pair.0.y, pair.1.y)
      let height =
        switch summationMethod {
        case .interpolation: (a + b) / 2
        case .minoring: Swift.min(a, b)
        case .majoring: Swift.max(a, b)
        }
      return area + (pair.0.x - pair.1.x) * height
    }
  }

  /// Between two thresholds precision isn't linear in recall: the counts are.
  private static func interpolated(_ counts: [ThresholdCounts]) -> Double {
    zip(counts, counts.dropFirst()).reduce(0) { area, pair in
      let (a, b) = pair
      let (all, fewer) = (
        a.truePositives + a.falsePositives, b.truePositives + b.falsePositives
      )
      let gained = a.truePositives - b.truePositives
      let slope = ratio(gained, Swift.max(all - fewer, 0))
      let intercept = b.truePositives - slope * fewer
      let quotient = all > 0 && fewer > 0 ? all / fewer : 1
      return area
        + ratio(
          slope * (gained + intercept * log(quotient)),
          Swift.max(b.truePositives + b.falseNegatives, 0))
    }
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.histogram.reading = DecisionReading(loss, predictionShape)
    if fromLogits, metric.histogram.reading.scores == .asGiven {
      metric.histogram.reading.scores = .sigmoid
    }
    return metric
  }
}

extension Metric where Self == AUC {
  /// The area under a curve over thresholds.
  public static func auc(
    numThresholds: Int = 200, curve: AUC.Curve = .roc, name: String = "auc"
  ) -> AUC { AUC(numThresholds: numThresholds, curve: curve, name: name) }
}
