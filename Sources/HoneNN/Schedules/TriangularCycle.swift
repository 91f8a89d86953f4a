public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Up and down between two rates, again and again.
///
/// With u in 0 … 1 the height within a cycle of `stepsUp + stepsDown` updates, c the number of the
/// cycle from 0, t the number of updates made:
///
/// ```text
/// low + (high − low) · u · s      s = 1, ½ᶜ (triangular2) or gammaᵗ (expRange)
/// ```
///
/// ```swift
/// .sgd(learningRate: .triangular(1e-3, 1e-2, stepsUp: 2_000))
/// ```
///
/// Reference: Smith, "Cyclical learning rates for training neural networks", WACV 2017.
public struct TriangularCycle: Schedule {
  /// How the height of the cycles changes.
  public enum Mode: String, Sendable, CaseIterable {
    /// Not at all.
    case triangular
    /// Each is half as high as the one before.
    case triangular2
    /// By a factor each update.
    case expRange
  }

  public static let schema = Schema(
    .schedule, "triangular", aliases: ["cyclic"], summary: "up and down between two rates",
    formula: "low + (high − low) · u, u up and down",
    fields: [
      Field("low", .double(.notNegative), "the least rate", aliases: ["baseLr"]),
      Field("high", .double(.notNegative), "the largest rate", aliases: ["maxLr"]),
      Field("stepsUp", .int(1...Int.max), default: 2000, "the updates of a rise"),
      Field(
        "stepsDown", .int(1...Int.max), default: .null,
        "the updates of a fall; absent: those of a rise"),
      Field(
        "mode", .choice(Mode.allCases.map(\.rawValue)), default: "triangular",
        "how the height of the cycles changes"),
      Field("gamma", .double(.notNegative), default: 1.0, "the factor of expRange"),
    ])

  /// The least rate.
  public var low: Double
  /// The largest rate.
  public var high: Double
  /// The updates of a rise.
  public var stepsUp: Int
  /// The updates of a fall; nil for those of a rise.
  public var stepsDown: Int?
  /// How the height of the cycles changes.
  public var mode: Mode
  /// The factor of ``Mode/expRange``.
  public var gamma: Double

  /// Creates a schedule.
  public init(
    _ low: Double, _ high: Double, stepsUp: Int = 2000, stepsDown: Int? = nil,
    mode: Mode = .triangular, gamma: Double = 1
  ) {
    self.low = low
    self.high = high
    self.stepsUp = stepsUp
    self.stepsDown = stepsDown
    self.mode = mode
    self.gamma = gamma
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("low"), try fields.double("high"), stepsUp: try fields.int("stepsUp"),
      stepsDown: fields.has("stepsDown") ? try fields.int("stepsDown") : nil,
      mode: try fields.choice("mode"), gamma: try fields.double("gamma"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "low": ConfigurationValue(low), "high": ConfigurationValue(high),
      "stepsUp": ConfigurationValue(stepsUp),
      "stepsDown": stepsDown.map { ConfigurationValue($0) } ?? .null,
      "mode": ConfigurationValue(mode.rawValue), "gamma": ConfigurationValue(gamma),
    ]
  }

  public func callAsFunction(_ step: Int) -> Double {
    let up = max(stepsUp, 1)
    let down = max(stepsDown ?? up, 1)
    let (cycle, place) = step.quotientAndRemainder(dividingBy: up + down)
    let height =
      place <= up ? Double(place) / Double(up) : Double(up + down - place) / Double(down)
    let scale: Double
    switch mode {
    case .triangular: scale = 1
    case .triangular2: scale = pow(0.5, Double(cycle))
    case .expRange: scale = pow(gamma, Double(step))
    }
    return low + (high - low) * height * scale
  }
}

extension Schedule where Self == TriangularCycle {
  /// Up and down between two rates, again and again.
  public static func triangular(
    _ low: Double, _ high: Double, stepsUp: Int = 2000, stepsDown: Int? = nil,
    mode: TriangularCycle.Mode = .triangular, gamma: Double = 1
  ) -> TriangularCycle {
    TriangularCycle(
      low, high, stepsUp: stepsUp, stepsDown: stepsDown, mode: mode, gamma: gamma)
  }
}
