public import HoneCore

/// The Transformer's schedule: a straight rise, then the inverse root of time (T80).
///
/// `scale · units^−½ · min(n^−½, n · warmupSteps^−1.5)`, n = t + 1 the number of the update.
///
/// ```swift
/// .adam(learningRate: .noam(units: 512, warmupSteps: 4_000), beta2: 0.98, epsilon: 1e-9)
/// ```
///
/// Reference: Vaswani et al., "Attention is all you need", NeurIPS 2017.
public struct NoamDecay: Schedule {
  public static let schema = Schema(
    .schedule, "noam", aliases: ["noamDecay"],
    summary: "a straight rise, then the inverse root of time",
    formula: "units^−½ · min(n^−½, n · warmup^−1.5)", techniques: [80],
    fields: [
      Field("units", .int(1...Int.max), "the width of the model", aliases: ["dModel"]),
      Field("warmupSteps", .int(1...Int.max), default: 4000, "the updates of the rise"),
      Field("scale", .double(.notNegative), default: 1.0, "a factor"),
    ])

  /// The width of the model.
  public var units: Int
  /// The updates of the rise.
  public var warmupSteps: Int
  /// A factor.
  public var scale: Double

  /// Creates a schedule.
  public init(units: Int, warmupSteps: Int = 4000, scale: Double = 1) {
    self.units = units
    self.warmupSteps = warmupSteps
    self.scale = scale
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      units: try fields.int("units"), warmupSteps: try fields.int("warmupSteps"),
      scale: try fields.double("scale"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "units": ConfigurationValue(units), "warmupSteps": ConfigurationValue(warmupSteps),
      "scale": ConfigurationValue(scale),
    ]
  }

  public func callAsFunction(_ step: Int) -> Double {
    let (number, rise) = (Double(step + 1), Double(max(warmupSteps, 1)))
    let shape = min(1 / number.squareRoot(), number / (rise * rise.squareRoot()))
    return scale * shape / Double(max(units, 1)).squareRoot()
  }
}

extension Schedule where Self == NoamDecay {
  /// A straight rise over `warmupSteps` updates, then the inverse root of time.
  public static func noam(units: Int, warmupSteps: Int = 4000, scale: Double = 1) -> NoamDecay {
    NoamDecay(units: units, warmupSteps: warmupSteps, scale: scale)
  }
}
