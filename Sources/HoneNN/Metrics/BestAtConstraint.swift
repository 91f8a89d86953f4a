public import HoneCore
public import HoneGraph

/// The best of one rate over all thresholds at which another rate is high enough, as in Keras.
///
/// Thresholds are evenly spaced from 0 to 1; predictions and targets are read as by ``AUC``.
public struct ConstraintOptions: Hashable, Sendable {
  /// How high the other rate must be, 0 … 1.
  public var value: Double
  /// The number of thresholds.
  public var numThresholds: Int
  /// The name in logs.
  public var name: String
  var histogram: ThresholdHistogram

  init(_ value: Double, _ numThresholds: Int, _ name: String) {
    self.value = value
    self.numThresholds = numThresholds
    self.name = name
    histogram = ThresholdHistogram(count: Swift.max(numThresholds, 2))
  }
}

/// What metrics of the best rate under a constraint share.
public protocol BestAtConstraint: WeighableMetric {
  /// The name of the rate that must be high enough, as a field.
  static var constraintName: String { get }
  /// The name in logs unless another is given.
  static var defaultName: String { get }
  /// How high it must be, and at how many thresholds to look.
  var options: ConstraintOptions { get set }
  /// Creates the metric.
  init(options: ConstraintOptions)
  /// The rate that must be high enough, and the one that is wanted, from the counts at a threshold.
  static func rates(
    truePositives: Double, falsePositives: Double, trueNegatives: Double, falseNegatives: Double
  ) -> (constrained: Double, wanted: Double)
}

extension BestAtConstraint {
  static func makeSchema(_ name: String, _ summary: String) -> Schema {
    Schema(
      .metric, name, summary: summary, formula: "the best where \(constraintName) ≥ value",
      kerasName: "keras.metrics." + name.prefix(1).uppercased() + name.dropFirst(),
      fields: [
        Field(constraintName, .double(0...1), "how high the \(constraintName) must be"),
        Field("numThresholds", .int(2...1_000_000), default: 200, "where to look"),
        Field("name", .string, default: ConfigurationValue(defaultName), "the name in logs"),
      ])
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      options: ConstraintOptions(
        try fields.double(Self.constraintName), try fields.int("numThresholds"),
        try fields.string("name")))
  }

  public var fields: [String: ConfigurationValue] {
    [
      Self.constraintName: ConfigurationValue(options.value),
      "numThresholds": ConfigurationValue(options.numThresholds),
      "name": ConfigurationValue(name),
    ]
  }

  public var name: String { options.name }
  public var targets: TargetKind { options.histogram.reading.targets }
  public var sumShapes: [Shape] { options.histogram.sumShapes }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    options.histogram.sums(prediction, target, of: Self.schema.name)
  }

  public func sums(
    _ prediction: Tensor, _ target: Tensor, mask: Tensor?, weights: Tensor
  ) -> [Tensor] {
    options.histogram.sums(prediction, target, weights: weights, of: Self.schema.name)
  }

  public func result(_ sums: [[Double]]) -> Double {
    options.histogram.counts(sums, includesZero: false).reduce(0) { best, count in
      let rates = Self.rates(
        truePositives: count.truePositives, falsePositives: count.falsePositives,
        trueNegatives: count.trueNegatives, falseNegatives: count.falseNegatives)
      return rates.constrained >= options.value ? Swift.max(best, rates.wanted) : best
    }
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.options.histogram.reading = DecisionReading(loss, predictionShape)
    return metric
  }
}

/// The best recall (sensitivity) where the specificity is high enough.
public struct SensitivityAtSpecificity: BestAtConstraint {
  public static let constraintName = "specificity"
  public static let defaultName = "sensitivity_at_specificity"
  public static let schema = makeSchema(
    "sensitivityAtSpecificity", "the best recall at a given specificity")
  public var options: ConstraintOptions
  public init(options: ConstraintOptions) { self.options = options }
  public static func rates(
    truePositives: Double, falsePositives: Double, trueNegatives: Double, falseNegatives: Double
  ) -> (constrained: Double, wanted: Double) {
    (
      ratio(trueNegatives, trueNegatives + falsePositives),
      ratio(truePositives, truePositives + falseNegatives)
    )
  }
}

extension Metric where Self == SensitivityAtSpecificity {
  /// The best recall where the specificity is high enough.
  public static func sensitivityAtSpecificity(
    _ specificity: Double, numThresholds: Int = 200
  ) -> SensitivityAtSpecificity {
    SensitivityAtSpecificity(
      options: ConstraintOptions(
        specificity, numThresholds, SensitivityAtSpecificity.defaultName))
  }
}

/// The best specificity where the recall (sensitivity) is high enough.
public struct SpecificityAtSensitivity: BestAtConstraint {
  public static let constraintName = "sensitivity"
  public static let defaultName = "specificity_at_sensitivity"
  public static let schema = makeSchema(
    "specificityAtSensitivity", "the best specificity at a given recall")
  public var options: ConstraintOptions
  public init(options: ConstraintOptions) { self.options = options }
  public static func rates(
    truePositives: Double, falsePositives: Double, trueNegatives: Double, falseNegatives: Double
  ) -> (constrained: Double, wanted: Double) {
    (
      ratio(truePositives, truePositives + falseNegatives),
      ratio(trueNegatives, trueNegatives + falsePositives)
    )
  }
}

extension Metric where Self == SpecificityAtSensitivity {
  /// The best specificity where the recall is high enough.
  public static func specificityAtSensitivity(
    _ sensitivity: Double, numThresholds: Int = 200
  ) -> SpecificityAtSensitivity {
    SpecificityAtSensitivity(
      options: ConstraintOptions(
        sensitivity, numThresholds, SpecificityAtSensitivity.defaultName))
  }
}

/// The best precision where the recall is high enough.
public struct PrecisionAtRecall: BestAtConstraint {
  public static let constraintName = "recall"
  public static let defaultName = "precision_at_recall"
  public static let schema = makeSchema("precisionAtRecall", "the best precision at a given recall")
  public var options: ConstraintOptions
  public init(options: ConstraintOptions) { self.options = options }
  public static func rates(
    truePositives: Double, falsePositives: Double, trueNegatives: Double, falseNegatives: Double
  ) -> (constrained: Double, wanted: Double) {
    (
      ratio(truePositives, truePositives + falseNegatives),
      ratio(truePositives, truePositives + falsePositives)
    )
  }
}

extension Metric where Self == PrecisionAtRecall {
  /// The best precision where the recall is high enough.
  public static func precisionAtRecall(
    _ recall: Double, numThresholds: Int = 200
  ) -> PrecisionAtRecall {
    PrecisionAtRecall(
      options: ConstraintOptions(recall, numThresholds, PrecisionAtRecall.defaultName))
  }
}

/// The best recall where the precision is high enough.
public struct RecallAtPrecision: BestAtConstraint {
  public static let constraintName = "precision"
  public static let defaultName = "recall_at_precision"
  public static let schema = makeSchema("recallAtPrecision", "the best recall at a given precision")
  public var options: ConstraintOptions
  public init(options: ConstraintOptions) { self.options = options }
  public static func rates(
    truePositives: Double, falsePositives: Double, trueNegatives: Double, falseNegatives: Double
  ) -> (constrained: Double, wanted: Double) {
    (
      ratio(truePositives, truePositives + falsePositives),
      ratio(truePositives, truePositives + falseNegatives)
    )
  }
}

extension Metric where Self == RecallAtPrecision {
  /// The best recall where the precision is high enough.
  public static func recallAtPrecision(
    _ precision: Double, numThresholds: Int = 200
  ) -> RecallAtPrecision {
    RecallAtPrecision(
      options: ConstraintOptions(precision, numThresholds, RecallAtPrecision.defaultName))
  }
}
