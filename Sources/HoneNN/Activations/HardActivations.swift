public import HoneCore
public import HoneGraph

// Piecewise linear stand-ins for smooth functions.

extension Activations {
  /// min(max(x + 3, 0), 6) / 6. The gradient at −3 and at 3 is 0.
  public struct HardSigmoid: NamedActivation {
    public static let schema = Schema(
      .activation, "hardSigmoid", summary: "min(max(x + 3, 0), 6) / 6",
      formula: "y = min(max(x + 3, 0), 6) / 6",
      kerasName: "keras.activations.hard_sigmoid")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { Relu6()(x + 3) / 6 }
  }

  /// x · min(max(x + 3, 0), 6) / 6, also known as hard swish.
  ///
  /// The gradient at −3 is 0, at 3 it is 1, as in Keras.
  ///
  /// Reference: Howard et al., "Searching for MobileNetV3", ICCV 2019.
  public struct HardSilu: NamedActivation {
    public static let schema = Schema(
      .activation, "hardSilu", aliases: ["hardSwish"],
      summary: "x · min(max(x + 3, 0), 6) / 6, also known as hard swish",
      formula: "y = x · min(max(x + 3, 0), 6) / 6",
      kerasName: "keras.activations.hard_silu")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { x * HardSigmoid()(x) }
  }

  /// min(max(x, minValue), maxValue). The gradient at the bounds is 1, as in Keras (in PyTorch it
  /// is 0).
  ///
  /// - Parameters: `minValue` < `maxValue`, by default −1 and 1, Keras's.
  public struct HardTanh: ActivationFunction {
    public static let schema = Schema(
      .activation, "hardTanh", summary: "min(max(x, −1), 1)",
      formula: "y = min(max(x, minValue), maxValue)",
      kerasName: "keras.activations.hard_tanh",
      fields: [
        Field("minValue", .double(.anyNumber), default: -1.0, "the least output"),
        Field("maxValue", .double(.anyNumber), default: 1.0, "the largest output"),
      ])

    /// The least output.
    public var minValue: Double
    /// The largest output.
    public var maxValue: Double

    /// Creates the function.
    public init(minValue: Double = -1, maxValue: Double = 1) {
      self.minValue = minValue
      self.maxValue = maxValue
    }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(minValue: try fields.double("minValue"), maxValue: try fields.double("maxValue"))
    }

    public var fields: [String: ConfigurationValue] {
      ["minValue": ConfigurationValue(minValue), "maxValue": ConfigurationValue(maxValue)]
    }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      guard minValue < maxValue else {
        return x.fail(
          "hardTanh", wanted: "minValue < maxValue", received: "\(minValue) and \(maxValue)")
      }
      return clip(x, minValue, maxValue)
    }
  }

  /// min(max(x, low), high), whose gradient at the limits is 1.
  static func clip(_ x: Tensor, _ low: Double, _ high: Double) -> Tensor {
    select(x .< low, x.like(low), select(x .> high, x.like(high), x))
  }
}

extension ActivationFunction where Self == Activations.HardSigmoid {
  /// min(max(x + 3, 0), 6) / 6.
  public static var hardSigmoid: Activations.HardSigmoid { Activations.HardSigmoid() }
}

extension ActivationFunction where Self == Activations.HardSilu {
  /// x · min(max(x + 3, 0), 6) / 6, also known as hard swish.
  public static var hardSilu: Activations.HardSilu { Activations.HardSilu() }

  /// x · min(max(x + 3, 0), 6) / 6.
  public static var hardSwish: Activations.HardSilu { Activations.HardSilu() }
}

extension ActivationFunction where Self == Activations.HardTanh {
  /// min(max(x, −1), 1).
  public static var hardTanh: Activations.HardTanh { Activations.HardTanh() }

  /// min(max(x, minValue), maxValue).
  public static func hardTanh(minValue: Double, maxValue: Double) -> Activations.HardTanh {
    Activations.HardTanh(minValue: minValue, maxValue: maxValue)
  }
}
