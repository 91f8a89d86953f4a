public import HoneCore
public import HoneGraph

/// Holds the norm of what leads into each unit between two values.
///
/// `w · (rate · min(max(n, minValue), maxValue) + (1 − rate) · n) / (n + 1e-7)`, n the Euclidean
/// norm along `axis`.
///
/// - Parameters: `minValue`, by default 0; `maxValue` 1; `rate` 1, the share of the way that an
///   update takes; `axis`, 0 for `Dense`, `[0, 1, 2]` for `Conv2D`.
public struct MinMaxNorm: Constraint {
  public static let schema = Schema(
    .constraint, "minMaxNorm", aliases: ["MinMaxNorm"], summary: "norms between two values",
    formula: "w · clip(n, min, max) / n", kerasName: "keras.constraints.MinMaxNorm",
    fields: [
      Field("minValue", .double(.notNegative), default: 0.0, "the least norm"),
      Field("maxValue", .double(.notNegative), default: 1.0, "the largest norm"),
      Field("rate", .double(0...1), default: 1.0, "the share of the way that an update takes"),
      WeightNorm.field,
    ])

  /// The least norm.
  public var minValue: Double
  /// The largest norm.
  public var maxValue: Double
  /// The share of the way that an update takes.
  public var rate: Double
  /// The axes of a norm.
  public var axis: Sizes

  /// Creates the constraint.
  public init(min: Double = 0, max: Double = 1, rate: Double = 1, axis: Sizes = 0) {
    minValue = min
    maxValue = max
    self.rate = rate
    self.axis = axis
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      min: try fields.double("minValue"), max: try fields.double("maxValue"),
      rate: try fields.double("rate"), axis: try fields.sizes("axis"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "minValue": ConfigurationValue(minValue), "maxValue": ConfigurationValue(maxValue),
      "rate": ConfigurationValue(rate), "axis": axis.configuration,
    ]
  }

  public func callAsFunction(_ weight: Tensor) -> Tensor {
    let norm = WeightNorm.along(axis, of: weight)
    let wanted = minimum(maximum(norm, minValue), maxValue) * rate + norm * (1 - rate)
    return weight * (wanted / (norm + WeightNorm.epsilon))
  }
}

extension Constraint where Self == MinMaxNorm {
  /// Norms between two values.
  public static func minMaxNorm(
    min: Double = 0, max: Double = 1, rate: Double = 1, axis: Sizes = 0
  ) -> MinMaxNorm {
    MinMaxNorm(min: min, max: max, rate: rate, axis: axis)
  }
}
