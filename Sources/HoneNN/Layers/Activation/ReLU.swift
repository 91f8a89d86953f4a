public import HoneCore
public import HoneGraph

/// max(x, 0), with the variants of Keras.
///
/// `output = maxValue` where x ≥ maxValue; x where threshold < x < maxValue;
/// negativeSlope · (x − threshold) elsewhere. See ``Activations/Relu`` for the gradient at the kinks.
///
/// - Input: any shape
/// - Output: the input's shape
///
/// ```swift
/// ReLU()
/// ReLU(maxValue: 6)
/// ```
public struct ReLU: Layer, Configurable {
  public static let schema = Schema(
    .layer, "ReLU", summary: "max(x, 0)",
    formula: "y = max(x, 0)",
    techniques: [31], kerasName: "keras.layers.ReLU",
    fields: [
      Field("maxValue", .double(.notNegative), default: .null, "the largest output"),
      Field("negativeSlope", .double(.notNegative), default: 0.0, "the slope below the threshold"),
      Field("threshold", .double(.notNegative), default: 0.0, "above it inputs pass"),
    ])

  /// The largest output; nil for none.
  public var maxValue: Double?
  /// The slope below the threshold.
  public var negativeSlope: Double
  /// Above it inputs pass.
  public var threshold: Double
  public static let pathName = "relu"
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0, name: String? = nil
  ) {
    self.maxValue = maxValue
    self.negativeSlope = negativeSlope
    self.threshold = threshold
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      maxValue: fields.has("maxValue") ? try fields.double("maxValue") : nil,
      negativeSlope: try fields.double("negativeSlope"), threshold: try fields.double("threshold"),
      name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "maxValue": maxValue.map { ConfigurationValue($0) } ?? .null,
        "negativeSlope": ConfigurationValue(negativeSlope),
        "threshold": ConfigurationValue(threshold),
      ], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard (maxValue ?? 0) >= 0, negativeSlope >= 0, threshold >= 0 else {
      return x.fail(
        "ReLU", wanted: "maxValue, negativeSlope and threshold ≥ 0",
        received: "\(maxValue.map { "\($0)" } ?? "nil"), \(negativeSlope), \(threshold)")
    }
    return Activations.Relu(
      negativeSlope: negativeSlope, maxValue: maxValue, threshold: threshold)(x)
  }
}
