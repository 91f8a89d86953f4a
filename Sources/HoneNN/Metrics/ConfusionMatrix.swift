public import HoneCore
public import HoneGraph

/// How often each class was taken for each other.
///
/// `details` is the matrix: row = wanted class, column = predicted class. The number shown in logs is
/// the share of its diagonal, the accuracy. A single output is a yes-or-no decision: two classes.
///
/// - Prediction: `[N, …, classes]`, or `[N]` or `[N, 1]`, yes above `threshold`
/// - Target: one-hot rows of that shape, or class indices `[N, …]`, as the loss has them
///
/// ```swift
/// let matrix = try await trainer.measure(test).details["confusion_matrix"]
/// ```
public struct ConfusionMatrix: Metric {
  public static let schema = Schema(
    .metric, "confusionMatrix", summary: "how often each class was taken for each other",
    formula: "counts [wanted, predicted]",
    fields: [
      Field("threshold", .double(0...1), default: 0.5, "where a single output is yes"),
      Field("name", .string, default: "confusion_matrix", "the name in logs"),
    ])

  /// The probability above which a single output is yes.
  public var threshold: Double
  public var name: String
  private var reading = DecisionReading()

  /// Creates the metric.
  public init(threshold: Double = 0.5, name: String = "confusion_matrix") {
    self.threshold = threshold
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(threshold: try fields.double("threshold"), name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    ["threshold": ConfigurationValue(threshold), "name": ConfigurationValue(name)]
  }

  public var targets: TargetKind { reading.targets }

  public var sumShapes: [Shape] {
    let classes = Swift.max(reading.classes, 2)
    return [[classes, classes]]
  }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    let (scores, truths) = reading.read(prediction, target, of: Self.schema.name)
    guard !truths.isPoisoned else { return [truths] }
    return [
      ConfusionCounting.matrix(scores, truths) { $0 .> threshold }.converted(to: .float64)
    ]
  }

  public func result(_ sums: [[Double]]) -> Double {
    let classes = Int(Double(sums[0].count).squareRoot())
    let right = (0..<classes).reduce(0) { $0 + sums[0][$1 * classes + $1] }
    let total = sums[0].reduce(0, +)
    return total > 0 ? right / total : .nan
  }

  public func details(_ sums: [[Double]]) -> HostTensor? {
    let classes = Int(Double(sums[0].count).squareRoot())
    return try? HostTensor(sums[0].map { Int64($0) }, shape: [classes, classes])
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.reading = DecisionReading(loss, predictionShape)
    return metric
  }
}

extension Metric where Self == ConfusionMatrix {
  /// How often each class was taken for each other.
  public static var confusionMatrix: ConfusionMatrix { ConfusionMatrix() }
}

/// Counts of pairs of a wanted and a predicted class.
enum ConfusionCounting {
  /// `[wanted, predicted]` from scores and targets `[places, classes]`; two classes for one column.
  static func matrix(
    _ scores: Tensor, _ truths: Tensor, isYes: (Tensor) -> Tensor
  ) -> Tensor {
    let classes = Swift.max(scores.shape[1], 2)
    let (wanted, predicted): (Tensor, Tensor)
    if scores.shape[1] > 1 {
      (wanted, predicted) = (truths.argMax(), scores.argMax())
    } else {
      let places = [scores.shape[0]]
      wanted = (truths .!= 0).converted(to: .int32).reshaped(to: places)
      predicted = isYes(scores).converted(to: .int32).reshaped(to: places)
    }
    return matmul(
      wanted.oneHot(depth: classes).transposed(), predicted.oneHot(depth: classes))
  }
}
