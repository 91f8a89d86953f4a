public import HoneCore
public import HoneGraph

extension Activations {
  /// log(1 + exp(beta · x)) / beta, without overflow.
  ///
  /// - Parameters: `beta` > 0, by default 1, Keras's: the larger, the nearer to max(x, 0).
  public struct Softplus: ActivationFunction {
    public static let schema = Schema(
      .activation, "softplus", summary: "log(1 + eˣ), without overflow",
      formula: "y = log(1 + exp(beta·x)) / beta",
      kerasName: "keras.activations.softplus",
      fields: [
        Field("beta", .double(.positive), default: 1.0, "how sharp the bend at 0 is")
      ])

    /// How sharp the bend at 0 is.
    public var beta: Double

    /// Creates the function.
    public init(beta: Double = 1) { self.beta = beta }

    public init(_ fields: Fields) throws(HoneError) { self.init(beta: try fields.double("beta")) }
    public var fields: [String: ConfigurationValue] { ["beta": ConfigurationValue(beta)] }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      guard beta > 0 else { return x.fail("softplus", wanted: "beta > 0", received: "\(beta)") }
      return beta == 1 ? HoneGraph.softplus(x) : HoneGraph.softplus(x * beta) / beta
    }
  }
}

extension ActivationFunction where Self == Activations.Softplus {
  /// log(1 + eˣ), without overflow.
  public static var softplus: Activations.Softplus { Activations.Softplus() }

  /// log(1 + exp(beta · x)) / beta.
  public static func softplus(beta: Double) -> Activations.Softplus {
    Activations.Softplus(beta: beta)
  }
}
