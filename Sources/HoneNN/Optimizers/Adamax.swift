public import HoneCore
public import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Adam with the decaying maximum of the gradient in place of its mean square.
///
/// ```text
/// m ← m + (g − m)(1 − β₁)      u ← max(β₂u, |g|)
/// w ← w − η / (1 − β₁ᵗ) · m / (u + ε)
/// ```
///
/// With `convention: .pytorch`, ε is within the maximum: u ← max(β₂u, |g| + ε), w ← … m / u.
///
/// - Parameters: `learningRate` η, by default 0.001 (PyTorch: 0.002); `beta1` 0.9; `beta2` 0.999;
///   `epsilon` 1e-7.
/// - Memory: `m`, `u`.
///
/// Reference: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, section 7.1.
public struct Adamax: Optimizer {
  public static let schema = Schema(
    .optimizer, "adamax", aliases: ["Adamax"],
    summary: "Adam with the largest gradient in place of the mean square",
    formula: "u ← max(β₂u, |g|); w ← w − η · m̂ / (u + ε)",
    techniques: [75], kerasName: "keras.optimizers.Adamax",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field("beta1", .double(.belowOne), default: 0.9, "the share of the mean that stays"),
      Field("beta2", .double(.belowOne), default: 0.999, "the share of the maximum that stays"),
      Field(
        "epsilon", .double(.notNegative), default: 1e-7,
        "keeps the quotient finite where gradients are 0"),
      OptimizerConvention.field("epsilon beside the maximum (keras) or in it (pytorch)"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The share of the mean that stays.
  public var beta1: Double
  /// The share of the maximum that stays.
  public var beta2: Double
  /// Keeps the quotient finite where gradients are 0.
  public var epsilon: Double
  /// Epsilon beside the maximum (keras) or in it (pytorch).
  public var convention: OptimizerConvention

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, convention: OptimizerConvention = .keras
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.convention = convention
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), beta1: try fields.double("beta1"),
      beta2: try fields.double("beta2"), epsilon: try fields.double("epsilon"),
      convention: try fields.choice("convention"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "beta1": ConfigurationValue(beta1),
      "beta2": ConfigurationValue(beta2), "epsilon": ConfigurationValue(epsilon),
      "convention": convention.configuration,
    ]
  }

  public var slots: [OptimizerSlot] { [OptimizerSlot("m"), OptimizerSlot("u")] }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    learningRate / (1 - pow(beta1, Double(iteration)))
  }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let m = slots[0] + (gradient - slots[0]) * (1 - beta1)
    switch convention {
    case .keras:
      let u = maximum(slots[1] * beta2, abs(gradient))
      return (parameter - m * scalars[0] / (u + epsilon), [m, u])
    case .pytorch:
      let u = maximum(slots[1] * beta2, abs(gradient) + epsilon)
      return (parameter - m * scalars[0] / u, [m, u])
    }
  }
}

extension Optimizer where Self == Adamax {
  /// Adam with the largest gradient in place of the mean square, with a fixed learning rate.
  public static func adamax(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, convention: OptimizerConvention = .keras
  ) -> Adamax {
    Adamax(
      learningRate: .constant(learningRate), beta1: beta1, beta2: beta2, epsilon: epsilon,
      convention: convention)
  }

  /// Adam with the largest gradient in place of the mean square, with a schedule.
  public static func adamax(
    learningRate: any Schedule, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    convention: OptimizerConvention = .keras
  ) -> Adamax {
    Adamax(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      convention: convention)
  }
}
