public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Half a cosine wave from the peak down to `alpha` times the peak, after an optional warm-up.
///
/// With t the number of updates made, w = warmup and p the peak:
///
/// ```text
/// t < w:  start + (p − start) · t / w
/// else:   p · ((1 − alpha) · (1 + cos(π · min(t − w, steps) / steps)) / 2 + alpha)
/// ```
///
/// Without `warmupTarget`, p is `initial` and the warm-up starts at 0. With it, as in Keras, the
/// warm-up goes from `initial` to p = `warmupTarget`. The decay's steps come after the warm-up's.
///
/// ```swift
/// .adam(learningRate: .cosineDecay(1e-3, steps: 4_000, warmup: 200))
/// ```
///
/// Reference: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts",
/// ICLR 2017.
public struct CosineDecay: Schedule {
  public static let schema = Schema(
    .schedule, "cosineDecay", summary: "half a cosine wave downwards, after a warm-up",
    formula: "η · (1 + cos(π t / steps)) / 2",
    techniques: [79], kerasName: "keras.optimizers.schedules.CosineDecay",
    fields: [
      Field(
        "initial", .double(.notNegative), "the rate at the beginning, or after the warm-up",
        aliases: ["initialLearningRate"]),
      Field("steps", .int(1...Int.max), "the updates of the decay", aliases: ["decaySteps"]),
      Field("alpha", .double(0...1), default: 0.0, "the last rate as a share of the peak"),
      Field(
        "warmup", .int(0...Int.max), default: 0, "the updates of the warm-up",
        aliases: ["warmupSteps"]),
      Field(
        "warmupTarget", .double(.notNegative), default: .null,
        "the peak, if the warm-up goes from initial to it; else it goes from 0 to initial"),
    ])

  /// The rate at the beginning, or after a warm-up without target.
  public var initial: Double
  /// The updates of the decay.
  public var steps: Int
  /// The last rate as a share of the peak.
  public var alpha: Double
  /// The updates of the warm-up.
  public var warmup: Int
  /// The peak to which the warm-up goes from `initial`; nil for one from 0 to `initial`.
  public var warmupTarget: Double?

  /// Creates a schedule.
  public init(
    _ initial: Double, steps: Int, alpha: Double = 0, warmup: Int = 0, warmupTarget: Double? = nil
  ) {
    self.initial = initial
    self.steps = steps
    self.alpha = alpha
    self.warmup = warmup
    self.warmupTarget = warmupTarget
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("initial"), steps: try fields.int("steps"),
      alpha: try fields.double("alpha"), warmup: try fields.int("warmup"),
      warmupTarget: fields.has("warmupTarget") ? try fields.double("warmupTarget") : nil)
  }

  public var fields: [String: ConfigurationValue] {
    [
      "initial": ConfigurationValue(initial), "steps": ConfigurationValue(steps),
      "alpha": ConfigurationValue(alpha), "warmup": ConfigurationValue(warmup),
      "warmupTarget": warmupTarget.map { ConfigurationValue($0) } ?? .null,
    ]
  }

  public var horizon: Int? { Self.sum(warmup, steps) }

  public func callAsFunction(_ step: Int) -> Double {
    let peak = warmupTarget ?? initial
    if step < warmup {
      let start = warmupTarget == nil ? 0 : initial
      return start + (peak - start) * Double(step) / Double(warmup)
    }
    let done = min(Double(max(step - warmup, 0)) / Double(max(steps, 1)), 1)
    return peak * ((1 - alpha) * (1 + cos(.pi * done)) / 2 + alpha)
  }
}

extension Schedule where Self == CosineDecay {
  /// Half a cosine wave from `initial` down to `alpha` times it, after an optional warm-up.
  public static func cosineDecay(
    _ initial: Double, steps: Int, alpha: Double = 0, warmup: Int = 0, warmupTarget: Double? = nil
  ) -> CosineDecay {
    CosineDecay(initial, steps: steps, alpha: alpha, warmup: warmup, warmupTarget: warmupTarget)
  }
}
