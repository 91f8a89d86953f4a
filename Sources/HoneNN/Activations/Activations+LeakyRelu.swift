public import HoneCore
public import HoneGraph

extension Activations {
  /// x where x > 0, else negativeSlope · x.
  ///
  /// - Parameters: `negativeSlope`, by default 0.01.
  public struct LeakyRelu: ActivationFunction {
    public static let schema = Schema(
      .activation, "leakyRelu", summary: "x where x > 0, else negativeSlope · x",
      formula: "y = x where x > 0, else negativeSlope · x",
      techniques: [32], kerasName: "keras.activations.leaky_relu",
      fields: [
        Field(
          "negativeSlope", .double(.anyNumber), default: 0.01,
          "the slope below 0")
      ])

    /// The slope below 0.
    public var negativeSlope: Double

    /// Creates the function.
    public init(negativeSlope: Double = 0.01) { self.negativeSlope = negativeSlope }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(negativeSlope: try fields.double("negativeSlope"))
    }

    public var fields: [String: ConfigurationValue] {
      ["negativeSlope": ConfigurationValue(negativeSlope)]
    }

    public func callAsFunction(_ x: Tensor) -> Tensor { select(x .> 0, x, x * negativeSlope) }
  }
}

extension ActivationFunction where Self == Activations.LeakyRelu {
  /// x where x > 0, else 0.01 · x.
  public static var leakyRelu: Activations.LeakyRelu { Activations.LeakyRelu() }

  /// x where x > 0, else negativeSlope · x.
  public static func leakyRelu(negativeSlope: Double) -> Activations.LeakyRelu {
    Activations.LeakyRelu(negativeSlope: negativeSlope)
  }
}
