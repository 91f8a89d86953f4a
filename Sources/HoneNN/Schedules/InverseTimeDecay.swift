public import HoneCore

/// A rate that falls like one over time.
///
/// `initial / (1 + rate · t / steps)`, t the number of updates made; with `staircase`, t / steps is
/// rounded down.
///
/// ```swift
/// .sgd(learningRate: .inverseTimeDecay(0.1, steps: 1_000, rate: 0.5))
/// ```
public struct InverseTimeDecay: Schedule {
  public static let schema = Schema(
    .schedule, "inverseTimeDecay", summary: "the rate falls like one over time",
    formula: "η / (1 + rate · t / steps)",
    kerasName: "keras.optimizers.schedules.InverseTimeDecay",
    fields: [
      Field(
        "initial", .double(.notNegative), "the rate at the beginning",
        aliases: ["initialLearningRate"]),
      Field(
        "steps", .int(1...Int.max), "the updates in which the divisor grows by rate",
        aliases: ["decaySteps"]),
      Field(
        "rate", .double(.notNegative), "by how much the divisor grows", aliases: ["decayRate"]),
      Field("staircase", .bool, default: false, "whether the rate falls in steps"),
    ])

  /// The rate at the beginning.
  public var initial: Double
  /// The updates in which the divisor grows by ``rate``.
  public var steps: Int
  /// By how much the divisor grows.
  public var rate: Double
  /// Whether the rate falls in steps.
  public var staircase: Bool

  /// Creates a schedule.
  public init(_ initial: Double, steps: Int, rate: Double, staircase: Bool = false) {
    self.initial = initial
    self.steps = steps
    self.rate = rate
    self.staircase = staircase
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("initial"), steps: try fields.int("steps"),
      rate: try fields.double("rate"), staircase: try fields.bool("staircase"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "initial": ConfigurationValue(initial), "steps": ConfigurationValue(steps),
      "rate": ConfigurationValue(rate), "staircase": ConfigurationValue(staircase),
    ]
  }

  public func callAsFunction(_ step: Int) -> Double {
    let periods = Double(step) / Double(max(steps, 1))
    return initial / (1 + rate * (staircase ? periods.rounded(.down) : periods))
  }
}

extension Schedule where Self == InverseTimeDecay {
  /// A rate that falls like one over time.
  public static func inverseTimeDecay(
    _ initial: Double, steps: Int, rate: Double, staircase: Bool = false
  ) -> InverseTimeDecay {
    InverseTimeDecay(initial, steps: steps, rate: rate, staircase: staircase)
  }
}
