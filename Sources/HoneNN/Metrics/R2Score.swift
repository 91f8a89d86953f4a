public import HoneCore
public import HoneGraph

/// The share of the targets' variance that predictions explain: 1 is perfect, 0 as good as their mean.
///
/// ```text
/// 1 − Σ (target − prediction)² / Σ (target − mean)²
/// ```
///
/// Of several outputs, `uniformAverage` takes the mean, `varianceWeightedAverage` weighs each by its
/// variance, and `none` shows the mean and has each in `details`. With `numRegressors` p the value
/// for n samples is adjusted: 1 − (1 − R²)(n − 1) / (n − p − 1). Sums are kept in float64.
///
/// - Prediction: `[N, …]`
/// - Target: the prediction's shape
///
/// ```swift
/// metrics: [.r2Score()]
/// ```
public struct R2Score: Metric {
  /// How the values of several outputs become one.
  public enum Aggregation: String, Hashable, Sendable, CaseIterable {
    case none, uniformAverage, varianceWeightedAverage
  }

  public static let schema = Schema(
    .metric, "r2Score", aliases: ["r2"],
    summary: "the share of the targets' variance that is explained",
    formula: "1 − Σ (y − x)² / Σ (y − ȳ)²", kerasName: "keras.metrics.R2Score",
    fields: [
      Field(
        "classAggregation", .choice(Aggregation.allCases.map(\.rawValue)),
        default: "uniformAverage", "how the values of several outputs become one"),
      Field(
        "numRegressors", .int(0...Int.max), default: 0,
        "the number of inputs for the adjusted value; 0 for the plain one"),
      Field("name", .string, default: "r2_score", "the name in logs"),
    ])

  /// How the values of several outputs become one.
  public var classAggregation: Aggregation
  /// The number of inputs for the adjusted value; 0 for the plain one.
  public var numRegressors: Int
  public var name: String
  private var width = 1

  /// Creates the metric.
  public init(
    classAggregation: Aggregation = .uniformAverage, numRegressors: Int = 0,
    name: String = "r2_score"
  ) {
    self.classAggregation = classAggregation
    self.numRegressors = numRegressors
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      classAggregation: try fields.choice("classAggregation"),
      numRegressors: try fields.int("numRegressors"), name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "classAggregation": ConfigurationValue(classAggregation.rawValue),
      "numRegressors": ConfigurationValue(numRegressors), "name": ConfigurationValue(name),
    ]
  }

  public var targets: TargetKind { .likePredictions }

  /// Of each output: Σ target, Σ target², Σ (target − prediction)²; the number of samples.
  public var sumShapes: [Shape] { [[width], [width], [width], []] }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    let aligned = target.aligned(with: prediction, of: Self.schema.name)
    guard !aligned.isPoisoned else { return [aligned, aligned, aligned, aligned] }
    let count = prediction.shape[0]
    let shape = [count, prediction.shape.count / Swift.max(count, 1)]
    let wanted = aligned.reshaped(to: shape).converted(to: .float64)
    let error = wanted - prediction.reshaped(to: shape).converted(to: .float64)
    return [
      wanted.sum(axes: [0]), square(wanted).sum(axes: [0]), square(error).sum(axes: [0]),
      Tensor(HostTensor(filling: [], with: Double(count), dtype: .float64)),
    ]
  }

  public func result(_ sums: [[Double]]) -> Double {
    let values = values(sums)
    let mean: Double
    if classAggregation == .varianceWeightedAverage {
      mean = ratio(
        values.reduce(0) { $0 + $1.value * $1.total }, values.reduce(0) { $0 + $1.total })
    } else {
      mean = values.reduce(0) { $0 + $1.value } / Double(Swift.max(values.count, 1))
    }
    // As in Keras n counts the values of all outputs.
    let count = sums[3][0] * Double(values.count)
    let freedom = count - Double(numRegressors) - 1
    guard numRegressors > 0, freedom > 0 else { return mean }
    return 1 - (1 - mean) * (count - 1) / freedom
  }

  public func details(_ sums: [[Double]]) -> HostTensor? {
    classAggregation == .none ? HostTensor(values(sums).map(\.value)) : nil
  }

  /// The value of each output, and its Σ (target − mean)²; 0 where targets don't vary.
  private func values(_ sums: [[Double]]) -> [(value: Double, total: Double)] {
    sums[0].indices.map { index in
      let total = sums[1][index] - sums[0][index] * sums[0][index] / sums[3][0]
      return (total > 0 ? 1 - sums[2][index] / total : 0, total)
    }
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.width = predictionShape.dimensions.dropFirst().reduce(1, *)
    return metric
  }
}

extension Metric where Self == R2Score {
  /// The share of the targets' variance that predictions explain.
  public static func r2Score(
    classAggregation: R2Score.Aggregation = .uniformAverage, numRegressors: Int = 0
  ) -> R2Score { R2Score(classAggregation: classAggregation, numRegressors: numRegressors) }
}
