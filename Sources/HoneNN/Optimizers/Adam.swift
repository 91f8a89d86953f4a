public import HoneCore
public import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Adaptive moments: each weight's step is scaled by the recent size of its gradient.
///
/// ```text
/// m ← m + (g − m)(1 − β₁)      v ← v + (g² − v)(1 − β₂)
/// w ← w − α · m / (√v + ε)     α = η · √(1 − β₂ᵗ) / (1 − β₁ᵗ), t the update's number from 1
/// ```
///
/// With `amsgrad`, the largest v so far stands in the root.
///
/// α is computed in Double by the host. With `epsilonForm: .pytorch`, ε · √(1 − β₂ᵗ) stands for ε:
/// then ε is added after the bias correction, as PyTorch and the paper's algorithm do.
///
/// - Parameters: `learningRate` η, by default 0.001; `beta1` 0.9; `beta2` 0.999; `epsilon` 1e-7;
///   `amsgrad` false.
/// - Memory: `m`, `v`; with `amsgrad` also `v_max`.
///
/// ```swift
/// .adam(learningRate: 3e-4)
/// .adam(learningRate: .cosineDecay(1e-3, steps: 4_000, warmup: 200))
/// ```
///
/// References: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; Reddi et al.,
/// "On the convergence of Adam and beyond", ICLR 2018 (AMSGrad).
public struct Adam: Optimizer {
  /// Where ε is added.
  public enum EpsilonForm: String, Sendable, CaseIterable {
    /// To √v as it is.
    case keras
    /// To √v after its bias correction.
    case pytorch
  }

  public static let schema = Schema(
    .optimizer, "adam", aliases: ["Adam"], summary: "adaptive moments",
    formula: "m, v ← means of g, g²; w ← w − η · m̂ / (√v̂ + ε)",
    techniques: [69, 70, 71, 72], kerasName: "keras.optimizers.Adam",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field("beta1", .double(.belowOne), default: 0.9, "the share of the mean that stays"),
      Field("beta2", .double(.belowOne), default: 0.999, "the share of the mean square that stays"),
      Field("epsilon", .double(.notNegative), default: 1e-7, "added to the root of the square"),
      Field(
        "epsilonForm", .choice(EpsilonForm.allCases.map(\.rawValue)), default: "keras",
        "whether epsilon is added before the bias correction (keras) or after (pytorch)"),
      Field("amsgrad", .bool, default: false, "whether the largest mean square so far is used"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The share of the gradients' mean that stays.
  public var beta1: Double
  /// The share of the gradients' mean square that stays.
  public var beta2: Double
  /// Added to the root of the mean square.
  public var epsilon: Double
  /// Where ε is added.
  public var epsilonForm: EpsilonForm
  /// Whether the largest mean square so far is used.
  public var amsgrad: Bool

  /// Creates an optimizer with a schedule.
  public init(
    learningRate: any Schedule, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    epsilonForm: EpsilonForm = .keras, amsgrad: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.epsilonForm = epsilonForm
    self.amsgrad = amsgrad
  }

  /// Creates an optimizer with a fixed learning rate.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, epsilonForm: EpsilonForm = .keras, amsgrad: Bool = false
  ) {
    self.init(
      learningRate: .constant(learningRate), beta1: beta1, beta2: beta2, epsilon: epsilon,
      epsilonForm: epsilonForm, amsgrad: amsgrad)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), beta1: try fields.double("beta1"),
      beta2: try fields.double("beta2"), epsilon: try fields.double("epsilon"),
      epsilonForm: try fields.choice("epsilonForm"),
      amsgrad: try fields.bool("amsgrad"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "beta1": ConfigurationValue(beta1),
      "beta2": ConfigurationValue(beta2), "epsilon": ConfigurationValue(epsilon),
      "epsilonForm": ConfigurationValue(epsilonForm.rawValue),
      "amsgrad": ConfigurationValue(amsgrad),
    ]
  }

  public var slots: [OptimizerSlot] {
    [OptimizerSlot("m"), OptimizerSlot("v")] + (amsgrad ? [OptimizerSlot("v_max")] : [])
  }

  public func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar] {
    let names = epsilonForm == .keras ? ["adam_alpha"] : ["adam_alpha", "adam_epsilon"]
    return names.enumerated().map { place, name in
      OptimizerScalar(name, scalar(place, learningRate: learningRate, iteration: iteration))
    }
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    place == 0
      ? Self.alpha(learningRate, beta1, beta2, iteration)
      : epsilon * (1 - pow(beta2, Double(iteration))).squareRoot()
  }

  /// The rate with both bias corrections.
  static func alpha(
    _ learningRate: Double, _ beta1: Double, _ beta2: Double, _ iteration: Int
  ) -> Double {
    let time = Double(iteration)
    return learningRate * (1 - pow(beta2, time)).squareRoot() / (1 - pow(beta1, time))
  }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let m = slots[0] + (gradient - slots[0]) * (1 - beta1)
    let v = slots[1] + (square(gradient) - slots[1]) * (1 - beta2)
    let largest = amsgrad ? maximum(slots[2], v) : v
    let root = scalars.count > 1 ? sqrt(largest) + scalars[1] : sqrt(largest) + epsilon
    return (parameter - m * scalars[0] / root, amsgrad ? [m, v, largest] : [m, v])
  }
}

extension Optimizer where Self == Adam {
  /// Adaptive moments with a fixed learning rate.
  public static func adam(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, epsilonForm: Adam.EpsilonForm = .keras, amsgrad: Bool = false
  ) -> Adam {
    Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      epsilonForm: epsilonForm, amsgrad: amsgrad)
  }

  /// Adaptive moments with a schedule.
  public static func adam(
    learningRate: any Schedule, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, epsilonForm: Adam.EpsilonForm = .keras, amsgrad: Bool = false
  ) -> Adam {
    Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      epsilonForm: epsilonForm, amsgrad: amsgrad)
  }
}
