public import HoneCore
public import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Adam whose step is scaled to the norm of each weight tensor, for large batches.
///
/// ```text
/// m, v as Adam      u = m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε)
/// w ← w − η · ‖w‖ / ‖u‖ · u      the ratio is 1 where a norm is 0
/// ```
///
/// - Parameters: `learningRate` η, by default 0.001; `beta1` 0.9; `beta2` 0.999; `epsilon` 1e-7.
///   Weight decay is decoupled, as in Keras; the paper adds it to u.
/// - Memory: `m`, `v`.
///
/// Reference: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes",
/// ICLR 2020.
public struct Lamb: Optimizer {
  public static let schema = Schema(
    .optimizer, "lamb", aliases: ["Lamb"],
    summary: "Adam in the scale of each weight tensor, for large batches",
    formula: "w ← w − η · ‖w‖ / ‖u‖ · u, u the step of Adam",
    techniques: [75], kerasName: "keras.optimizers.Lamb",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field("beta1", .double(.belowOne), default: 0.9, "the share of the mean that stays"),
      Field("beta2", .double(.belowOne), default: 0.999, "the share of the mean square that stays"),
      Field(
        "epsilon", .double(.notNegative), default: 1e-7,
        "keeps the quotient finite where gradients are 0"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The share of the mean that stays.
  public var beta1: Double
  /// The share of the mean square that stays.
  public var beta2: Double
  /// Keeps the quotient finite where gradients are 0.
  public var epsilon: Double

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), beta1: try fields.double("beta1"),
      beta2: try fields.double("beta2"), epsilon: try fields.double("epsilon"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "beta1": ConfigurationValue(beta1),
      "beta2": ConfigurationValue(beta2), "epsilon": ConfigurationValue(epsilon),
    ]
  }

  public var slots: [OptimizerSlot] { [OptimizerSlot("m"), OptimizerSlot("v")] }

  private static let names = ["lamb_rate", "lamb_mean", "lamb_square"]

  public func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar] {
    Self.names.enumerated().map { place, name in
      OptimizerScalar(name, scalar(place, learningRate: learningRate, iteration: iteration))
    }
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    switch place {
    case 0: learningRate
    case 1: 1 / (1 - pow(beta1, Double(iteration)))
    default: 1 / (1 - pow(beta2, Double(iteration)))
    }
  }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let m = slots[0] + (gradient - slots[0]) * (1 - beta1)
    let v = slots[1] + (square(gradient) - slots[1]) * (1 - beta2)
    let update = m * scalars[1] / (sqrt(v * scalars[2]) + epsilon)
    let (size, step) = (sqrt(square(parameter).sum()), sqrt(square(update).sum()))
    let one = onesLike(size)
    let ratio = select(size .> 0, select(step .> 0, size / step, one), one)
    return (parameter - update * (ratio * scalars[0]), [m, v])
  }
}

extension Optimizer where Self == Lamb {
  /// Adam in the scale of each weight tensor, with a fixed learning rate.
  public static func lamb(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
  ) -> Lamb {
    Lamb(learningRate: .constant(learningRate), beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  /// Adam in the scale of each weight tensor, with a schedule.
  public static func lamb(
    learningRate: any Schedule, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
  ) -> Lamb {
    Lamb(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }
}
