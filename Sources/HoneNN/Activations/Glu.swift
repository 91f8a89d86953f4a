public import HoneCore
public import HoneGraph

extension Activations {
  /// The first half along an axis, multiplied by the sigmoid of the second half.
  ///
  /// The axis has an even extent, and half of it in the output.
  ///
  /// - Parameters: `axis`, by default the last.
  ///
  /// Reference: Dauphin et al., "Language modeling with gated convolutional networks", ICML 2017.
  public struct Glu: ActivationFunction {
    public static let schema = Schema(
      .activation, "glu", summary: "one half, times the sigmoid of the other",
      formula: "y = a / (1 + exp(−b)), x = [a, b]",
      kerasName: "keras.activations.glu",
      fields: [Field("axis", .int(Int.min...Int.max), default: -1, "the axis that is halved")])

    /// The axis that is halved.
    public var axis: Int

    /// Creates the function.
    public init(axis: Int = -1) { self.axis = axis }

    public init(_ fields: Fields) throws(HoneError) { self.init(axis: try fields.int("axis")) }
    public var fields: [String: ConfigurationValue] { ["axis": ConfigurationValue(axis)] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      guard let axis = x.shape.normalize(axis), x.shape[axis] >= 0, x.shape[axis] % 2 == 0 else {
        return x.fail(
          "glu", wanted: "an axis of even, known extent", received: "axis \(axis) of \(x.shape)")
      }
      let extent = x.shape[axis]
      return x.sliced(0..<extent / 2, axis: axis)
        * HoneGraph.sigmoid(x.sliced(extent / 2..<extent, axis: axis))
    }
  }
}

extension ActivationFunction where Self == Activations.Glu {
  /// The first half of the last axis, multiplied by the sigmoid of the second half.
  public static var glu: Activations.Glu { Activations.Glu() }

  /// The first half along an axis, multiplied by the sigmoid of the second half.
  public static func glu(axis: Int) -> Activations.Glu { Activations.Glu(axis: axis) }
}
