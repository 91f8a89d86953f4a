public import HoneCore
public import HoneGraph

/// How many of the yes-decisions are right: TP / (TP + FP), 0 without any.
///
/// As in Keras every class of every sample is a decision of its own: yes where its probability is
/// above the threshold. Logits become probabilities first, by the loss's own function. See
/// ``PrecisionRecallMetric`` for the parameters, and ``FBetaScore`` for averages over classes.
///
/// ```swift
/// metrics: [.precision(), .recall()]
/// ```
public struct Precision: PrecisionRecallMetric {
  public static let schema = Schema(
    .metric, "precision", summary: "how many of the yes-decisions are right",
    formula: "TP / (TP + FP)", kerasName: "keras.metrics.Precision",
    fields: DecisionFields.fields(name: "precision"))
  public static let defaultName = "precision"
  public static let countsMissed = false
  public var decisions: DecisionOptions

  public init(_ decisions: DecisionOptions) { self.decisions = decisions }
}

/// How many of the wanted are found: TP / (TP + FN), 0 without any.
///
/// The decisions are those of ``Precision``.
///
/// ```swift
/// metrics: [.recall(thresholds: [0.3, 0.5])]
/// ```
public struct Recall: PrecisionRecallMetric {
  public static let schema = Schema(
    .metric, "recall", summary: "how many of the wanted are found",
    formula: "TP / (TP + FN)", kerasName: "keras.metrics.Recall",
    fields: DecisionFields.fields(name: "recall"))
  public static let defaultName = "recall"
  public static let countsMissed = true
  public var decisions: DecisionOptions

  public init(_ decisions: DecisionOptions) { self.decisions = decisions }
}

extension Metric where Self == Precision {
  /// How many of the yes-decisions are right.
  public static func precision(
    thresholds: [Double] = [], topK: Int? = nil, classId: Int? = nil, name: String = "precision"
  ) -> Precision {
    Precision(DecisionOptions(thresholds: thresholds, topK: topK, classId: classId, name: name))
  }
}

extension Metric where Self == Recall {
  /// How many of the wanted are found.
  public static func recall(
    thresholds: [Double] = [], topK: Int? = nil, classId: Int? = nil, name: String = "recall"
  ) -> Recall {
    Recall(DecisionOptions(thresholds: thresholds, topK: topK, classId: classId, name: name))
  }
}

/// What ``Precision`` and ``Recall`` share: counts of right decisions and of one kind of wrong ones.
///
/// With several thresholds the number shown is that at the first, and `details` has one for each.
public protocol PrecisionRecallMetric: WeighableMetric {
  /// The name in logs unless another is given.
  static var defaultName: String { get }
  /// Whether missed ones are counted, else false alarms.
  static var countsMissed: Bool { get }
  /// When a decision is yes.
  var decisions: DecisionOptions { get set }
  /// Creates the metric.
  init(_ decisions: DecisionOptions)
}

extension PrecisionRecallMetric {
  public var name: String { decisions.name }
  public var targets: TargetKind { decisions.reading.targets }

  public init(_ fields: Fields) throws(HoneError) { self.init(try DecisionOptions(fields)) }
  public var fields: [String: ConfigurationValue] { decisions.fields }

  public var sumShapes: [Shape] {
    let shape: Shape = [decisions.effectiveThresholds.count]
    return [shape, shape]
  }

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
    guard !yes.isPoisoned else { return [yes, yes] }
    let other = Self.countsMissed ? (1 - yes) * wanted : yes * (1 - wanted)
    let counts = weights?.spread(over: wanted.shape[1])
    return [yes * wanted, other].map { one in
      (counts.map { one * $0 } ?? one).counted(axes: [1])
    }
  }

  public func result(_ sums: [[Double]]) -> Double { ratio(sums[0][0], sums[0][0] + sums[1][0]) }

  public func details(_ sums: [[Double]]) -> HostTensor? {
    guard sums[0].count > 1 else { return nil }
    return HostTensor(zip(sums[0], sums[1]).map { ratio($0, $0 + $1) })
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.decisions.reading = DecisionReading(loss, predictionShape)
    return metric
  }
}
