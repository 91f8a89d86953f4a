public import HoneCore
public import HoneGraph

/// Steps of one size in every weight: only the sign of the momentum counts.
///
/// ```text
/// w ← w − η · sign(β₁m + (1 − β₁)g)      m ← β₂m + (1 − β₂)g
/// ```
///
/// A third to a tenth of Adam's rate, and as much more weight decay, are usual.
///
/// - Parameters: `learningRate` η, by default 0.001; `beta1` 0.9; `beta2` 0.99.
/// - Memory: `m`.
///
/// Reference: Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023.
public struct Lion: Optimizer {
  public static let schema = Schema(
    .optimizer, "lion", aliases: ["Lion"],
    summary: "steps of one size, in the direction of the gradient's sign",
    formula: "w ← w − η · sign(β₁m + (1 − β₁)g)",
    techniques: [75], kerasName: "keras.optimizers.Lion",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field(
        "beta1", .double(Double.leastNonzeroMagnitude...1), default: 0.9,
        "the momentum's share of the direction"),
      Field("beta2", .double(.belowOne), default: 0.99, "the share of the momentum that stays"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The momentum's share of the direction.
  public var beta1: Double
  /// The share of the momentum that stays.
  public var beta2: Double

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), beta1: Double = 0.9, beta2: Double = 0.99
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), beta1: try fields.double("beta1"),
      beta2: try fields.double("beta2"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "beta1": ConfigurationValue(beta1),
      "beta2": ConfigurationValue(beta2),
    ]
  }

  public var slots: [OptimizerSlot] { [OptimizerSlot("m")] }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double { learningRate }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let direction = sign(slots[0] * beta1 + gradient * (1 - beta1))
    let m = slots[0] * beta2 + gradient * (1 - beta2)
    return (parameter - direction * scalars[0], [m])
  }
}

extension Optimizer where Self == Lion {
  /// Steps of one size along the gradient's sign, with a fixed learning rate.
  public static func lion(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.99
  ) -> Lion {
    Lion(learningRate: .constant(learningRate), beta1: beta1, beta2: beta2)
  }

  /// Steps of one size along the gradient's sign, with a schedule.
  public static func lion(
    learningRate: any Schedule, beta1: Double = 0.9, beta2: Double = 0.99
  ) -> Lion {
    Lion(learningRate: learningRate, beta1: beta1, beta2: beta2)
  }
}
