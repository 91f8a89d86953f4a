public import HoneCore
public import HoneGraph

/// Each weight's rate falls with the squares of its gradients so far.
///
/// ```text
/// h ← h + g²        w ← w − η · g / √(h + ε)
/// ```
///
/// Weights of rare features keep a high rate; every rate falls towards 0 in a long training (T66).
/// With `convention: .pytorch`, ε is added to √h.
///
/// - Parameters: `learningRate` η, by default 0.001; `initialAccumulatorValue`, the first h, 0.1 as
///   in Keras (0 is the paper's and PyTorch's); `epsilon` ε, 1e-7.
/// - Memory: `accumulator`, h.
///
/// ```swift
/// .adagrad(learningRate: 0.01, initialAccumulatorValue: 0)
/// ```
///
/// Reference: Duchi et al., "Adaptive subgradient methods for online learning and stochastic
/// optimization", JMLR 2011.
public struct Adagrad: Optimizer {
  public static let schema = Schema(
    .optimizer, "adagrad", aliases: ["Adagrad"],
    summary: "steps shrink where gradients have been large",
    formula: "h ← h + g²; w ← w − η · g / √(h + ε)",
    techniques: [65, 66], kerasName: "keras.optimizers.Adagrad",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field(
        "initialAccumulatorValue", .double(.notNegative), default: 0.1,
        "the sum of squares before the first update"),
      Field(
        "epsilon", .double(.notNegative), default: 1e-7,
        "keeps the quotient finite where gradients are 0"),
      OptimizerConvention.field("epsilon within the root (keras) or beside it (pytorch)"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The sum of squares before the first update.
  public var initialAccumulatorValue: Double
  /// Keeps the quotient finite where gradients are 0.
  public var epsilon: Double
  /// Epsilon within the root (keras) or beside it (pytorch).
  public var convention: OptimizerConvention

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), initialAccumulatorValue: Double = 0.1,
    epsilon: Double = 1e-7, convention: OptimizerConvention = .keras
  ) {
    self.learningRate = learningRate
    self.initialAccumulatorValue = initialAccumulatorValue
    self.epsilon = epsilon
    self.convention = convention
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"),
      initialAccumulatorValue: try fields.double("initialAccumulatorValue"),
      epsilon: try fields.double("epsilon"), convention: try fields.choice("convention"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration,
      "initialAccumulatorValue": ConfigurationValue(initialAccumulatorValue),
      "epsilon": ConfigurationValue(epsilon), "convention": convention.configuration,
    ]
  }

  public var slots: [OptimizerSlot] {
    [OptimizerSlot("accumulator", initialValue: initialAccumulatorValue)]
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double { learningRate }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let sum = slots[0] + square(gradient)
    let root = convention == .keras ? sqrt(sum + epsilon) : sqrt(sum) + epsilon
    return (parameter - gradient * scalars[0] / root, [sum])
  }
}

extension Optimizer where Self == Adagrad {
  /// Rates that fall with the squares of the gradients, with a fixed learning rate.
  public static func adagrad(
    learningRate: Double = 0.001, initialAccumulatorValue: Double = 0.1, epsilon: Double = 1e-7,
    convention: OptimizerConvention = .keras
  ) -> Adagrad {
    Adagrad(
      learningRate: .constant(learningRate), initialAccumulatorValue: initialAccumulatorValue,
      epsilon: epsilon, convention: convention)
  }

  /// Rates that fall with the squares of the gradients, with a schedule.
  public static func adagrad(
    learningRate: any Schedule, initialAccumulatorValue: Double = 0.1, epsilon: Double = 1e-7,
    convention: OptimizerConvention = .keras
  ) -> Adagrad {
    Adagrad(
      learningRate: learningRate, initialAccumulatorValue: initialAccumulatorValue,
      epsilon: epsilon, convention: convention)
  }
}
