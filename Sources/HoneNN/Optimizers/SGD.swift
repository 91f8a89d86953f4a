public import HoneCore
public import HoneGraph

/// Stochastic gradient descent, with or without momentum.
///
/// | form | velocity | weight | with Nesterov |
/// |---|---|---|---|
/// | no momentum | – | w ← w − ηg | – |
/// | `.keras` | v ← μv − ηg | w ← w + v | w ← w + μv − ηg |
/// | `.pytorch` | v ← μv + g | w ← w − ηv | w ← w − η(g + μv) |
///
/// The two forms are the same until the learning rate changes.
///
/// - Parameters: `learningRate` η, by default 0.01; `momentum` μ, 0 ≤ μ < 1, by default 0.
///
/// ```swift
/// .sgd(learningRate: 0.1, momentum: 0.9, nesterov: true)
/// ```
///
/// Reference: Sutskever et al., "On the importance of initialization and momentum in deep
/// learning", ICML 2013.
public struct SGD: Optimizer {
  /// Where the learning rate stands.
  public enum MomentumForm: String, Sendable, CaseIterable {
    /// Within the velocity.
    case keras
    /// Outside of it.
    case pytorch
  }

  public static let schema = Schema(
    .optimizer, "sgd", aliases: ["SGD"], summary: "stochastic gradient descent",
    formula: "v ← μv − ηg, w ← w + v",
    techniques: [25, 61, 62, 63, 64], kerasName: "keras.optimizers.SGD",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.01, "the step's size"),
      Field("momentum", .double(.belowOne), default: 0.0, "the share of the velocity that stays"),
      Field("nesterov", .bool, default: false, "whether the gradient is taken one step ahead"),
      Field(
        "momentumForm", .choice(MomentumForm.allCases.map(\.rawValue)), default: "keras",
        "whether the rate stands within the velocity (keras) or outside (pytorch)"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The share of the velocity that stays.
  public var momentum: Double
  /// Whether the gradient is taken one step ahead.
  public var nesterov: Bool
  /// Where the learning rate stands.
  public var momentumForm: MomentumForm

  /// Creates an optimizer with a schedule.
  public init(
    learningRate: any Schedule, momentum: Double = 0, nesterov: Bool = false,
    momentumForm: MomentumForm = .keras
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.momentumForm = momentumForm
  }

  /// Creates an optimizer with a fixed learning rate.
  public init(
    learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false,
    momentumForm: MomentumForm = .keras
  ) {
    self.init(
      learningRate: .constant(learningRate), momentum: momentum, nesterov: nesterov,
      momentumForm: momentumForm)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), momentum: try fields.double("momentum"),
      nesterov: try fields.bool("nesterov"), momentumForm: try fields.choice("momentumForm"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "momentum": ConfigurationValue(momentum),
      "nesterov": ConfigurationValue(nesterov),
      "momentumForm": ConfigurationValue(momentumForm.rawValue),
    ]
  }

  public var slots: [OptimizerSlot] { momentum == 0 ? [] : [OptimizerSlot("velocity")] }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double { learningRate }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let step = gradient * scalars[0]
    guard let old = slots.first else { return (parameter - step, []) }
    switch momentumForm {
    case .keras:
      let velocity = old * momentum - step
      return (parameter + (nesterov ? velocity * momentum - step : velocity), [velocity])
    case .pytorch:
      let velocity = old * momentum + gradient
      let direction = nesterov ? gradient + velocity * momentum : velocity
      return (parameter - direction * scalars[0], [velocity])
    }
  }
}

extension Optimizer where Self == SGD {
  /// Stochastic gradient descent with a fixed learning rate.
  public static func sgd(
    learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false,
    momentumForm: SGD.MomentumForm = .keras
  ) -> SGD {
    SGD(
      learningRate: learningRate, momentum: momentum, nesterov: nesterov,
      momentumForm: momentumForm)
  }

  /// Stochastic gradient descent with a schedule.
  public static func sgd(
    learningRate: any Schedule, momentum: Double = 0, nesterov: Bool = false,
    momentumForm: SGD.MomentumForm = .keras
  ) -> SGD {
    SGD(
      learningRate: learningRate, momentum: momentum, nesterov: nesterov,
      momentumForm: momentumForm)
  }
}
