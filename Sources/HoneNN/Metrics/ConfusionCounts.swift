public import HoneCore
public import HoneGraph

/// The number of decisions of one kind; the decisions are those of ``Precision``.
///
/// With several thresholds the number shown is that at the first, and `details` has one for each.
public protocol ConfusionCount: WeighableMetric {
  /// Whether decisions that are yes are counted, and where yes was wanted.
  static var counted: (yes: Bool, wanted: Bool) { get }
  /// When a decision is yes.
  var decisions: DecisionOptions { get set }
  /// Creates the metric.
  init(_ decisions: DecisionOptions)
}

extension ConfusionCount {
  public var name: String { decisions.name }
  public var targets: TargetKind { decisions.reading.targets }
  public init(_ fields: Fields) throws(HoneError) { self.init(try DecisionOptions(fields)) }
  public var fields: [String: ConfigurationValue] { decisions.fields }
  public var sumShapes: [Shape] { [[decisions.effectiveThresholds.count]] }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    sums(prediction, target, weights: nil)
  }

  public func sums(
    _ prediction: Tensor, _ target: Tensor, mask: Tensor?, weights: Tensor
  ) -> [Tensor] {
    sums(prediction, target, weights: weights)
  }

  private func sums(_ prediction: Tensor, _ target: Tensor, weights: Tensor?) -> [Tensor] {
    let (yes, wanted) = decisions.decide(prediction, target, of: Self.schema.name)
    guard !yes.isPoisoned else { return [yes] }
    let a = Self.counted.yes ? yes : 1 - yes
    let b = Self.counted.wanted ? wanted : 1 - wanted
    let counts = weights.map { a * b * $0.spread(over: b.shape[1]) } ?? a * b
    return [counts.counted(axes: [1])]
  }

  public func result(_ sums: [[Double]]) -> Double { sums[0][0] }

  public func details(_ sums: [[Double]]) -> HostTensor? {
    sums[0].count > 1 ? HostTensor(sums[0]) : nil
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.decisions.reading = DecisionReading(loss, predictionShape)
    return metric
  }
}

/// The number of yes-decisions that are right.
public struct TruePositives: ConfusionCount {
  public static let schema = Schema(
    .metric, "truePositives", summary: "the number of yes-decisions that are right",
    formula: "TP", kerasName: "keras.metrics.TruePositives",
    fields: DecisionFields.fields(name: "true_positives"))
  public static let counted = (yes: true, wanted: true)
  public var decisions: DecisionOptions
  public init(_ decisions: DecisionOptions) { self.decisions = decisions }
}

extension Metric where Self == TruePositives {
  /// The number of yes-decisions that are right.
  public static func truePositives(thresholds: [Double] = []) -> TruePositives {
    TruePositives(DecisionOptions(thresholds: thresholds, name: "true_positives"))
  }
}

/// The number of yes-decisions that are wrong.
public struct FalsePositives: ConfusionCount {
  public static let schema = Schema(
    .metric, "falsePositives", summary: "the number of yes-decisions that are wrong",
    formula: "FP", kerasName: "keras.metrics.FalsePositives",
    fields: DecisionFields.fields(name: "false_positives"))
  public static let counted = (yes: true, wanted: false)
  public var decisions: DecisionOptions
  public init(_ decisions: DecisionOptions) { self.decisions = decisions }
}

extension Metric where Self == FalsePositives {
  /// The number of yes-decisions that are wrong.
  public static func falsePositives(thresholds: [Double] = []) -> FalsePositives {
    FalsePositives(DecisionOptions(thresholds: thresholds, name: "false_positives"))
  }
}

/// The number of no-decisions that are right.
public struct TrueNegatives: ConfusionCount {
  public static let schema = Schema(
    .metric, "trueNegatives", summary: "the number of no-decisions that are right",
    formula: "TN", kerasName: "keras.metrics.TrueNegatives",
    fields: DecisionFields.fields(name: "true_negatives"))
  public static let counted = (yes: false, wanted: false)
  public var decisions: DecisionOptions
  public init(_ decisions: DecisionOptions) { self.decisions = decisions }
}

extension Metric where Self == TrueNegatives {
  /// The number of no-decisions that are right.
  public static func trueNegatives(thresholds: [Double] = []) -> TrueNegatives {
    TrueNegatives(DecisionOptions(thresholds: thresholds, name: "true_negatives"))
  }
}

/// The number of no-decisions that are wrong.
public struct FalseNegatives: ConfusionCount {
  public static let schema = Schema(
    .metric, "falseNegatives", summary: "the number of no-decisions that are wrong",
    formula: "FN", kerasName: "keras.metrics.FalseNegatives",
    fields: DecisionFields.fields(name: "false_negatives"))
  public static let counted = (yes: false, wanted: true)
  public var decisions: DecisionOptions
  public init(_ decisions: DecisionOptions) { self.decisions = decisions }
}

extension Metric where Self == FalseNegatives {
  /// The number of no-decisions that are wrong.
  public static func falseNegatives(thresholds: [Double] = []) -> FalseNegatives {
    FalseNegatives(DecisionOptions(thresholds: thresholds, name: "false_negatives"))
  }
}
