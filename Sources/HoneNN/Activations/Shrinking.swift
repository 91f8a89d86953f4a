public import HoneCore
public import HoneGraph

extension Activations {
  /// x where |x| > threshold, else 0. The gradient at the threshold is 0.
  ///
  /// - Parameters: `threshold` ≥ 0, by default 0.5.
  public struct HardShrink: ActivationFunction {
    public static let schema = Schema(
      .activation, "hardShrink", summary: "x where |x| > threshold, else 0",
      formula: "y = x where |x| > threshold, else 0",
      kerasName: "keras.activations.hard_shrink", fields: [limit])

    /// What is at most as large becomes 0.
    public var threshold: Double

    /// Creates the function.
    public init(threshold: Double = 0.5) { self.threshold = threshold }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(threshold: try fields.double("threshold"))
    }

    public var fields: [String: ConfigurationValue] { ["threshold": ConfigurationValue(threshold)] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      guard threshold >= 0 else { return negative("hardShrink", threshold, x) }
      return select(abs(x) .<= threshold, zerosLike(x), x)
    }
  }

  /// x moved towards 0 by `threshold`, and 0 within it. The gradient at the threshold is 0.
  ///
  /// - Parameters: `threshold` ≥ 0, by default 0.5.
  public struct SoftShrink: ActivationFunction {
    public static let schema = Schema(
      .activation, "softShrink", summary: "x moved towards 0 by a threshold, 0 within it",
      formula: "y = x − min(max(x, −threshold), threshold)",
      kerasName: "keras.activations.soft_shrink",
      fields: [limit])

    /// By how much x moves.
    public var threshold: Double

    /// Creates the function.
    public init(threshold: Double = 0.5) { self.threshold = threshold }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(threshold: try fields.double("threshold"))
    }

    public var fields: [String: ConfigurationValue] { ["threshold": ConfigurationValue(threshold)] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      guard threshold >= 0 else { return negative("softShrink", threshold, x) }
      return x - clip(x, -threshold, threshold)
    }
  }

  /// x − tanh(x).
  public struct TanhShrink: NamedActivation {
    public static let schema = Schema(
      .activation, "tanhShrink", summary: "x − tanh(x)",
      formula: "y = x − tanh(x)",
      kerasName: "keras.activations.tanh_shrink")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { x - HoneGraph.tanh(x) }
  }

  private static let limit = Field(
    "threshold", .double(.notNegative), default: 0.5, "what is at most as large becomes 0")

  private static func negative(_ name: String, _ threshold: Double, _ x: Tensor) -> Tensor {
    x.fail(name, wanted: "a threshold ≥ 0", received: "\(threshold)")
  }
}

extension ActivationFunction where Self == Activations.HardShrink {
  /// x where |x| > 0.5, else 0.
  public static var hardShrink: Activations.HardShrink { Activations.HardShrink() }

  /// x where |x| > threshold, else 0.
  public static func hardShrink(threshold: Double) -> Activations.HardShrink {
    Activations.HardShrink(threshold: threshold)
  }
}

extension ActivationFunction where Self == Activations.SoftShrink {
  /// x moved towards 0 by 0.5, and 0 within it.
  public static var softShrink: Activations.SoftShrink { Activations.SoftShrink() }

  /// x moved towards 0 by `threshold`, and 0 within it.
  public static func softShrink(threshold: Double) -> Activations.SoftShrink {
    Activations.SoftShrink(threshold: threshold)
  }
}

extension ActivationFunction where Self == Activations.TanhShrink {
  /// x − tanh(x).
  public static var tanhShrink: Activations.TanhShrink { Activations.TanhShrink() }
}
