public import HoneCore
public import HoneGraph

/// Each weight's step is divided by the root of the recent mean square of its gradient.
///
/// ```text
/// v ← ρv + (1 − ρ)g²                        w ← w − η · g / √(v + ε)
/// centered: a ← ρa + (1 − ρ)g               v − a² for v in the root
/// momentum: u ← μu + η · g / √…             w ← w − u
/// ```
///
/// With `convention: .pytorch`, ε is added to the root and the rate stands outside of u.
///
/// - Parameters: `learningRate` η, by default 0.001; `rho` ρ, 0.9 (PyTorch: 0.99); `momentum` μ, 0;
///   `epsilon` ε, 1e-7; `centered`, false.
/// - Memory: `v`; with momentum `velocity`, u; if centered `m`, a.
///
/// ```swift
/// .rmsprop(learningRate: 0.01, rho: 0.9)
/// ```
///
/// Reference: Tieleman and Hinton, "Lecture 6.5: RMSProp", 2012.
public struct RMSprop: Optimizer {
  public static let schema = Schema(
    .optimizer, "rmsprop", aliases: ["RMSprop"],
    summary: "steps are scaled by the recent size of the gradient",
    formula: "v ← ρv + (1 − ρ)g²; w ← w − η · g / √(v + ε)",
    techniques: [67, 68], kerasName: "keras.optimizers.RMSprop",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field("rho", .double(.belowOne), default: 0.9, "the share of the mean square that stays"),
      Field("momentum", .double(.belowOne), default: 0.0, "the share of the velocity that stays"),
      Field(
        "epsilon", .double(.notNegative), default: 1e-7,
        "keeps the quotient finite where gradients are 0"),
      Field("centered", .bool, default: false, "whether the mean gradient's square is taken off"),
      OptimizerConvention.field(
        "epsilon in the root, rate in the velocity (keras) or not (pytorch)"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The share of the mean square that stays.
  public var rho: Double
  /// The share of the velocity that stays.
  public var momentum: Double
  /// Keeps the quotient finite where gradients are 0.
  public var epsilon: Double
  /// Whether the mean gradient's square is taken off.
  public var centered: Bool
  /// Epsilon in the root, rate in the velocity (keras) or not (pytorch).
  public var convention: OptimizerConvention

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), rho: Double = 0.9, momentum: Double = 0.0,
    epsilon: Double = 1e-7, centered: Bool = false, convention: OptimizerConvention = .keras
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    self.convention = convention
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), rho: try fields.double("rho"),
      momentum: try fields.double("momentum"), epsilon: try fields.double("epsilon"),
      centered: try fields.bool("centered"), convention: try fields.choice("convention"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "rho": ConfigurationValue(rho),
      "momentum": ConfigurationValue(momentum), "epsilon": ConfigurationValue(epsilon),
      "centered": ConfigurationValue(centered), "convention": convention.configuration,
    ]
  }

  public var slots: [OptimizerSlot] {
    [OptimizerSlot("v")] + (momentum > 0 ? [OptimizerSlot("velocity")] : [])
      + (centered ? [OptimizerSlot("m")] : [])
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double { learningRate }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let v = slots[0] * rho + square(gradient) * (1 - rho)
    let mean = centered ? slots[slots.count - 1] * rho + gradient * (1 - rho) : nil
    // Rounding may make the difference a little less than 0.
    let spread = mean.map { maximum(v - square($0), 0) } ?? v
    let root = convention == .keras ? sqrt(spread + epsilon) : sqrt(spread) + epsilon
    let state = [v] + (mean.map { [$0] } ?? [])
    guard momentum > 0 else { return (parameter - gradient * scalars[0] / root, state) }
    let velocity: Tensor
    let change: Tensor
    switch convention {
    case .keras:
      velocity = slots[1] * momentum + gradient * scalars[0] / root
      change = velocity
    case .pytorch:
      velocity = slots[1] * momentum + gradient / root
      change = velocity * scalars[0]
    }
    return (parameter - change, [v, velocity] + (mean.map { [$0] } ?? []))
  }
}

extension Optimizer where Self == RMSprop {
  /// Steps scaled by the recent size of the gradient, with a fixed learning rate.
  public static func rmsprop(
    learningRate: Double = 0.001, rho: Double = 0.9, momentum: Double = 0.0, epsilon: Double = 1e-7,
    centered: Bool = false, convention: OptimizerConvention = .keras
  ) -> RMSprop {
    RMSprop(
      learningRate: .constant(learningRate), rho: rho, momentum: momentum, epsilon: epsilon,
      centered: centered, convention: convention)
  }

  /// Steps scaled by the recent size of the gradient, with a schedule.
  public static func rmsprop(
    learningRate: any Schedule, rho: Double = 0.9, momentum: Double = 0.0, epsilon: Double = 1e-7,
    centered: Bool = false, convention: OptimizerConvention = .keras
  ) -> RMSprop {
    RMSprop(
      learningRate: learningRate, rho: rho, momentum: momentum, epsilon: epsilon,
      centered: centered, convention: convention)
  }
}
