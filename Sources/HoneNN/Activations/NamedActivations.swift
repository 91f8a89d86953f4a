public import HoneCore
public import HoneGraph

extension Activations {
  /// The value itself.
  public struct Linear: NamedActivation {
    public static let schema = Schema(
      .activation, "linear", summary: "the value itself",
      formula: "y = x",
      kerasName: "keras.activations.linear")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { x }
  }

  /// 1 / (1 + exp(−x)).
  public struct Sigmoid: NamedActivation {
    public static let schema = Schema(
      .activation, "sigmoid", summary: "1 / (1 + exp(−x))",
      formula: "y = 1 / (1 + exp(−x))",
      techniques: [3, 28], kerasName: "keras.activations.sigmoid")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.sigmoid(x) }
  }

  /// Hyperbolic tangent.
  public struct Tanh: NamedActivation {
    public static let schema = Schema(
      .activation, "tanh", summary: "hyperbolic tangent",
      techniques: [30], kerasName: "keras.activations.tanh")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.tanh(x) }
  }

  /// x · sigmoid(x), also known as swish.
  public struct Silu: NamedActivation {
    public static let schema = Schema(
      .activation, "silu", aliases: ["swish"], summary: "x · sigmoid(x), also known as swish",
      formula: "y = x / (1 + exp(−x))",
      kerasName: "keras.activations.silu")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { x * HoneGraph.sigmoid(x) }
  }

  /// x · tanh(log(1 + eˣ)).
  ///
  /// Reference: Misra, "Mish: a self regularized non-monotonic activation function", BMVC 2020.
  public struct Mish: NamedActivation {
    public static let schema = Schema(
      .activation, "mish", summary: "x · tanh(log(1 + eˣ))",
      formula: "y = x · tanh(log(1 + eˣ))",
      kerasName: "keras.activations.mish")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor {
      x * HoneGraph.tanh(HoneGraph.softplus(x))
    }
  }

  /// x / (1 + |x|).
  public struct Softsign: NamedActivation {
    public static let schema = Schema(
      .activation, "softsign", summary: "x / (1 + |x|)",
      formula: "y = x / (1 + |x|)",
      kerasName: "keras.activations.softsign")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { x / (abs(x) + 1) }
  }

  /// log(1 / (1 + exp(−x))), without overflow.
  public struct LogSigmoid: NamedActivation {
    public static let schema = Schema(
      .activation, "logSigmoid", summary: "log(1 / (1 + exp(−x))), without overflow",
      formula: "y = −log(1 + exp(−x))",
      kerasName: "keras.activations.log_sigmoid")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { -HoneGraph.softplus(-x) }
  }

  /// eˣ.
  public struct Exponential: NamedActivation {
    public static let schema = Schema(
      .activation, "exponential", summary: "eˣ",
      formula: "y = eˣ",
      kerasName: "keras.activations.exponential")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { exp(x) }
  }
}

extension ActivationFunction where Self == Activations.Linear {
  /// The value itself.
  public static var linear: Activations.Linear { Activations.Linear() }
}

extension ActivationFunction where Self == Activations.Sigmoid {
  /// 1 / (1 + exp(−x)).
  public static var sigmoid: Activations.Sigmoid { Activations.Sigmoid() }
}

extension ActivationFunction where Self == Activations.Tanh {
  /// Hyperbolic tangent.
  public static var tanh: Activations.Tanh { Activations.Tanh() }
}

extension ActivationFunction where Self == Activations.Silu {
  /// x · sigmoid(x), also known as swish.
  public static var silu: Activations.Silu { Activations.Silu() }

  /// x · sigmoid(x).
  public static var swish: Activations.Silu { Activations.Silu() }
}

extension ActivationFunction where Self == Activations.Mish {
  /// x · tanh(log(1 + eˣ)).
  public static var mish: Activations.Mish { Activations.Mish() }
}

extension ActivationFunction where Self == Activations.Softsign {
  /// x / (1 + |x|).
  public static var softsign: Activations.Softsign { Activations.Softsign() }
}

extension ActivationFunction where Self == Activations.LogSigmoid {
  /// log(1 / (1 + exp(−x))).
  public static var logSigmoid: Activations.LogSigmoid { Activations.LogSigmoid() }
}

extension ActivationFunction where Self == Activations.Exponential {
  /// eˣ.
  public static var exponential: Activations.Exponential { Activations.Exponential() }
}
