public import HoneCore
public import HoneGraph

extension Activations {
  /// x where x > threshold, else `defaultValue`. The gradient at the threshold is 0.
  ///
  /// - Parameters: `threshold` and `defaultValue`, any numbers.
  public struct Threshold: ActivationFunction {
    public static let schema = Schema(
      .activation, "threshold", summary: "x where x > threshold, else defaultValue",
      formula: "y = x where x > threshold, else defaultValue",
      kerasName: "keras.activations.threshold",
      fields: [
        Field("threshold", .double(.anyNumber), "above it inputs pass"),
        Field("defaultValue", .double(.anyNumber), "what takes the place of the others"),
      ])

    /// Above it inputs pass.
    public var threshold: Double
    /// What takes the place of the others.
    public var defaultValue: Double

    /// Creates the function.
    public init(_ threshold: Double, defaultValue: Double) {
      self.threshold = threshold
      self.defaultValue = defaultValue
    }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(
        try fields.double("threshold"), defaultValue: try fields.double("defaultValue"))
    }

    public var fields: [String: ConfigurationValue] {
      [
        "threshold": ConfigurationValue(threshold),
        "defaultValue": ConfigurationValue(defaultValue),
      ]
    }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      select(x .<= threshold, x.like(defaultValue), x)
    }
  }

  /// Heaviside's step: 1 where x > threshold, else 0. Its gradient is 0 everywhere.
  ///
  /// The unit of the first perceptrons. Nothing can be learned through it by gradients.
  ///
  /// - Parameters: `threshold`, by default 0; at the threshold itself the output is 0.
  ///
  /// Reference: Rosenblatt, "The perceptron", Psychological Review 65, 1958.
  public struct Step: ActivationFunction {
    public static let schema = Schema(
      .activation, "step", summary: "1 where x > threshold, else 0; without a gradient",
      formula: "y = 1 where x > threshold, else 0",
      techniques: [33],
      fields: [Field("threshold", .double(.anyNumber), default: 0.0, "above it the output is 1")])

    /// Above it the output is 1.
    public var threshold: Double

    /// Creates the function.
    public init(threshold: Double = 0) { self.threshold = threshold }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(threshold: try fields.double("threshold"))
    }

    public var fields: [String: ConfigurationValue] { ["threshold": ConfigurationValue(threshold)] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      (x .> threshold).converted(to: x.dtype)
    }
  }
}

extension ActivationFunction where Self == Activations.Threshold {
  /// x where x > threshold, else `defaultValue`.
  public static func threshold(
    _ threshold: Double, defaultValue: Double
  ) -> Activations.Threshold {
    Activations.Threshold(threshold, defaultValue: defaultValue)
  }
}

extension ActivationFunction where Self == Activations.Step {
  /// 1 where x > 0, else 0; without a gradient.
  public static var step: Activations.Step { Activations.Step() }

  /// 1 where x > threshold, else 0; without a gradient.
  public static func step(threshold: Double) -> Activations.Step {
    Activations.Step(threshold: threshold)
  }
}
