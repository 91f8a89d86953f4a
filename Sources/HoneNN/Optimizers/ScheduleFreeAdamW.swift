public import HoneCore
public import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Adam with an average in place of a schedule: no end of training has to be known.
///
/// ```text
/// v ← v + (g² − v)(1 − β₂)      z ← z − η · g / (√(v / (1 − β₂ᵗ)) + ε)
/// x ← (1 − 1/t) x + z/t         w = (1 − β₁) z + β₁ x
/// ```
///
/// The weights w, at which gradients are taken, lie between the steps z and their average x. As in
/// Keras, w stays in the model after training.
///
/// - Parameters: `learningRate` η, by default 0.0025; `beta1` in (0, 1], 0.9, the average's share of
///   w; `beta2` 0.999; `epsilon` 1e-8; `warmupSteps` 0, updates over which η rises from 0.
/// - Memory: `z`, which begins as the weight; `v`.
///
/// Reference: Defazio et al., "The road less scheduled", NeurIPS 2024.
public struct ScheduleFreeAdamW: Optimizer {
  public static let schema = Schema(
    .optimizer, "scheduleFreeAdamW", aliases: ["schedule_free_adamw", "ScheduleFreeAdamW"],
    summary: "adaptive moments that need no schedule",
    formula: "w = (1 − β₁) z + β₁ x, x the mean of z",
    techniques: [75], kerasName: "keras.optimizers.ScheduleFreeAdamW",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.0025, "the step's size"),
      Field(
        "beta1", .double(Double.leastNonzeroMagnitude...1), default: 0.9,
        "the average's share of the weight"),
      Field("beta2", .double(.belowOne), default: 0.999, "the share of the mean square that stays"),
      Field(
        "epsilon", .double(.notNegative), default: 1e-8,
        "keeps the quotient finite where gradients are 0"),
      Field(
        "warmupSteps", .int(0...Int.max), default: 0,
        "the updates over which the rate rises from 0"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The average's share of the weight.
  public var beta1: Double
  /// The share of the mean square that stays.
  public var beta2: Double
  /// Keeps the quotient finite where gradients are 0.
  public var epsilon: Double
  /// The updates over which the rate rises from 0.
  public var warmupSteps: Int

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.0025), beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, warmupSteps: Int = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.warmupSteps = warmupSteps
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), beta1: try fields.double("beta1"),
      beta2: try fields.double("beta2"), epsilon: try fields.double("epsilon"),
      warmupSteps: try fields.int("warmupSteps"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "beta1": ConfigurationValue(beta1),
      "beta2": ConfigurationValue(beta2), "epsilon": ConfigurationValue(epsilon),
      "warmupSteps": ConfigurationValue(warmupSteps),
    ]
  }

  public var slots: [OptimizerSlot] { [OptimizerSlot(copyingWeight: "z"), OptimizerSlot("v")] }

  private static let names = ["free_rate", "free_share", "free_correction"]

  public func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar] {
    Self.names.enumerated().map { place, name in
      OptimizerScalar(name, scalar(place, learningRate: learningRate, iteration: iteration))
    }
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    let time = Double(iteration)
    switch place {
    case 0: return learningRate * (warmupSteps > 0 ? min(time / Double(warmupSteps), 1) : 1)
    case 1: return 1 / time
    default: return 1 / (1 - pow(beta2, time))
    }
  }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let v = slots[1] + (square(gradient) - slots[1]) * (1 - beta2)
    let z = slots[0] - gradient * scalars[0] / (sqrt(v * scalars[2]) + epsilon)
    let old = (parameter - slots[0] * (1 - beta1)) / beta1
    let average = old + (z - old) * scalars[1]
    return (z * (1 - beta1) + average * beta1, [z, v])
  }
}

extension Optimizer where Self == ScheduleFreeAdamW {
  /// Adam with an average in place of a schedule, with a fixed learning rate.
  public static func scheduleFreeAdamW(
    learningRate: Double = 0.0025, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, warmupSteps: Int = 0
  ) -> ScheduleFreeAdamW {
    ScheduleFreeAdamW(
      learningRate: .constant(learningRate), beta1: beta1, beta2: beta2, epsilon: epsilon,
      warmupSteps: warmupSteps)
  }

  /// Adam with an average in place of a schedule, with a schedule.
  public static func scheduleFreeAdamW(
    learningRate: any Schedule, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    warmupSteps: Int = 0
  ) -> ScheduleFreeAdamW {
    ScheduleFreeAdamW(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      warmupSteps: warmupSteps)
  }
}
