public import HoneCore
public import HoneGraph

extension Activations {
  /// exp(−x) / Σ exp(−x) along an axis: the smallest gets the most. PyTorch's `nn.Softmin`.
  ///
  /// - Parameters: `axis`, by default the last.
  public struct Softmin: ActivationFunction {
    public static let schema = Schema(
      .activation, "softmin", summary: "exp(−x) / Σ exp(−x) along an axis",
      formula: "y = exp(−x) / Σ exp(−x)",
      fields: [Field("axis", .int(Int.min...Int.max), default: -1, "the axis that sums to 1")])

    /// The axis that sums to 1.
    public var axis: Int

    /// Creates the function.
    public init(axis: Int = -1) { self.axis = axis }

    public init(_ fields: Fields) throws(HoneError) { self.init(axis: try fields.int("axis")) }
    public var fields: [String: ConfigurationValue] { ["axis": ConfigurationValue(axis)] }
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.softmax(-x, axis: axis) }
  }
}

extension ActivationFunction where Self == Activations.Softmin {
  /// exp(−x) / Σ exp(−x) along the last axis.
  public static var softmin: Activations.Softmin { Activations.Softmin() }

  /// exp(−x) / Σ exp(−x) along an axis.
  public static func softmin(axis: Int) -> Activations.Softmin { Activations.Softmin(axis: axis) }
}
