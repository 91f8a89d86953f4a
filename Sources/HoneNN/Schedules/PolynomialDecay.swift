public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A power of what is left of the way down, from `initial` to `end`.
///
/// ```text
/// (initial − end) · (1 − min(t, steps) / steps)^power + end
/// cycle: t / (steps · max(⌈t / steps⌉, 1)) for t / steps, so that the rate rises again
/// ```
///
/// t is the number of updates made.
///
/// ```swift
/// .adam(learningRate: .polynomialDecay(1e-3, steps: 10_000, end: 0))
/// ```
public struct PolynomialDecay: Schedule {
  public static let schema = Schema(
    .schedule, "polynomialDecay", summary: "a power of what is left of the way down",
    formula: "(η − end) · (1 − t / steps)^power + end",
    kerasName: "keras.optimizers.schedules.PolynomialDecay",
    fields: [
      Field(
        "initial", .double(.notNegative), "the rate at the beginning",
        aliases: ["initialLearningRate"]),
      Field("steps", .int(1...Int.max), "the updates of the decay", aliases: ["decaySteps"]),
      Field(
        "end", .double(.notNegative), default: 0.0001, "the rate at the end",
        aliases: ["endLearningRate"]),
      Field("power", .double(.notNegative), default: 1.0, "the power; 1 for a straight line"),
      Field("cycle", .bool, default: false, "whether the rate rises again after each decay"),
    ])

  /// The rate at the beginning.
  public var initial: Double
  /// The updates of the decay.
  public var steps: Int
  /// The rate at the end.
  public var end: Double
  /// The power; 1 for a straight line.
  public var power: Double
  /// Whether the rate rises again after each decay.
  public var cycle: Bool

  /// Creates a schedule.
  public init(
    _ initial: Double, steps: Int, end: Double = 0.0001, power: Double = 1, cycle: Bool = false
  ) {
    self.initial = initial
    self.steps = steps
    self.end = end
    self.power = power
    self.cycle = cycle
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("initial"), steps: try fields.int("steps"), end: try fields.double("end"),
      power: try fields.double("power"), cycle: try fields.bool("cycle"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "initial": ConfigurationValue(initial), "steps": ConfigurationValue(steps),
      "end": ConfigurationValue(end), "power": ConfigurationValue(power),
      "cycle": ConfigurationValue(cycle),
    ]
  }

  public var horizon: Int? { cycle ? nil : steps }

  public func callAsFunction(_ step: Int) -> Double {
    let time = Double(step) / Double(max(steps, 1))
    let done = cycle ? time / max(time.rounded(.up), 1) : min(time, 1)
    return (initial - end) * pow(1 - done, power) + end
  }
}

extension Schedule where Self == PolynomialDecay {
  /// A power of what is left of the way from `initial` down to `end`.
  public static func polynomialDecay(
    _ initial: Double, steps: Int, end: Double = 0.0001, power: Double = 1, cycle: Bool = false
  ) -> PolynomialDecay {
    PolynomialDecay(initial, steps: steps, end: end, power: power, cycle: cycle)
  }
}
