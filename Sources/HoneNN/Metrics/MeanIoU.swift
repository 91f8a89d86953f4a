public import HoneCore
public import HoneGraph

/// How much predicted and wanted areas of each class overlap, averaged over the classes that occur:
/// TP / (TP + FP + FN), "intersection over union".
///
/// `details` has the value of each class.
///
/// - Prediction: `[N, …, classes]`: the largest decides
/// - Target: one-hot rows of that shape, or class indices `[N, …]`, as the loss has them
///
/// ```swift
/// metrics: [.meanIoU()]
/// ```
public struct MeanIoU: Metric {
  public static let schema = Schema(
    .metric, "meanIoU", summary: "the mean overlap of predicted and wanted areas",
    formula: "mean of TP / (TP + FP + FN)", kerasName: "keras.metrics.MeanIoU",
    fields: [
      Field("ignoreClass", .int(0...Int.max), default: .null, "a wanted class that doesn't count"),
      Field("name", .string, default: "mean_io_u", "the name in logs"),
    ])

  /// A wanted class whose places don't count, such as a border.
  public var ignoreClass: Int?
  public var name: String
  private var reading = DecisionReading()

  /// Creates the metric.
  public init(ignoreClass: Int? = nil, name: String = "mean_io_u") {
    self.ignoreClass = ignoreClass
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      ignoreClass: fields.has("ignoreClass") ? try fields.int("ignoreClass") : nil,
      name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "ignoreClass": ignoreClass.map { ConfigurationValue($0) } ?? .null,
      "name": ConfigurationValue(name),
    ]
  }

  public var targets: TargetKind { reading.targets }

  public var sumShapes: [Shape] {
    let classes = Swift.max(reading.classes, 2)
    return [[classes, classes]]
  }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    let (scores, truths) = reading.read(prediction, target, of: Self.schema.name)
    guard !truths.isPoisoned else { return [truths] }
    return [ConfusionCounting.matrix(scores, truths) { $0 .> 0.5 }.converted(to: .float64)]
  }

  public func result(_ sums: [[Double]]) -> Double {
    Overlap.mean(Overlap.ofClasses(sums[0], ignoring: ignoreClass))
  }

  public func details(_ sums: [[Double]]) -> HostTensor? {
    HostTensor(Overlap.ofClasses(sums[0], ignoring: ignoreClass).map { $0 ?? 0 })
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.reading = DecisionReading(loss, predictionShape)
    return metric
  }
}

extension Metric where Self == MeanIoU {
  /// How much predicted and wanted areas of each class overlap.
  public static func meanIoU(ignoreClass: Int? = nil) -> MeanIoU {
    MeanIoU(ignoreClass: ignoreClass)
  }
}

/// How much the areas of yes, and those of no, overlap with the wanted ones: ``MeanIoU`` of yes-or-no
/// decisions.
///
/// - Prediction: `[N, …]`, probabilities: yes at or above `threshold`
/// - Target: the prediction's shape, 0 or 1
///
/// ```swift
/// metrics: [.binaryIoU(targetClassIds: [1])]
/// ```
public struct BinaryIoU: Metric {
  public static let schema = Schema(
    .metric, "binaryIoU", summary: "the overlap of areas of yes-or-no decisions",
    formula: "mean of TP / (TP + FP + FN)", kerasName: "keras.metrics.BinaryIoU",
    fields: [
      Field(
        "targetClassIds", .integers(0...1), default: [0, 1], "whose overlaps are averaged"),
      Field("threshold", .double(0...1), default: 0.5, "probabilities from it on are yes"),
      Field("name", .string, default: "binary_io_u", "the name in logs"),
    ])

  /// Whose overlaps are averaged: 0 for no, 1 for yes.
  public var targetClassIds: [Int]
  /// The probability from which on it is yes.
  public var threshold: Double
  public var name: String
  private var reading = DecisionReading()

  /// Creates the metric.
  public init(
    targetClassIds: [Int] = [0, 1], threshold: Double = 0.5, name: String = "binary_io_u"
  ) {
    self.targetClassIds = targetClassIds
    self.threshold = threshold
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      targetClassIds: try fields.ints("targetClassIds"),
      threshold: try fields.double("threshold"), name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "targetClassIds": .array(targetClassIds.map { ConfigurationValue($0) }),
      "threshold": ConfigurationValue(threshold), "name": ConfigurationValue(name),
    ]
  }

  public var targets: TargetKind { .likePredictions }
  public var sumShapes: [Shape] { [[2, 2]] }

  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    let (scores, truths) = reading.read(prediction, target, of: Self.schema.name)
    guard !truths.isPoisoned else { return [truths] }
    let column = [scores.shape.count, 1]
    return [
      ConfusionCounting.matrix(scores.reshaped(to: column), truths.reshaped(to: column)) {
        $0 .>= threshold
      }.converted(to: .float64)
    ]
  }

  public func result(_ sums: [[Double]]) -> Double {
    let overlaps = Overlap.ofClasses(sums[0], ignoring: nil)
    return Overlap.mean(targetClassIds.filter(overlaps.indices.contains).map { overlaps[$0] })
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    if loss.predictions == .logits { metric.reading.scores = .sigmoid }
    return metric
  }
}

extension Metric where Self == BinaryIoU {
  /// The overlap of areas of yes-or-no decisions.
  public static func binaryIoU(
    targetClassIds: [Int] = [0, 1], threshold: Double = 0.5
  ) -> BinaryIoU { BinaryIoU(targetClassIds: targetClassIds, threshold: threshold) }
}

/// Intersections over unions from a confusion matrix.
private enum Overlap {
  /// The value of each class; nil for one that neither was wanted nor predicted.
  static func ofClasses(_ matrix: [Double], ignoring: Int?) -> [Double?] {
    let count = Int(Double(matrix.count).squareRoot())
    let rows = (0..<count).filter { $0 != ignoring }
    return (0..<count).map { index in
      let wanted = index == ignoring ? 0 : (0..<count).reduce(0) { $0 + matrix[index * count + $1] }
      let predicted = rows.reduce(0) { $0 + matrix[$1 * count + index] }
      let both = index == ignoring ? 0 : matrix[index * count + index]
      let union = wanted + predicted - both
      return union > 0 ? both / union : nil
    }
  }

  static func mean(_ overlaps: [Double?]) -> Double {
    let known = overlaps.compactMap { $0 }
    return ratio(known.reduce(0, +), Double(known.count))
  }
}
