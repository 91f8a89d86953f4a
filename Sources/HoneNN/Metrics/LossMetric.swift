public import HoneCore
public import HoneGraph

/// The mean of any loss as a metric: what training would make small with it.
///
/// ```swift
/// metrics: [.loss(.huber(delta: 2), name: "huber_2")]
/// ```
public struct LossMetric: MeanMetric {
  public static let schema = Schema(
    .metric, "loss", summary: "the mean of any loss",
    formula: "mean of a loss",
    fields: [
      Field("loss", .member(.loss), "the loss"),
      Field("name", .string, default: .null, "the name in logs; the loss's, if left out"),
    ])

  /// The loss.
  public var loss: any Loss
  public var name: String

  /// Creates the metric.
  public init(_ loss: any Loss, name: String? = nil) {
    self.loss = loss
    self.name = name ?? type(of: loss).schema.name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.member("loss", .loss), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    ["loss": loss.configuration, "name": ConfigurationValue(name)]
  }

  public var targets: TargetKind { loss.targets }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    loss.perSample(prediction, target)
  }
}

extension Metric where Self == LossMetric {
  /// The mean of any loss.
  public static func loss(_ loss: any Loss, name: String? = nil) -> LossMetric {
    LossMetric(loss, name: name)
  }
}

/// A metric that is the mean of a loss without parameters.
public protocol PlainLossMetric: MeanMetric {
  /// The loss.
  associatedtype Base: PlainMetricLoss
  /// The name in logs.
  var name: String { get set }
  /// Creates the metric.
  init(name: String)
}

/// A loss that stands behind a ``PlainLossMetric``.
public protocol PlainMetricLoss: Loss {
  /// Creates the loss.
  init()
}

extension PlainLossMetric {
  static func makeSchema(_ logName: String) -> Schema {
    let base = Base.schema
    return Schema(
      .metric, base.name, aliases: base.aliases, summary: base.summary, formula: base.formula,
      kerasName: base.kerasName?.replacing("losses.LogCosh", with: "losses.LogCoshError")
        .replacing("losses", with: "metrics"),
      fields: [Field("name", .string, default: ConfigurationValue(logName), "the name in logs")])
  }

  public init(_ fields: Fields) throws(HoneError) { self.init(name: try fields.string("name")) }
  public var fields: [String: ConfigurationValue] { ["name": ConfigurationValue(name)] }
  public var targets: TargetKind { Base().targets }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    Base().perSample(prediction, target)
  }
}
