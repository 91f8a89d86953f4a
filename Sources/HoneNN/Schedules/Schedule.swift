public import HoneCore

/// A learning rate as a function of the number of updates made. Computed in Double by the host.
public protocol Schedule: Configurable {
  /// The rate of the update after `step` updates: 0 for the first.
  func callAsFunction(_ step: Int) -> Double

  /// The updates after which the rate doesn't change any more; nil if it always does, or never.
  ///
  /// Preflight compares it with the updates of a training. Nil by default.
  var horizon: Int? { get }
}

extension Schedule {
  public var horizon: Int? { nil }

  /// The updates of two parts together, however many each says it has.
  static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflows) = a.addingReportingOverflow(b)
    return overflows ? .max : sum
  }
}

/// The same learning rate throughout.
public struct ConstantRate: Schedule {
  public static let schema = Schema(
    .schedule, "constant", summary: "the same rate throughout",
    formula: "η",
    fields: [Field("learningRate", .double(0...Double.infinity), "the rate")])

  /// The rate.
  public var learningRate: Double

  /// Creates a schedule.
  public init(_ learningRate: Double) { self.learningRate = learningRate }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.double("learningRate"))
  }

  public var fields: [String: ConfigurationValue] {
    ["learningRate": ConfigurationValue(learningRate)]
  }

  public func callAsFunction(_ step: Int) -> Double { learningRate }
}

extension Schedule where Self == ConstantRate {
  /// The same rate throughout.
  public static func constant(_ learningRate: Double) -> ConstantRate {
    ConstantRate(learningRate)
  }
}

extension Schedule {
  /// The schedule as an optimizer's field: a number if the rate is the same throughout.
  var rateConfiguration: ConfigurationValue {
    (self as? ConstantRate).map { ConfigurationValue($0.learningRate) } ?? configuration
  }
}

extension Fields {
  /// A learning rate: a number, or a schedule.
  public func schedule(_ key: String) throws(HoneError) -> any Schedule {
    if let rate = try? value(key).double() { return ConstantRate(rate) }
    return try member(key, .schedule)
  }
}
