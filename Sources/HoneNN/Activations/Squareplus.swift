public import HoneCore
public import HoneGraph

extension Activations {
  /// (x + √(x² + b)) / 2: a softplus without exponentials.
  ///
  /// - Parameters: `b` > 0, by default 4: how far from 0 it keeps from max(x, 0).
  ///
  /// Reference: Barron, "Squareplus: a softplus-like algebraic rectifier", 2021.
  public struct Squareplus: ActivationFunction {
    public static let schema = Schema(
      .activation, "squareplus", summary: "(x + √(x² + b)) / 2",
      formula: "y = (x + √(x² + b)) / 2",
      kerasName: "keras.activations.squareplus",
      fields: [Field("b", .double(.positive), default: 4.0, "how wide the bend at 0 is")])

    /// How wide the bend at 0 is.
    public var b: Double

    /// Creates the function.
    public init(b: Double = 4) { self.b = b }

    public init(_ fields: Fields) throws(HoneError) { self.init(b: try fields.double("b")) }
    public var fields: [String: ConfigurationValue] { ["b": ConfigurationValue(b)] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      guard b > 0 else { return x.fail("squareplus", wanted: "b > 0", received: "\(b)") }
      // Far below 0, x and the root cancel: there the other root of the same equation is exact.
      let isNegative = x .< 0
      let sum = sqrt(square(x) + b) + select(isNegative, -x, x)
      return select(isNegative, b / 2 / sum, sum * 0.5)
    }
  }
}

extension ActivationFunction where Self == Activations.Squareplus {
  /// (x + √(x² + 4)) / 2.
  public static var squareplus: Activations.Squareplus { Activations.Squareplus() }

  /// (x + √(x² + b)) / 2.
  public static func squareplus(b: Double) -> Activations.Squareplus {
    Activations.Squareplus(b: b)
  }
}
