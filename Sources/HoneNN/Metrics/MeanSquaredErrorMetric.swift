public import HoneCore
public import HoneGraph

/// The mean of (prediction − target)².
///
/// - Prediction: `[N, …]`
/// - Target: the prediction's shape
///
/// ```swift
/// metrics: [.meanSquaredError]
/// ```
public struct MeanSquaredErrorMetric: MeanMetric {
  public static let schema = Schema(
    .metric, "meanSquaredError", aliases: ["mse"], summary: "the mean of (prediction − target)²",
    formula: "mean of (x − y)²", techniques: [151], kerasName: "keras.metrics.MeanSquaredError",
    fields: [
      Field("name", .string, default: "mean_squared_error", "the name in logs")
    ])

  public var name: String

  /// Creates the metric.
  public init(name: String = "mean_squared_error") {
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] { ["name": ConfigurationValue(name)] }
  public var targets: TargetKind { .likePredictions }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    square(prediction - target.aligned(with: prediction, of: Self.schema.name))
  }
}

extension Metric where Self == MeanSquaredErrorMetric {
  /// The mean of (prediction − target)².
  public static var meanSquaredError: MeanSquaredErrorMetric { MeanSquaredErrorMetric() }

  /// The mean of (prediction − target)².
  public static var mse: MeanSquaredErrorMetric { MeanSquaredErrorMetric(name: "mse") }
}
