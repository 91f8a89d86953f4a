public import HoneCore

/// The rate times `factor` after every `steps` updates (T78).
///
/// `initial · factor^⌊t / steps⌋`, t the number of updates made: an exponential decay with
/// `staircase`, under the name by which it is known.
///
/// ```swift
/// .sgd(learningRate: .stepDecay(0.1, steps: 10_000, factor: 0.5))
/// ```
public struct StepDecay: Schedule {
  public static let schema = Schema(
    .schedule, "stepDecay", aliases: ["step"],
    summary: "the rate falls by a factor after every so many updates",
    formula: "η · factor^⌊t / steps⌋", techniques: [78],
    fields: [
      Field(
        "initial", .double(.notNegative), "the rate at the beginning",
        aliases: ["initialLearningRate"]),
      Field("steps", .int(1...Int.max), "the updates at one rate", aliases: ["stepSize"]),
      Field("factor", .double(.notNegative), default: 0.1, "the factor", aliases: ["gamma"]),
    ])

  /// The rate at the beginning.
  public var initial: Double
  /// The updates at one rate.
  public var steps: Int
  /// The factor.
  public var factor: Double

  /// Creates a schedule.
  public init(_ initial: Double, steps: Int, factor: Double = 0.1) {
    self.initial = initial
    self.steps = steps
    self.factor = factor
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("initial"), steps: try fields.int("steps"),
      factor: try fields.double("factor"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "initial": ConfigurationValue(initial), "steps": ConfigurationValue(steps),
      "factor": ConfigurationValue(factor),
    ]
  }

  public func callAsFunction(_ step: Int) -> Double {
    ExponentialDecay(initial, steps: steps, rate: factor, staircase: true)(step)
  }
}

extension Schedule where Self == StepDecay {
  /// The rate times `factor` after every `steps` updates.
  public static func stepDecay(
    _ initial: Double, steps: Int, factor: Double = 0.1
  ) -> StepDecay {
    StepDecay(initial, steps: steps, factor: factor)
  }
}
