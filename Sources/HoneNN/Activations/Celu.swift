public import HoneCore
public import HoneGraph

extension Activations {
  /// x where x > 0, else alpha · (exp(x / alpha) − 1): an ELU whose slope has no jump at 0.
  ///
  /// - Parameters: `alpha` > 0, by default 1: minus the limit far below 0.
  ///
  /// The slope at 0 is 1 from both sides, and so it is here (Keras on TensorFlow gives 2 there).
  ///
  /// Reference: Barron, "Continuously differentiable exponential linear units", 2017.
  public struct Celu: ActivationFunction {
    public static let schema = Schema(
      .activation, "celu", summary: "x where x > 0, else alpha · (exp(x / alpha) − 1)",
      formula: "y = x where x > 0, else alpha · (exp(x / alpha) − 1)",
      kerasName: "keras.activations.celu",
      fields: [Field("alpha", .double(.positive), default: 1.0, "minus the limit far below 0")])

    /// Minus the limit far below 0.
    public var alpha: Double

    /// Creates the function.
    public init(alpha: Double = 1) { self.alpha = alpha }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(alpha: try fields.double("alpha"))
    }

    public var fields: [String: ConfigurationValue] { ["alpha": ConfigurationValue(alpha)] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      guard alpha > 0 else { return x.fail("celu", wanted: "alpha > 0", received: "\(alpha)") }
      let isPositive = x .> 0
      return select(isPositive, x, expm1(select(isPositive, zerosLike(x), x) / alpha) * alpha)
    }
  }
}

extension ActivationFunction where Self == Activations.Celu {
  /// x where x > 0, else eˣ − 1.
  public static var celu: Activations.Celu { Activations.Celu() }

  /// x where x > 0, else alpha · (exp(x / alpha) − 1).
  public static func celu(alpha: Double) -> Activations.Celu { Activations.Celu(alpha: alpha) }
}
