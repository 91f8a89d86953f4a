public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Half cosine waves, one after another: the rate falls and rises again (T79).
///
/// Period i, from 0, lasts `firstSteps · tMul^i` updates and begins at `initial · mMul^i`. With u the
/// share of the period that is over:
///
/// ```text
/// initial · ((1 − alpha) · mMul^i · (1 + cos(π · u)) / 2 + alpha)
/// ```
///
/// ```swift
/// .sgd(learningRate: .cosineDecayRestarts(0.1, firstSteps: 1_000))
/// ```
///
/// Reference: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts",
/// ICLR 2017.
public struct CosineDecayRestarts: Schedule {
  public static let schema = Schema(
    .schedule, "cosineDecayRestarts", summary: "half cosine waves that begin again",
    formula: "η · (1 + cos(π u)) / 2, u from 0 again in each period",
    techniques: [79], kerasName: "keras.optimizers.schedules.CosineDecayRestarts",
    fields: [
      Field(
        "initial", .double(.notNegative), "the rate at the beginning",
        aliases: ["initialLearningRate"]),
      Field(
        "firstSteps", .int(1...Int.max), "the updates of the first period",
        aliases: ["firstDecaySteps"]),
      Field("tMul", .double(1...Double.infinity), default: 2.0, "the growth of the periods"),
      Field("mMul", .double(.notNegative), default: 1.0, "the growth of their first rates"),
      Field("alpha", .double(0...1), default: 0.0, "the least rate as a share of the initial"),
    ])

  /// The rate at the beginning.
  public var initial: Double
  /// The updates of the first period.
  public var firstSteps: Int
  /// The growth of the periods.
  public var tMul: Double
  /// The growth of their first rates.
  public var mMul: Double
  /// The least rate as a share of the initial one.
  public var alpha: Double

  /// Creates a schedule.
  public init(
    _ initial: Double, firstSteps: Int, tMul: Double = 2, mMul: Double = 1, alpha: Double = 0
  ) {
    self.initial = initial
    self.firstSteps = firstSteps
    self.tMul = tMul
    self.mMul = mMul
    self.alpha = alpha
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("initial"), firstSteps: try fields.int("firstSteps"),
      tMul: try fields.double("tMul"), mMul: try fields.double("mMul"),
      alpha: try fields.double("alpha"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "initial": ConfigurationValue(initial), "firstSteps": ConfigurationValue(firstSteps),
      "tMul": ConfigurationValue(tMul), "mMul": ConfigurationValue(mMul),
      "alpha": ConfigurationValue(alpha),
    ]
  }

  public func callAsFunction(_ step: Int) -> Double {
    let (period, done) = place(Double(step) / Double(max(firstSteps, 1)))
    let wave = pow(mMul, period) * (1 + cos(.pi * done)) / 2
    return initial * ((1 - alpha) * wave + alpha)
  }

  /// The period of a time in first periods, and the share of it that is over.
  private func place(_ time: Double) -> (period: Double, done: Double) {
    guard tMul > 1 else { return (time.rounded(.down), time - time.rounded(.down)) }
    var period = (log1p(time * (tMul - 1)) / log(tMul)).rounded(.down)
    func start(_ period: Double) -> Double { (pow(tMul, period) - 1) / (tMul - 1) }
    // Rounding must not move a restart by an update.
    let slack = time * 1e-12
    if start(period + 1) <= time + slack { period += 1 }
    if period > 0, start(period) > time + slack { period -= 1 }
    return (period, max(time - start(period), 0) / pow(tMul, period))
  }
}

extension Schedule where Self == CosineDecayRestarts {
  /// Half cosine waves, one after another.
  public static func cosineDecayRestarts(
    _ initial: Double, firstSteps: Int, tMul: Double = 2, mMul: Double = 1, alpha: Double = 0
  ) -> CosineDecayRestarts {
    CosineDecayRestarts(initial, firstSteps: firstSteps, tMul: tMul, mMul: mMul, alpha: alpha)
  }
}
