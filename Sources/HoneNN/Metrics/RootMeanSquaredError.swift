public import HoneCore
public import HoneGraph

/// The root of the mean of (prediction − target)² over all samples.
///
/// ```swift
/// metrics: [.rootMeanSquaredError]
/// ```
public struct RootMeanSquaredError: WeighableMetric {
  public static let schema = Schema(
    .metric, "rootMeanSquaredError", aliases: ["rmse"],
    summary: "the root of the mean of (prediction − target)²",
    formula: "√ mean of (x − y)²", kerasName: "keras.metrics.RootMeanSquaredError",
    fields: [Field("name", .string, default: "root_mean_squared_error", "the name in logs")])

  private var mean: MeanSquaredErrorMetric

  /// Creates the metric.
  public init(name: String = "root_mean_squared_error") {
    mean = MeanSquaredErrorMetric(name: name)
  }

  public init(_ fields: Fields) throws(HoneError) { self.init(name: try fields.string("name")) }
  public var fields: [String: ConfigurationValue] { ["name": ConfigurationValue(name)] }
  public var name: String { mean.name }
  public var targets: TargetKind { mean.targets }
  public var sumShapes: [Shape] { mean.sumShapes }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    mean.sums(prediction, target)
  }

  public func sums(
    _ prediction: Tensor, _ target: Tensor, mask: Tensor?, weights: Tensor
  ) -> [Tensor] {
    mean.sums(prediction, target, mask: mask, weights: weights)
  }

  public func result(_ sums: [[Double]]) -> Double { mean.result(sums).squareRoot() }
}

extension Metric where Self == RootMeanSquaredError {
  /// The root of the mean of (prediction − target)².
  public static var rootMeanSquaredError: RootMeanSquaredError { RootMeanSquaredError() }
}
