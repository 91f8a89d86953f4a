public import HoneCore
public import HoneGraph

extension Activations {
  /// max(x, 0), with the variants of Keras.
  ///
  /// ```text
  /// maxValue                          where x ≥ maxValue
  /// x                                 where threshold < x < maxValue
  /// negativeSlope · (x − threshold)   elsewhere
  /// ```
  ///
  /// At the kinks the gradient is Keras's: 0 at the threshold, except with a slope alone, which
  /// counts at 0; at `maxValue` it is 1, except for 6 without a threshold, where it is 0.
  ///
  /// - Parameters: `negativeSlope` ≥ 0, by default 0; `maxValue` ≥ 0, by default none; `threshold`
  ///   ≥ 0, by default 0.
  public struct Relu: ActivationFunction {
    public static let schema = Schema(
      .activation, "relu", summary: "max(x, 0)",
      formula: "y = max(x, 0)",
      techniques: [31], kerasName: "keras.activations.relu",
      fields: [
        Field("negativeSlope", .double(.notNegative), default: 0.0, "slope below the threshold"),
        Field("maxValue", .double(.notNegative), default: .null, "the largest output"),
        Field("threshold", .double(.notNegative), default: 0.0, "above it inputs pass"),
      ])

    /// The slope below the threshold.
    public var negativeSlope: Double
    /// The largest output; nil for none.
    public var maxValue: Double?
    /// Above it inputs pass.
    public var threshold: Double

    /// Creates the function.
    public init(negativeSlope: Double = 0, maxValue: Double? = nil, threshold: Double = 0) {
      self.negativeSlope = negativeSlope
      self.maxValue = maxValue
      self.threshold = threshold
    }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(
        negativeSlope: try fields.double("negativeSlope"),
        maxValue: fields.has("maxValue") ? try fields.double("maxValue") : nil,
        threshold: try fields.double("threshold"))
    }

    public var fields: [String: ConfigurationValue] {
      [
        "negativeSlope": ConfigurationValue(negativeSlope),
        "maxValue": maxValue.map { ConfigurationValue($0) } ?? .null,
        "threshold": ConfigurationValue(threshold),
      ]
    }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      guard (maxValue ?? 0) >= 0, negativeSlope >= 0, threshold >= 0 else {
        return x.fail(
          "relu", wanted: "maxValue, negativeSlope and threshold ≥ 0",
          received: "\(maxValue.map { "\($0)" } ?? "nil"), \(negativeSlope), \(threshold)")
      }
      if negativeSlope != 0, maxValue == nil, threshold == 0 {
        return select(x .> 0, x, x * negativeSlope)
      }
      var y = threshold == 0 ? HoneGraph.relu(x) : select(x .<= threshold, zerosLike(x), x)
      if let maxValue {
        let isOver = threshold == 0 && maxValue == 6 ? y .>= maxValue : y .> maxValue
        y = select(isOver, y.like(maxValue), y)
      }
      return negativeSlope == 0 ? y : y - HoneGraph.relu(threshold - x) * negativeSlope
    }
  }

  /// min(max(x, 0), 6). The gradient at 0 and at 6 is 0.
  ///
  /// Reference: Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010.
  public struct Relu6: NamedActivation {
    public static let schema = Schema(
      .activation, "relu6", summary: "min(max(x, 0), 6)",
      formula: "y = min(max(x, 0), 6)",
      kerasName: "keras.activations.relu6")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { Relu(maxValue: 6)(x) }
  }
}

extension ActivationFunction where Self == Activations.Relu {
  /// max(x, 0).
  public static var relu: Activations.Relu { Activations.Relu() }

  /// max(x, 0), with a slope below, a largest output, or a threshold.
  public static func relu(
    negativeSlope: Double = 0, maxValue: Double? = nil, threshold: Double = 0
  ) -> Activations.Relu {
    Activations.Relu(negativeSlope: negativeSlope, maxValue: maxValue, threshold: threshold)
  }
}

extension ActivationFunction where Self == Activations.Relu6 {
  /// min(max(x, 0), 6).
  public static var relu6: Activations.Relu6 { Activations.Relu6() }
}
