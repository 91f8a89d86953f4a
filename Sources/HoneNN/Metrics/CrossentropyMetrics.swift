public import HoneCore
public import HoneGraph

/// The mean cross-entropy as a metric; predictions are read as the loss of training reads them.
///
/// Useful beside a loss that is something else: with label smoothing, focal, weighted.
public protocol CrossentropyMetric: MeanMetric {
  /// Whether predictions are logits, where the loss doesn't say it.
  var fromLogits: Bool { get set }
  /// The share of a target's weight that is spread over all classes alike.
  var labelSmoothing: Double { get set }
  /// The name in logs.
  var name: String { get set }
  /// The loss.
  var loss: any Loss { get }
  /// Creates the metric.
  init(fromLogits: Bool, labelSmoothing: Double, name: String)
}

extension CrossentropyMetric {
  static func makeSchema(_ base: Schema, _ logName: String) -> Schema {
    Schema(
      .metric, base.name, summary: base.summary, formula: base.formula,
      kerasName: base.kerasName?.replacing("losses", with: "metrics"),
      fields: CrossentropyFields.fields + [
        Field("name", .string, default: ConfigurationValue(logName), "the name in logs")
      ])
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      fromLogits: try fields.bool("fromLogits"),
      labelSmoothing: try fields.double("labelSmoothing"), name: try fields.string("name"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "fromLogits": ConfigurationValue(fromLogits),
      "labelSmoothing": ConfigurationValue(labelSmoothing), "name": ConfigurationValue(name),
    ]
  }

  public var targets: TargetKind { loss.targets }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    loss.perSample(prediction, target)
  }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    var metric = self
    metric.fromLogits = fromLogits || loss.predictions == .logits
    return metric
  }
}

/// The mean of ``BinaryCrossentropy``.
public struct BinaryCrossentropyMetric: CrossentropyMetric {
  public static let schema = makeSchema(
    BinaryCrossentropy.schema, "binary_crossentropy")
  public var fromLogits: Bool, labelSmoothing: Double, name: String
  public init(
    fromLogits: Bool = false, labelSmoothing: Double = 0, name: String = "binary_crossentropy"
  ) { (self.fromLogits, self.labelSmoothing, self.name) = (fromLogits, labelSmoothing, name) }
  public var loss: any Loss {
    BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
}

extension Metric where Self == BinaryCrossentropyMetric {
  /// The mean of ``BinaryCrossentropy``.
  public static var binaryCrossentropy: BinaryCrossentropyMetric { BinaryCrossentropyMetric() }
}

/// The mean of ``CategoricalCrossentropy``.
public struct CategoricalCrossentropyMetric: CrossentropyMetric {
  public static let schema = makeSchema(
    CategoricalCrossentropy.schema, "categorical_crossentropy")
  public var fromLogits: Bool, labelSmoothing: Double, name: String
  public init(
    fromLogits: Bool = false, labelSmoothing: Double = 0, name: String = "categorical_crossentropy"
  ) { (self.fromLogits, self.labelSmoothing, self.name) = (fromLogits, labelSmoothing, name) }
  public var loss: any Loss {
    CategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
}

extension Metric where Self == CategoricalCrossentropyMetric {
  /// The mean of ``CategoricalCrossentropy``.
  public static var categoricalCrossentropy: CategoricalCrossentropyMetric {
    CategoricalCrossentropyMetric()
  }
}

/// The mean of ``SparseCategoricalCrossentropy``.
public struct SparseCategoricalCrossentropyMetric: CrossentropyMetric {
  public static let schema = makeSchema(
    SparseCategoricalCrossentropy.schema, "sparse_categorical_crossentropy")
  public var fromLogits: Bool, labelSmoothing: Double, name: String
  public init(
    fromLogits: Bool = false, labelSmoothing: Double = 0,
    name: String = "sparse_categorical_crossentropy"
  ) { (self.fromLogits, self.labelSmoothing, self.name) = (fromLogits, labelSmoothing, name) }
  public var loss: any Loss {
    SparseCategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
}

extension Metric where Self == SparseCategoricalCrossentropyMetric {
  /// The mean of ``SparseCategoricalCrossentropy``.
  public static var sparseCategoricalCrossentropy: SparseCategoricalCrossentropyMetric {
    SparseCategoricalCrossentropyMetric()
  }
}
