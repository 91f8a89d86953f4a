public import HoneGraph

extension Activations {
  /// The value itself.
  public struct Linear: NamedActivation {
    public static let schema = Schema(.activation, "linear", summary: "the value itself")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { x }
  }

  /// max(x, 0).
  public struct Relu: NamedActivation {
    public static let schema = Schema(.activation, "relu", summary: "max(x, 0)")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.relu(x) }
  }

  /// 1 / (1 + exp(−x)).
  public struct Sigmoid: NamedActivation {
    public static let schema = Schema(.activation, "sigmoid", summary: "1 / (1 + exp(−x))")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.sigmoid(x) }
  }

  /// Hyperbolic tangent.
  public struct Tanh: NamedActivation {
    public static let schema = Schema(.activation, "tanh", summary: "hyperbolic tangent")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.tanh(x) }
  }

  /// exp(x) / Σ exp(x) along the last axis.
  public struct Softmax: NamedActivation {
    public static let schema = Schema(
      .activation, "softmax", summary: "exp(x) / Σ exp(x) along the last axis")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.softmax(x) }
  }

  /// x − log Σ exp(x) along the last axis.
  public struct LogSoftmax: NamedActivation {
    public static let schema = Schema(
      .activation, "logSoftmax", summary: "x − log Σ exp(x) along the last axis")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.logSoftmax(x) }
  }

  /// log(1 + eˣ), without overflow.
  public struct Softplus: NamedActivation {
    public static let schema = Schema(
      .activation, "softplus", summary: "log(1 + eˣ), without overflow")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { HoneGraph.softplus(x) }
  }

  /// x · sigmoid(x), also known as swish.
  public struct Silu: NamedActivation {
    public static let schema = Schema(
      .activation, "silu", summary: "x · sigmoid(x), also known as swish")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { x * HoneGraph.sigmoid(x) }
  }

  /// 1.0507 · ELU(x) with α = 1.6733: keeps mean 0 and variance 1 (Klambauer et al., 2017).
  public struct Selu: NamedActivation {
    public static let schema = Schema(
      .activation, "selu", summary: "1.0507 · ELU(x) with α = 1.6733")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor {
      1.050_700_987_355_480_5 * Elu(alpha: 1.673_263_242_354_377_2)(x)
    }
  }
}

extension ActivationFunction where Self == Activations.Linear {
  /// The value itself.
  public static var linear: Activations.Linear { Activations.Linear() }
}

extension ActivationFunction where Self == Activations.Relu {
  /// max(x, 0).
  public static var relu: Activations.Relu { Activations.Relu() }
}

extension ActivationFunction where Self == Activations.Sigmoid {
  /// 1 / (1 + exp(−x)).
  public static var sigmoid: Activations.Sigmoid { Activations.Sigmoid() }
}

extension ActivationFunction where Self == Activations.Tanh {
  /// Hyperbolic tangent.
  public static var tanh: Activations.Tanh { Activations.Tanh() }
}

extension ActivationFunction where Self == Activations.Softmax {
  /// exp(x) / Σ exp(x) along the last axis.
  public static var softmax: Activations.Softmax { Activations.Softmax() }
}

extension ActivationFunction where Self == Activations.LogSoftmax {
  /// x − log Σ exp(x) along the last axis.
  public static var logSoftmax: Activations.LogSoftmax { Activations.LogSoftmax() }
}

extension ActivationFunction where Self == Activations.Softplus {
  /// log(1 + eˣ), without overflow.
  public static var softplus: Activations.Softplus { Activations.Softplus() }
}

extension ActivationFunction where Self == Activations.Silu {
  /// x · sigmoid(x), also known as swish.
  public static var silu: Activations.Silu { Activations.Silu() }
}

extension ActivationFunction where Self == Activations.Selu {
  /// 1.0507 · ELU(x) with α = 1.6733.
  public static var selu: Activations.Selu { Activations.Selu() }
}
