public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The rate times `rate` for every `steps` updates.
///
/// `initial · rate^(t / steps)`, t the number of updates made; with `staircase`, t / steps is
/// rounded down.
///
/// ```swift
/// .sgd(learningRate: .exponentialDecay(0.1, steps: 1_000, rate: 0.96, staircase: true))
/// ```
public struct ExponentialDecay: Schedule {
  public static let schema = Schema(
    .schedule, "exponentialDecay", summary: "the rate shrinks by a factor every so many updates",
    formula: "η · rate^(t / steps)",
    techniques: [77], kerasName: "keras.optimizers.schedules.ExponentialDecay",
    fields: [
      Field(
        "initial", .double(.notNegative), "the rate at the beginning",
        aliases: ["initialLearningRate"]),
      Field(
        "steps", .int(1...Int.max), "the updates in which the factor applies once",
        aliases: ["decaySteps"]),
      Field("rate", .double(.notNegative), "the factor", aliases: ["decayRate"]),
      Field("staircase", .bool, default: false, "whether the rate falls in steps"),
    ])

  /// The rate at the beginning.
  public var initial: Double
  /// The updates in which the factor applies once.
  public var steps: Int
  /// The factor.
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
    return initial * pow(rate, staircase ? periods.rounded(.down) : periods)
  }
}

extension Schedule where Self == ExponentialDecay {
  /// The rate times `rate` for every `steps` updates.
  public static func exponentialDecay(
    _ initial: Double, steps: Int, rate: Double, staircase: Bool = false
  ) -> ExponentialDecay {
    ExponentialDecay(initial, steps: steps, rate: rate, staircase: staircase)
  }

  /// The same by Keras's names (T77).
  public static func exponentialDecay(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false
  ) -> ExponentialDecay {
    ExponentialDecay(
      initialLearningRate, steps: decaySteps, rate: decayRate, staircase: staircase)
  }
}
