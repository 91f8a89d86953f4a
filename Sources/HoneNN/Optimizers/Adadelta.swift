public import HoneCore
public import HoneGraph

/// Steps whose size follows from the ratio of recent changes to recent gradients.
///
/// ```text
/// v ← ρv + (1 − ρ)g²      Δ = −g · √(d + ε) / √(v + ε)      d ← ρd + (1 − ρ)Δ²
/// w ← w + ηΔ
/// ```
///
/// - Parameters: `learningRate` η, by default 0.001 as in Keras (1 in the paper and in PyTorch);
///   `rho` ρ, 0.95; `epsilon` ε, 1e-7.
/// - Memory: `v`, and `delta`, the mean square of the changes d.
///
/// ```swift
/// .adadelta(learningRate: 1)
/// ```
///
/// Reference: Zeiler, "ADADELTA: an adaptive learning rate method", 2012.
public struct Adadelta: Optimizer {
  public static let schema = Schema(
    .optimizer, "adadelta", aliases: ["Adadelta"],
    summary: "steps in the scale of the weight's own changes",
    formula: "Δ = −g · √(d + ε) / √(v + ε); w ← w + ηΔ",
    techniques: [75], kerasName: "keras.optimizers.Adadelta",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field("rho", .double(.belowOne), default: 0.95, "the share of the mean squares that stays"),
      Field("epsilon", .double(.notNegative), default: 1e-7, "added to both mean squares"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The share of the mean squares that stays.
  public var rho: Double
  /// Added to both mean squares.
  public var epsilon: Double

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), rho: Double = 0.95, epsilon: Double = 1e-7
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.epsilon = epsilon
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), rho: try fields.double("rho"),
      epsilon: try fields.double("epsilon"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "rho": ConfigurationValue(rho),
      "epsilon": ConfigurationValue(epsilon),
    ]
  }

  public var slots: [OptimizerSlot] { [OptimizerSlot("v"), OptimizerSlot("delta")] }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double { learningRate }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let v = slots[0] * rho + square(gradient) * (1 - rho)
    let change = gradient * sqrt(slots[1] + epsilon) / sqrt(v + epsilon)
    let delta = slots[1] * rho + square(change) * (1 - rho)
    return (parameter - change * scalars[0], [v, delta])
  }
}

extension Optimizer where Self == Adadelta {
  /// Steps in the scale of the weights' own changes, with a fixed learning rate.
  public static func adadelta(
    learningRate: Double = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7
  ) -> Adadelta {
    Adadelta(learningRate: .constant(learningRate), rho: rho, epsilon: epsilon)
  }

  /// Steps in the scale of the weights' own changes, with a schedule.
  public static func adadelta(
    learningRate: any Schedule, rho: Double = 0.95, epsilon: Double = 1e-7
  ) -> Adadelta {
    Adadelta(learningRate: learningRate, rho: rho, epsilon: epsilon)
  }
}
