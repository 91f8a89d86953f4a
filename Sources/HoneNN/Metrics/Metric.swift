public import HoneCore
public import HoneGraph

/// A measure of predictions that is exact over any division into batches.
///
/// Each batch adds to sums that stay in the engine (float64); the host turns them into the result
/// when it is shown.
public protocol Metric: Configurable {
  /// The name in logs, such as `accuracy`.
  var name: String { get }

  /// What targets the metric wants.
  var targets: TargetKind { get }

  /// The shapes of the sums.
  var sumShapes: [Shape] { get }

  /// What a batch adds to each sum: float64 tensors of ``sumShapes``.
  func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor]

  /// What a batch adds to each sum where only some predictions count: `mask` says which of the
  /// first axes of the prediction. By default it changes nothing, as in Keras.
  func sums(_ prediction: Tensor, _ target: Tensor, mask: Tensor) -> [Tensor]

  /// The result from the sums' elements: the one number that is shown.
  func result(_ sums: [[Double]]) -> Double

  /// The whole result where it is more than one number: a value for each class, or a matrix.
  func details(_ sums: [[Double]]) -> HostTensor?

  /// Which results are better, for what watches them; nil where that can't be told.
  var direction: Direction? { get }

  /// The metric that stands for this one beside the given loss and predictions.
  ///
  /// A metric whose kind depends on the loss, such as `accuracy`, returns another; one that needs to
  /// know the number of classes, or how to read predictions and targets, returns itself with that.
  func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric
}

extension Metric {
  public func details(_ sums: [[Double]]) -> HostTensor? { nil }

  public func sums(_ prediction: Tensor, _ target: Tensor, mask: Tensor) -> [Tensor] {
    sums(prediction, target)
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric { self }
}

/// A metric that is the mean of a value per sample.
public protocol MeanMetric: WeighableMetric {
  /// The values: one for each sample, or any tensor whose elements are averaged.
  func values(_ prediction: Tensor, _ target: Tensor) -> Tensor
}

extension MeanMetric {
  public var sumShapes: [Shape] { [[], []] }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    let values = values(prediction, target)
    let total = values.converted(to: .float32).sum().converted(to: .float64)
    return [total, total.like(Double(Swift.max(values.shape.count, 0)))]
  }

  public func sums(_ prediction: Tensor, _ target: Tensor, mask: Tensor) -> [Tensor] {
    guard let steps = MaskedSteps(prediction.masked(by: mask), target) else {
      return sums(prediction, target)
    }
    let values = values(steps.prediction, steps.target).converted(to: .float32).samplewise
    let counts = steps.mask.converted(to: .float32)
    return [values * counts, counts].map { $0.sum().converted(to: .float64) }
  }

  public func sums(
    _ prediction: Tensor, _ target: Tensor, mask: Tensor?, weights: Tensor
  ) -> [Tensor] {
    let steps = mask.flatMap { MaskedSteps(prediction.masked(by: $0), target) }
    let values = values(steps?.prediction ?? prediction, steps?.target ?? target)
      .converted(to: .float32).samplewise
    let counts =
      steps?.weights(samples: weights, dtype: .float32, isMean: false)
      ?? weights.spread(over: weights.shape.count)
    return [values * counts, counts].map { $0.sum().converted(to: .float64) }
  }

  public func result(_ sums: [[Double]]) -> Double {
    sums[1][0] > 0 ? sums[0][0] / sums[1][0] : .nan
  }
}

/// A metric as a closure. It can't be written to a file.
public struct CustomMetric: MeanMetric {
  public static let schema = Schema(
    .metric, "custom", summary: "a closure; not for files", fields: [LayerEncoding.closureMark])
  public let name: String
  public let targets: TargetKind
  private let body: @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor

  /// Creates a metric that averages what a closure returns.
  public init(
    _ name: String, targets: TargetKind = .likePredictions,
    _ body: @escaping @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor
  ) {
    self.name = name
    self.targets = targets
    self.body = body
  }

  public init(_ fields: Fields) throws(HoneError) {
    throw HoneError(
      .usage, operation: "custom metric", message: "a closure can't come from a file.",
      help: "name a built-in metric", location: fields.location)
  }

  public var fields: [String: ConfigurationValue] {
    [LayerEncoding.closureMark.key: ConfigurationValue("the closure \"\(name)\"")]
  }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor { body(prediction, target) }
}

extension Metric where Self == CustomMetric {
  /// A metric as a closure of prediction and target.
  public static func custom(
    _ name: String, targets: TargetKind = .likePredictions,
    _ body: @escaping @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor
  ) -> CustomMetric { CustomMetric(name, targets: targets, body) }
}
