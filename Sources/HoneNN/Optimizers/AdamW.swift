public import HoneCore
public import HoneGraph

/// Adam with weight decay that doesn't pass through the moments (T73).
///
/// ```text
/// w ← w − η · decay · w, then Adam's update
/// ```
///
/// Unlike an L2 penalty, which the root of v would shrink where gradients are large, the decay is the
/// same share for every weight (T74).
///
/// - Parameters: `weightDecay`, 0.004 as in Keras (PyTorch: 0.01); the others are those of ``Adam``.
///   Biases and normalizations are decayed too, as in Keras, unless
///   ``UpdateOptions/excludeFromWeightDecay`` leaves them out.
/// - Memory: `m`, `v`; with `amsgrad` also `v_max`.
///
/// ```swift
/// .adamW(learningRate: 1e-3, weightDecay: 0.01)
/// ```
///
/// Reference: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019.
public struct AdamW: Optimizer {
  public static let schema = Schema(
    .optimizer, "adamW", aliases: ["adamw", "AdamW"],
    summary: "adaptive moments with decoupled weight decay",
    formula: "w ← w − η · decay · w, then Adam",
    techniques: [73, 74, 87], kerasName: "keras.optimizers.AdamW",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field("beta1", .double(.belowOne), default: 0.9, "the share of the mean that stays"),
      Field("beta2", .double(.belowOne), default: 0.999, "the share of the mean square that stays"),
      Field(
        "epsilon", .double(.notNegative), default: 1e-7,
        "keeps the quotient finite where gradients are 0"),
      Field(
        "epsilonForm", .choice(Adam.EpsilonForm.allCases.map(\.rawValue)), default: "keras",
        "whether epsilon is added before the bias correction (keras) or after (pytorch)"),
      Field("amsgrad", .bool, default: false, "whether the largest mean square so far is used"),
      Field("weightDecay", .double(.notNegative), default: 0.004, "w ← w − rate · weightDecay · w"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The share of the mean that stays.
  public var beta1: Double
  /// The share of the mean square that stays.
  public var beta2: Double
  /// Keeps the quotient finite where gradients are 0.
  public var epsilon: Double
  /// Where epsilon is added.
  public var epsilonForm: Adam.EpsilonForm
  /// Whether the largest mean square so far is used.
  public var amsgrad: Bool

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), weightDecay: Double = 0.004, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7, epsilonForm: Adam.EpsilonForm = .keras,
    amsgrad: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.epsilonForm = epsilonForm
    self.amsgrad = amsgrad
    options.weightDecay = weightDecay
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), beta1: try fields.double("beta1"),
      beta2: try fields.double("beta2"), epsilon: try fields.double("epsilon"),
      epsilonForm: try fields.choice("epsilonForm"), amsgrad: try fields.bool("amsgrad"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "beta1": ConfigurationValue(beta1),
      "beta2": ConfigurationValue(beta2), "epsilon": ConfigurationValue(epsilon),
      "epsilonForm": ConfigurationValue(epsilonForm.rawValue),
      "amsgrad": ConfigurationValue(amsgrad),
    ]
  }

  private var adam: Adam {
    Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      epsilonForm: epsilonForm, amsgrad: amsgrad)
  }

  public var slots: [OptimizerSlot] { adam.slots }

  public func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar] {
    adam.scalars(learningRate: learningRate, iteration: iteration)
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    adam.scalar(place, learningRate: learningRate, iteration: iteration)
  }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    adam.step(parameter: parameter, gradient: gradient, scalars: scalars, slots: slots)
  }
}

extension Optimizer where Self == AdamW {
  /// Adam with decoupled weight decay, with a fixed learning rate.
  public static func adamW(
    learningRate: Double = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7, epsilonForm: Adam.EpsilonForm = .keras,
    amsgrad: Bool = false
  ) -> AdamW {
    AdamW(
      learningRate: .constant(learningRate), weightDecay: weightDecay, beta1: beta1, beta2: beta2,
      epsilon: epsilon, epsilonForm: epsilonForm, amsgrad: amsgrad)
  }

  /// Adam with decoupled weight decay, with a schedule.
  public static func adamW(
    learningRate: any Schedule, weightDecay: Double = 0.004, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7, epsilonForm: Adam.EpsilonForm = .keras,
    amsgrad: Bool = false
  ) -> AdamW {
    AdamW(
      learningRate: learningRate, weightDecay: weightDecay, beta1: beta1, beta2: beta2,
      epsilon: epsilon, epsilonForm: epsilonForm, amsgrad: amsgrad)
  }
}
