public import HoneCore
public import HoneGraph

extension Activations {
  /// exp(x) / Σ exp(x) along an axis.
  ///
  /// - Parameters: `axis`, by default the last.
  public struct Softmax: ActivationFunction {
    public static let schema = Schema(
      .activation, "softmax", summary: "exp(x) / Σ exp(x) along an axis",
      formula: "y = exp(x) / Σ exp(x)",
      techniques: [29], kerasName: "keras.activations.softmax",
      fields: [Field("axis", .int(Int.min...Int.max), default: -1, "the axis that sums to 1")])

    /// The axis that sums to 1.
    public var axis: Int

    /// Creates the function.
    public init(axis: Int = -1) { self.axis = axis }

    public init(_ fields: Fields) throws(HoneError) { self.init(axis: try fields.int("axis")) }
    public var fields: [String: ConfigurationValue] { ["axis": ConfigurationValue(axis)] }
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.softmax(x, axis: axis) }
  }

  /// x − log Σ exp(x) along an axis.
  ///
  /// - Parameters: `axis`, by default the last.
  public struct LogSoftmax: ActivationFunction {
    public static let schema = Schema(
      .activation, "logSoftmax", summary: "x − log Σ exp(x) along an axis",
      formula: "y = x − log Σ exp(x)",
      kerasName: "keras.activations.log_softmax",
      fields: [
        Field("axis", .int(Int.min...Int.max), default: -1, "the axis whose exponentials sum to 1")
      ])

    /// The axis whose exponentials sum to 1.
    public var axis: Int

    /// Creates the function.
    public init(axis: Int = -1) { self.axis = axis }

    public init(_ fields: Fields) throws(HoneError) { self.init(axis: try fields.int("axis")) }
    public var fields: [String: ConfigurationValue] { ["axis": ConfigurationValue(axis)] }
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.logSoftmax(x, axis: axis) }
  }
}

extension ActivationFunction where Self == Activations.Softmax {
  /// exp(x) / Σ exp(x) along the last axis.
  public static var softmax: Activations.Softmax { Activations.Softmax() }

  /// exp(x) / Σ exp(x) along an axis.
  public static func softmax(axis: Int) -> Activations.Softmax { Activations.Softmax(axis: axis) }
}

extension ActivationFunction where Self == Activations.LogSoftmax {
  /// x − log Σ exp(x) along the last axis.
  public static var logSoftmax: Activations.LogSoftmax { Activations.LogSoftmax() }

  /// x − log Σ exp(x) along an axis.
  public static func logSoftmax(axis: Int) -> Activations.LogSoftmax {
    Activations.LogSoftmax(axis: axis)
  }
}
