public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Up to a peak and down to almost nothing, once in a training.
///
/// ```text
/// low = peak / divFactor      last = low / finalDivFactor
/// phase 1: low → peak until update pctStart · steps − 1
/// phase 2: peak → last until update steps − 1
/// threePhase: peak → low in the time of phase 1, then low → last
/// ```
///
/// Between its ends a phase follows half a cosine wave, or a line. After `steps` updates the rate
/// stays at the last. PyTorch's schedule, which also moves the momentum; this one moves the rate.
///
/// ```swift
/// .sgd(learningRate: .oneCycle(0.4, steps: 5_000), momentum: 0.9)
/// ```
///
/// Reference: Smith and Topin, "Super-convergence: very fast training of neural networks using large
/// learning rates", 2018.
public struct OneCycle: Schedule {
  /// The curve between the ends of a phase.
  public enum Strategy: String, Sendable, CaseIterable {
    /// Half a cosine wave.
    case cosine
    /// A straight line.
    case linear
  }

  public static let schema = Schema(
    .schedule, "oneCycle", summary: "up to a peak and down to almost nothing, once",
    formula: "up to the peak and down, once",
    fields: [
      Field("peak", .double(.notNegative), "the largest rate", aliases: ["maxLr"]),
      Field("steps", .int(1...Int.max), "the updates of the training", aliases: ["totalSteps"]),
      Field("pctStart", .double(0...1), default: 0.3, "the share of the updates that goes up"),
      Field("divFactor", .double(.positive), default: 25.0, "the peak as a multiple of the first"),
      Field(
        "finalDivFactor", .double(.positive), default: 1e4, "the first as a multiple of the last"),
      Field(
        "annealStrategy", .choice(Strategy.allCases.map(\.rawValue)), default: "cosine",
        "the curve of a phase"),
      Field("threePhase", .bool, default: false, "whether it goes down to the first rate first"),
    ])

  /// The largest rate.
  public var peak: Double
  /// The updates of the training.
  public var steps: Int
  /// The share of the updates that goes up.
  public var pctStart: Double
  /// The peak as a multiple of the first rate.
  public var divFactor: Double
  /// The first rate as a multiple of the last.
  public var finalDivFactor: Double
  /// The curve of a phase.
  public var annealStrategy: Strategy
  /// Whether it goes down to the first rate before it goes down to the last.
  public var threePhase: Bool

  /// Creates a schedule.
  public init(
    _ peak: Double, steps: Int, pctStart: Double = 0.3, divFactor: Double = 25,
    finalDivFactor: Double = 1e4, annealStrategy: Strategy = .cosine, threePhase: Bool = false
  ) {
    self.peak = peak
    self.steps = steps
    self.pctStart = pctStart
    self.divFactor = divFactor
    self.finalDivFactor = finalDivFactor
    self.annealStrategy = annealStrategy
    self.threePhase = threePhase
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("peak"), steps: try fields.int("steps"),
      pctStart: try fields.double("pctStart"), divFactor: try fields.double("divFactor"),
      finalDivFactor: try fields.double("finalDivFactor"),
      annealStrategy: try fields.choice("annealStrategy"),
      threePhase: try fields.bool("threePhase"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "peak": ConfigurationValue(peak), "steps": ConfigurationValue(steps),
      "pctStart": ConfigurationValue(pctStart), "divFactor": ConfigurationValue(divFactor),
      "finalDivFactor": ConfigurationValue(finalDivFactor),
      "annealStrategy": ConfigurationValue(annealStrategy.rawValue),
      "threePhase": ConfigurationValue(threePhase),
    ]
  }

  public var horizon: Int? { steps }

  public func callAsFunction(_ step: Int) -> Double {
    let (low, time) = (peak / divFactor, Double(step))
    let last = low / finalDivFactor
    let up = pctStart * Double(steps) - 1
    let end = Double(steps - 1)
    if time <= up { return curve(low, peak, time, from: 0, to: up) }
    guard threePhase else { return curve(peak, last, time, from: up, to: end) }
    let down = 2 * pctStart * Double(steps) - 2
    if time <= down { return curve(peak, low, time, from: up, to: down) }
    return curve(low, last, time, from: down, to: end)
  }

  private func curve(
    _ first: Double, _ last: Double, _ time: Double, from start: Double, to end: Double
  ) -> Double {
    let done = end > start ? min(max((time - start) / (end - start), 0), 1) : 1
    switch annealStrategy {
    case .cosine: return last + (first - last) * (1 + cos(.pi * done)) / 2
    case .linear: return first + (last - first) * done
    }
  }
}

extension Schedule where Self == OneCycle {
  /// Up to a peak and down to almost nothing, once in a training of `steps` updates.
  public static func oneCycle(
    _ peak: Double, steps: Int, pctStart: Double = 0.3, divFactor: Double = 25,
    finalDivFactor: Double = 1e4, annealStrategy: OneCycle.Strategy = .cosine,
    threePhase: Bool = false
  ) -> OneCycle {
    OneCycle(
      peak, steps: steps, pctStart: pctStart, divFactor: divFactor,
      finalDivFactor: finalDivFactor, annealStrategy: annealStrategy, threePhase: threePhase)
  }
}
