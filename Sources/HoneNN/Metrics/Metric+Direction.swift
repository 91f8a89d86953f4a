internal import HoneCore

/// Which values of a logged number are better.
public enum Direction: String, Hashable, Sendable {
  case lower, higher
}

extension Metric {
  /// Which results are better; nil where that can't be told, as of a closure or a confusion matrix.
  public var direction: Direction? { Direction.known[Self.schema.name] }
}

extension Direction {
  fileprivate static let known: [String: Direction] = {
    let higher: [any Metric.Type] = [
      Accuracy.self, SparseCategoricalAccuracy.self, CategoricalAccuracy.self,
      BinaryAccuracy.self, TopKCategoricalAccuracy.self, Precision.self, Recall.self,
      FBetaScore.self, F1Score.self, TruePositives.self, TrueNegatives.self, AUC.self,
      SensitivityAtSpecificity.self, SpecificityAtSensitivity.self, PrecisionAtRecall.self,
      RecallAtPrecision.self, MeanIoU.self, BinaryIoU.self, CosineSimilarityMetric.self,
      R2Score.self,
    ]
    let lower: [any Metric.Type] = [
      FalsePositives.self, FalseNegatives.self, BinaryCrossentropyMetric.self,
      CategoricalCrossentropyMetric.self, SparseCategoricalCrossentropyMetric.self,
      KLDivergenceMetric.self, HingeMetric.self, SquaredHingeMetric.self,
      CategoricalHingeMetric.self, MeanSquaredErrorMetric.self, RootMeanSquaredError.self,
      MeanAbsoluteErrorMetric.self, MeanAbsolutePercentageErrorMetric.self,
      MeanSquaredLogarithmicErrorMetric.self, LogCoshErrorMetric.self, PoissonMetric.self,
      LossMetric.self,
    ]
    let all = higher.map { ($0, Direction.higher) } + lower.map { ($0, Direction.lower) }
    return Dictionary(
      all.map { ($0.0.schema.name, $0.1) }, uniquingKeysWith: { first, _ in first })
  }()
}
