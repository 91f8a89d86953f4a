public import HoneCore

/// A straight rise before any other schedule (T80).
///
/// With t the number of updates made and p = `schedule(0)`:
///
/// ```text
/// t < steps:  start · p + (1 − start) · p · t / steps
/// else:       schedule(t − steps)
/// ```
///
/// ```swift
/// .adamW(learningRate: .warmup(500, then: .polynomialDecay(1e-3, steps: 9_500)))
/// ```
///
/// Reference: Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017.
public struct Warmup: Schedule {
  public static let schema = Schema(
    .schedule, "warmup", summary: "a straight rise before another schedule",
    formula: "t < steps: η · t / steps, then another", techniques: [80],
    fields: [
      Field("steps", .int(0...Int.max), "the updates of the rise", aliases: ["warmupSteps"]),
      Field("then", .numberOr(.schedule), "what follows: a rate or a schedule"),
      Field("start", .double(0...1), default: 0.0, "the first rate as a share of what follows"),
    ])

  /// The updates of the rise.
  public var steps: Int
  /// What follows.
  public var schedule: any Schedule
  /// The first rate as a share of the first rate of what follows.
  public var start: Double

  /// Creates a schedule.
  public init(_ steps: Int, then schedule: any Schedule, start: Double = 0) {
    self.steps = steps
    self.schedule = schedule
    self.start = start
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("steps"), then: try fields.schedule("then"),
      start: try fields.double("start"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "steps": ConfigurationValue(steps), "then": schedule.rateConfiguration,
      "start": ConfigurationValue(start),
    ]
  }

  public var horizon: Int? { Self.sum(steps, schedule.horizon ?? 0) }

  public func callAsFunction(_ step: Int) -> Double {
    guard step < steps else { return schedule(step - steps) }
    return schedule(0) * (start + (1 - start) * Double(step) / Double(steps))
  }
}

extension Schedule where Self == Warmup {
  /// A straight rise over `steps` updates, then another schedule.
  public static func warmup(
    _ steps: Int, then schedule: any Schedule, start: Double = 0
  ) -> Warmup {
    Warmup(steps, then: schedule, start: start)
  }

  /// A straight rise over `steps` updates to a rate that stays.
  public static func warmup(_ steps: Int, then rate: Double, start: Double = 0) -> Warmup {
    Warmup(steps, then: .constant(rate), start: start)
  }
}
