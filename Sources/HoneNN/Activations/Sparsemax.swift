public import HoneCore
public import HoneGraph

extension Activations {
  /// The nearest point of the probability simplex: like softmax, with exact zeros.
  ///
  /// ```text
  /// output = max(x − τ, 0)   τ = (Σ over the support of x − 1) / size of the support
  /// ```
  ///
  /// An element is in the support if `1 + k · x > Σ of the k elements that are at least as large`.
  /// All pairs along the axis are compared: the cost grows with the square of its extent.
  ///
  /// The formula is the paper's. Keras 3.15 adds up cumulated sums for τ, and so its results don't
  /// sum to 1 where the support has more than one element.
  ///
  /// - Parameters: `axis`, by default the last.
  ///
  /// Reference: Martins and Astudillo, "From softmax to sparsemax", ICML 2016.
  public struct Sparsemax: ActivationFunction {
    public static let schema = Schema(
      .activation, "sparsemax", summary: "the nearest point whose elements sum to 1",
      formula: "y = max(x − τ, 0), Σ y = 1",
      kerasName: "keras.activations.sparsemax",
      fields: [Field("axis", .int(Int.min...Int.max), default: -1, "the axis that sums to 1")])

    /// The axis that sums to 1.
    public var axis: Int

    /// Creates the function.
    public init(axis: Int = -1) { self.axis = axis }

    public init(_ fields: Fields) throws(HoneError) { self.init(axis: try fields.int("axis")) }
    public var fields: [String: ConfigurationValue] { ["axis": ConfigurationValue(axis)] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      guard let axis = x.shape.normalize(axis) else {
        return x.fail("sparsemax", wanted: "an axis of \(x.shape)", received: "axis \(self.axis)")
      }
      // The result doesn't change with a constant: the largest element becomes 0.
      let z = x - x.max(axes: [axis], keepDimensions: true).stopGradient()
      let others = z.expandingDimension(at: axis)
      let isAtLeast = others .>= z.expandingDimension(at: axis + 1)
      let count = isAtLeast.converted(to: x.dtype).sum(axes: [axis + 1])
      let total = select(isAtLeast, others, x.like(0)).sum(axes: [axis + 1])
      let isSupport = count * z + 1 .> total
      let size = isSupport.converted(to: x.dtype).sum(axes: [axis], keepDimensions: true)
      let sum = select(isSupport, z, x.like(0)).sum(axes: [axis], keepDimensions: true)
      return HoneGraph.relu(z - (sum - 1) / size)
    }
  }
}

extension ActivationFunction where Self == Activations.Sparsemax {
  /// The nearest point of the probability simplex along the last axis.
  public static var sparsemax: Activations.Sparsemax { Activations.Sparsemax() }

  /// The nearest point of the probability simplex along an axis.
  public static func sparsemax(axis: Int) -> Activations.Sparsemax {
    Activations.Sparsemax(axis: axis)
  }
}
