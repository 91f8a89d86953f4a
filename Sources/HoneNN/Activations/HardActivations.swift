public import HoneGraph

// Piecewise linear stand-ins for smooth functions.

extension Activations {
  /// min(max(x + 3, 0), 6) / 6. The gradient at −3 and at 3 is 0.
  public struct HardSigmoid: NamedActivation {
    public static let schema = Schema(
      .activation, "hardSigmoid", summary: "min(max(x + 3, 0), 6) / 6",
      formula: "y = min(max(x + 3, 0), 6) / 6",
      kerasName: "keras.activations.hard_sigmoid")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { Relu6()(x + 3) / 6 }
  }

  /// x · min(max(x + 3, 0), 6) / 6, also known as hard swish.
  ///
  /// The gradient at −3 is 0, at 3 it is 1, as in Keras.
  ///
  /// Reference: Howard et al., "Searching for MobileNetV3", ICCV 2019.
  public struct HardSilu: NamedActivation {
    public static let schema = Schema(
      .activation, "hardSilu", aliases: ["hardSwish"],
      summary: "x · min(max(x + 3, 0), 6) / 6, also known as hard swish",
      formula: "y = x · min(max(x + 3, 0), 6) / 6",
      kerasName: "keras.activations.hard_silu")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { x * HardSigmoid()(x) }
  }

  /// min(max(x, −1), 1). The gradient at −1 and at 1 is 1, as in Keras (in PyTorch it is 0).
  public struct HardTanh: NamedActivation {
    public static let schema = Schema(
      .activation, "hardTanh", summary: "min(max(x, −1), 1)",
      formula: "y = min(max(x, −1), 1)",
      kerasName: "keras.activations.hard_tanh")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor { clip(x, to: 1) }
  }

  /// min(max(x, −limit), limit), whose gradient at the limits is 1.
  static func clip(_ x: Tensor, to limit: Double) -> Tensor {
    select(x .< -limit, x.like(-limit), select(x .> limit, x.like(limit), x))
  }
}

extension ActivationFunction where Self == Activations.HardSigmoid {
  /// min(max(x + 3, 0), 6) / 6.
  public static var hardSigmoid: Activations.HardSigmoid { Activations.HardSigmoid() }
}

extension ActivationFunction where Self == Activations.HardSilu {
  /// x · min(max(x + 3, 0), 6) / 6, also known as hard swish.
  public static var hardSilu: Activations.HardSilu { Activations.HardSilu() }

  /// x · min(max(x + 3, 0), 6) / 6.
  public static var hardSwish: Activations.HardSilu { Activations.HardSilu() }
}

extension ActivationFunction where Self == Activations.HardTanh {
  /// min(max(x, −1), 1).
  public static var hardTanh: Activations.HardTanh { Activations.HardTanh() }
}
