public import HoneCore
public import HoneGraph

extension Activations {
  /// exp(x) / Σ exp(x) along an axis, or over several axes together.
  ///
  /// - Parameters: `axis`, one or several, by default the last.
  public struct Softmax: ActivationFunction {
    public static let schema = Schema(
      .activation, "softmax", summary: "exp(x) / Σ exp(x) along an axis",
      formula: "y = exp(x) / Σ exp(x)",
      techniques: [29], kerasName: "keras.activations.softmax",
      fields: [
        Field("axis", .sizes(Int.min...Int.max), default: -1, "the axis or axes that sum to 1")
      ])

    /// The axis that sums to 1, or several that do together.
    public var axis: Sizes

    /// Creates the function.
    public init(axis: Sizes = -1) { self.axis = axis }

    public init(_ fields: Fields) throws(HoneError) { self.init(axis: try fields.sizes("axis")) }
    public var fields: [String: ConfigurationValue] { ["axis": axis.configuration] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      if axis.values.count == 1 { return HoneGraph.softmax(x, axis: axis.values[0]) }
      let axes = axis.values.compactMap { x.shape.normalize($0) }
      guard !axes.isEmpty, Set(axes).count == axis.values.count else {
        return x.fail(
          "softmax", wanted: "different axes of \(x.shape)", received: "axis \(axis.values)")
      }
      let largest = x.max(axes: axes, keepDimensions: true).stopGradient()
      let powers = exp(x - largest)
      return powers / powers.sum(axes: axes, keepDimensions: true)
    }
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
  public static func softmax(axis: Int) -> Activations.Softmax {
    Activations.Softmax(axis: Sizes(axis))
  }

  /// exp(x) / Σ exp(x) over several axes together.
  public static func softmax(axis: [Int]) -> Activations.Softmax {
    Activations.Softmax(axis: Sizes(axis))
  }
}

extension ActivationFunction where Self == Activations.LogSoftmax {
  /// x − log Σ exp(x) along the last axis.
  public static var logSoftmax: Activations.LogSoftmax { Activations.LogSoftmax() }

  /// x − log Σ exp(x) along an axis.
  public static func logSoftmax(axis: Int) -> Activations.LogSoftmax {
    Activations.LogSoftmax(axis: axis)
  }
}
