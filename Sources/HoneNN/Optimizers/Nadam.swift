public import HoneCore
public import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Adam with Nesterov's look ahead.
///
/// ```text
/// μₜ = β₁(1 − ½ · 0.96^(ψt))      Πₜ = μ₁ · … · μₜ
/// m ← m + (g − m)(1 − β₁)      v ← v + (g² − v)(1 − β₂)
/// m̂ = μₜ₊₁ m / (1 − Πₜ₊₁) + (1 − μₜ) g / (1 − Πₜ)      v̂ = v / (1 − β₂ᵗ)
/// w ← w − η · m̂ / (√v̂ + ε)
/// ```
///
/// - Parameters: `learningRate` η, by default 0.001 (PyTorch: 0.002); `beta1` 0.9; `beta2` 0.999;
///   `epsilon` 1e-7; `momentumDecay` ψ, 1 as in Keras (PyTorch: 0.004).
/// - Memory: `m`, `v`, and `momentum_product`, Π.
///
/// Reference: Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016.
public struct Nadam: Optimizer {
  public static let schema = Schema(
    .optimizer, "nadam", aliases: ["Nadam"], summary: "Adam with Nesterov's look ahead",
    formula: "Adam with Nesterov's momentum",
    techniques: [75], kerasName: "keras.optimizers.Nadam",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field("beta1", .double(.belowOne), default: 0.9, "the share of the mean that stays"),
      Field("beta2", .double(.belowOne), default: 0.999, "the share of the mean square that stays"),
      Field(
        "epsilon", .double(.notNegative), default: 1e-7,
        "keeps the quotient finite where gradients are 0"),
      Field(
        "momentumDecay", .double(.notNegative), default: 1.0,
        "how fast the momentum rises to beta1"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The share of the mean that stays.
  public var beta1: Double
  /// The share of the mean square that stays.
  public var beta2: Double
  /// Keeps the quotient finite where gradients are 0.
  public var epsilon: Double
  /// How fast the momentum rises to beta1.
  public var momentumDecay: Double

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, momentumDecay: Double = 1.0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.momentumDecay = momentumDecay
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), beta1: try fields.double("beta1"),
      beta2: try fields.double("beta2"), epsilon: try fields.double("epsilon"),
      momentumDecay: try fields.double("momentumDecay"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "beta1": ConfigurationValue(beta1),
      "beta2": ConfigurationValue(beta2), "epsilon": ConfigurationValue(epsilon),
      "momentumDecay": ConfigurationValue(momentumDecay),
    ]
  }

  public var slots: [OptimizerSlot] {
    [
      OptimizerSlot("m"), OptimizerSlot("v"),
      OptimizerSlot("momentum_product", initialValue: 1, shape: []),
    ]
  }

  private static let names = ["nadam_rate", "nadam_momentum", "nadam_next", "nadam_correction"]

  public func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar] {
    Self.names.enumerated().map { place, name in
      OptimizerScalar(name, scalar(place, learningRate: learningRate, iteration: iteration))
    }
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    switch place {
    case 0: learningRate
    case 1: momentum(iteration)
    case 2: momentum(iteration + 1)
    default: 1 / (1 - pow(beta2, Double(iteration)))
    }
  }

  private func momentum(_ iteration: Int) -> Double {
    beta1 * (1 - 0.5 * pow(0.96, momentumDecay * Double(iteration)))
  }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let (now, next) = (scalars[1], scalars[2])
    let m = slots[0] + (gradient - slots[0]) * (1 - beta1)
    let v = slots[1] + (square(gradient) - slots[1]) * (1 - beta2)
    let product = slots[2] * now
    let ahead = m * (next / (1 - product * next)) + gradient * ((1 - now) / (1 - product))
    let root = sqrt(v * scalars[3]) + epsilon
    return (parameter - ahead * scalars[0] / root, [m, v, product])
  }
}

extension Optimizer where Self == Nadam {
  /// Adam with Nesterov's look ahead, with a fixed learning rate.
  public static func nadam(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, momentumDecay: Double = 1.0
  ) -> Nadam {
    Nadam(
      learningRate: .constant(learningRate), beta1: beta1, beta2: beta2, epsilon: epsilon,
      momentumDecay: momentumDecay)
  }

  /// Adam with Nesterov's look ahead, with a schedule.
  public static func nadam(
    learningRate: any Schedule, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    momentumDecay: Double = 1.0
  ) -> Nadam {
    Nadam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      momentumDecay: momentumDecay)
  }
}
