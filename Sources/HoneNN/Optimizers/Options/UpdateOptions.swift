public import HoneGraph

/// What is the same for every optimizer, in the order in which it happens in an update.
///
/// 1. ``sharpness``: the gradient is taken at the worst point near the weights.
/// 2. ``gradientAccumulationSteps``: gradients are averaged over steps; only the last one updates.
/// 3. ``clipping`` of the gradients.
/// 4. ``weightDecay``: w ← w − η · decay · w, apart from the gradient (decoupled).
/// 5. The optimizer's formula, with the rate times the weight's multiplier.
/// 6. The constraints of the layers.
/// 7. ``averaging`` of the new weights.
public struct UpdateOptions: Hashable, Sendable {
  /// The radius within which the worst point is sought; nil for the gradient at the weights.
  public var sharpness: Double?
  /// The steps whose gradients make one update. Schedules count steps, formulas count updates.
  public var gradientAccumulationSteps = 1
  /// How gradients are kept from being too large.
  public var clipping: Clipping?
  /// The share of a weight that an update of rate 1 takes away.
  public var weightDecay = 0.0
  /// Patterns of weights without decay; see ``WeightPattern``.
  public var excludeFromWeightDecay: [String] = []
  /// The first multiplier whose pattern means a weight scales its rate.
  public var learningRateMultipliers: [LearningRateMultiplier] = []
  /// An average of the weights.
  public var averaging: Averaging?

  /// No option set: the optimizer's formula alone.
  public init() {}

  /// Whether a weight takes part in weight decay.
  public func isDecayed(_ weight: StateSlot) -> Bool {
    !excludeFromWeightDecay.contains { WeightPattern.matches($0, weight.path) }
  }

  /// The factor of a weight's learning rate.
  package func multiplier(of weight: StateSlot) -> Double {
    learningRateMultipliers.first { WeightPattern.matches($0.pattern, weight.path) }?.factor ?? 1
  }
}

/// A factor of the learning rate of some weights.
public struct LearningRateMultiplier: Hashable, Sendable {
  /// Which weights; see ``WeightPattern``.
  public var pattern: String
  /// The factor; 0 keeps them as they are.
  public var factor: Double

  /// Creates a multiplier.
  public init(_ pattern: String, _ factor: Double) {
    self.pattern = pattern
    self.factor = factor
  }
}

/// The numbers that options bring into a program.
package enum UpdateScalar: String, CaseIterable, Sendable {
  /// The learning rate, for weight decay.
  case rate = "decay_rate"
  /// 1 in a step that updates, 0 in one that only accumulates.
  case isUpdate = "is_update"
  /// By which share the average moves.
  case averageRate = "average_rate"
  /// 1 where the weights become the average.
  case overwrites = "average_overwrites"
}

extension UpdateOptions {
  /// The number of the update that a step belongs to, from 1.
  package func iteration(stepCount: Int) -> Int {
    stepCount / max(gradientAccumulationSteps, 1) + 1
  }

  /// One of the numbers of a step; allocates nothing.
  package func value(
    _ scalar: UpdateScalar, learningRate: Double, stepCount: Int
  ) -> Double {
    let isUpdate = (stepCount + 1) % max(gradientAccumulationSteps, 1) == 0
    let iteration = iteration(stepCount: stepCount)
    switch scalar {
    case .rate: return learningRate
    case .isUpdate: return isUpdate ? 1 : 0
    case .averageRate:
      return averaging?.rate(iteration: iteration, isUpdate: isUpdate) ?? 0
    case .overwrites: return averaging?.overwrites(iteration: iteration) ?? false ? 1 : 0
    }
  }
}
