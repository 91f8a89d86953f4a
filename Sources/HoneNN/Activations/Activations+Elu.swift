public import HoneCore
public import HoneGraph

extension Activations {
  /// x where x > 0, else alpha · (eˣ − 1).
  ///
  /// - Parameters: `alpha`, by default 1: minus the limit far below 0.
  ///
  /// Reference: Clevert et al., "Fast and accurate deep network learning by exponential linear
  /// units", ICLR 2016.
  public struct Elu: ActivationFunction {
    public static let schema = Schema(
      .activation, "elu", summary: "x where x > 0, else alpha · (eˣ − 1)",
      formula: "y = x where x > 0, else alpha · (eˣ − 1)",
      kerasName: "keras.activations.elu",
      fields: [
        Field(
          "alpha", .double(.anyNumber), default: 1.0,
          "minus the limit far below 0")
      ])

    /// Minus the limit far below 0.
    public var alpha: Double

    /// Creates the function.
    public init(alpha: Double = 1) { self.alpha = alpha }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(alpha: try fields.double("alpha"))
    }

    public var fields: [String: ConfigurationValue] { ["alpha": ConfigurationValue(alpha)] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      // The exponential sees no positive x: there it would overflow and its gradient be 0 · ∞.
      let isPositive = x .> 0
      return select(isPositive, x, expm1(select(isPositive, zerosLike(x), x)) * alpha)
    }
  }
}

extension ActivationFunction where Self == Activations.Elu {
  /// x where x > 0, else eˣ − 1.
  public static var elu: Activations.Elu { Activations.Elu() }

  /// x where x > 0, else alpha · (eˣ − 1).
  public static func elu(alpha: Double) -> Activations.Elu { Activations.Elu(alpha: alpha) }
}
