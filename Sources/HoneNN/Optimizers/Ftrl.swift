public import HoneCore
public import HoneGraph

/// Follow the regularized leader: an online method whose L1 term makes weights exactly 0.
///
/// ```text
/// n' = n + g²      σ = (n'^p − n^p) / η      p = −learningRatePower
/// z ← z + g + 2 · shrinkage · w − σ · w
/// w ← (clip(z, −l1, l1) − z) / ((n'^p + β) / η + 2 · l2)
/// ```
///
/// - Parameters: `learningRate` η > 0, by default 0.001; `learningRatePower` ≤ 0, −0.5;
///   `initialAccumulatorValue`, the first n, 0.1; `l1RegularizationStrength`,
///   `l2RegularizationStrength`, `l2ShrinkageRegularizationStrength` and `beta` β, 0.
/// - Memory: `accumulator`, n; `linear`, z.
///
/// Reference: McMahan et al., "Ad click prediction: a view from the trenches", KDD 2013.
public struct Ftrl: Optimizer {
  public static let schema = Schema(
    .optimizer, "ftrl", aliases: ["Ftrl"],
    summary: "follow the regularized leader: exact zeros by L1",
    formula: "w ← (clip(z, −l1, l1) − z) / (√n / η + 2 · l2)",
    techniques: [83], kerasName: "keras.optimizers.Ftrl",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field(
        "learningRatePower", .double(-Double.infinity...0), default: -0.5,
        "how the rate falls with the squares; 0 for not at all"),
      Field(
        "initialAccumulatorValue", .double(.notNegative), default: 0.1,
        "the sum of squares before the first update"),
      Field("l1RegularizationStrength", .double(.notNegative), default: 0.0, "holds weights at 0"),
      Field("l2RegularizationStrength", .double(.notNegative), default: 0.0, "pulls weights to 0"),
      Field(
        "l2ShrinkageRegularizationStrength", .double(.notNegative), default: 0.0,
        "a penalty on the size of the weights as they are"),
      Field("beta", .double(.notNegative), default: 0.0, "lowers the rate of all weights"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// How the rate falls with the squares; 0 for not at all.
  public var learningRatePower: Double
  /// The sum of squares before the first update.
  public var initialAccumulatorValue: Double
  /// Holds weights at 0.
  public var l1RegularizationStrength: Double
  /// Pulls weights to 0.
  public var l2RegularizationStrength: Double
  /// A penalty on the size of the weights as they are.
  public var l2ShrinkageRegularizationStrength: Double
  /// Lowers the rate of all weights.
  public var beta: Double

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1, l1RegularizationStrength: Double = 0.0,
    l2RegularizationStrength: Double = 0.0, l2ShrinkageRegularizationStrength: Double = 0.0,
    beta: Double = 0.0
  ) {
    self.learningRate = learningRate
    self.learningRatePower = learningRatePower
    self.initialAccumulatorValue = initialAccumulatorValue
    self.l1RegularizationStrength = l1RegularizationStrength
    self.l2RegularizationStrength = l2RegularizationStrength
    self.l2ShrinkageRegularizationStrength = l2ShrinkageRegularizationStrength
    self.beta = beta
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"),
      learningRatePower: try fields.double("learningRatePower"),
      initialAccumulatorValue: try fields.double("initialAccumulatorValue"),
      l1RegularizationStrength: try fields.double("l1RegularizationStrength"),
      l2RegularizationStrength: try fields.double("l2RegularizationStrength"),
      l2ShrinkageRegularizationStrength: try fields.double("l2ShrinkageRegularizationStrength"),
      beta: try fields.double("beta"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration,
      "learningRatePower": ConfigurationValue(learningRatePower),
      "initialAccumulatorValue": ConfigurationValue(initialAccumulatorValue),
      "l1RegularizationStrength": ConfigurationValue(l1RegularizationStrength),
      "l2RegularizationStrength": ConfigurationValue(l2RegularizationStrength),
      "l2ShrinkageRegularizationStrength": ConfigurationValue(l2ShrinkageRegularizationStrength),
      "beta": ConfigurationValue(beta),
    ]
  }

  public var slots: [OptimizerSlot] {
    [
      OptimizerSlot("accumulator", initialValue: initialAccumulatorValue), OptimizerSlot("linear"),
    ]
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double { learningRate }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let rate = scalars[0]
    let squares = square(gradient)
    let sum = slots[0] + squares
    let (before, after) = (raised(slots[0]), raised(sum))
    // Of almost equal roots the difference has no digit left; the quotient has all.
    let growth =
      learningRatePower == -0.5 ? squares / maximum(after + before, 1e-30) : after - before
    let shrunk = gradient + parameter * (2 * l2ShrinkageRegularizationStrength)
    let linear = slots[1] + shrunk - growth / rate * parameter
    let held = minimum(
      maximum(linear, -l1RegularizationStrength), l1RegularizationStrength)
    let curvature = (after + beta) / rate + 2 * l2RegularizationStrength
    return ((held - linear) / curvature, [sum, linear])
  }

  private func raised(_ sum: Tensor) -> Tensor {
    learningRatePower == -0.5 ? sqrt(sum) : pow(sum, -learningRatePower)
  }
}

extension Optimizer where Self == Ftrl {
  /// Follow the regularized leader, with a fixed learning rate.
  public static func ftrl(
    learningRate: Double = 0.001, learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1, l1RegularizationStrength: Double = 0.0,
    l2RegularizationStrength: Double = 0.0, l2ShrinkageRegularizationStrength: Double = 0.0,
    beta: Double = 0.0
  ) -> Ftrl {
    Ftrl(
      learningRate: .constant(learningRate), learningRatePower: learningRatePower,
      initialAccumulatorValue: initialAccumulatorValue,
      l1RegularizationStrength: l1RegularizationStrength,
      l2RegularizationStrength: l2RegularizationStrength,
      l2ShrinkageRegularizationStrength: l2ShrinkageRegularizationStrength, beta: beta)
  }

  /// Follow the regularized leader, with a schedule.
  public static func ftrl(
    learningRate: any Schedule, learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1, l1RegularizationStrength: Double = 0.0,
    l2RegularizationStrength: Double = 0.0, l2ShrinkageRegularizationStrength: Double = 0.0,
    beta: Double = 0.0
  ) -> Ftrl {
    Ftrl(
      learningRate: learningRate, learningRatePower: learningRatePower,
      initialAccumulatorValue: initialAccumulatorValue,
      l1RegularizationStrength: l1RegularizationStrength,
      l2RegularizationStrength: l2RegularizationStrength,
      l2ShrinkageRegularizationStrength: l2ShrinkageRegularizationStrength, beta: beta)
  }
}
