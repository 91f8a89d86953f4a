public import HoneCore

/// Schedules one after another, each counting its updates from 0.
///
/// Schedule i takes over after `boundaries[i − 1]` updates.
///
/// ```swift
/// .sgd(learningRate: .sequence([.constant(0.1), .cosineDecay(0.1, steps: 900)], boundaries: [100]))
/// ```
public struct ScheduleSequence: Schedule {
  public static let schema = Schema(
    .schedule, "sequence", summary: "schedules one after another",
    formula: "one after another", techniques: [80],
    fields: [
      Field("schedules", .members(.schedule), "the schedules, in order"),
      Field(
        "boundaries", .integers(0...Int.max),
        "after how many updates each but the first takes over, rising", aliases: ["milestones"]),
    ])

  /// The schedules, in order.
  public var schedules: [any Schedule]
  /// After how many updates each but the first takes over.
  public var boundaries: [Int]

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - schedules: the schedules, in order.
  ///   - boundaries: after how many updates each but the first takes over, rising.
  public init(_ schedules: [any Schedule], boundaries: [Int]) {
    self.schedules = schedules
    self.boundaries = boundaries
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.members("schedules", .schedule), boundaries: try fields.ints("boundaries"))
    guard schedules.count == boundaries.count + 1, boundaries == boundaries.sorted() else {
      throw HoneError(
        .usage, operation: "sequence",
        wanted: "boundaries that rise, and one schedule more than boundaries",
        received: "\(schedules.count) schedules and boundaries \(boundaries)",
        location: fields.location)
    }
  }

  public var fields: [String: ConfigurationValue] {
    [
      "schedules": .array(schedules.map(\.configuration)),
      "boundaries": .array(boundaries.map { ConfigurationValue($0) }),
    ]
  }

  public var horizon: Int? { Self.sum(boundaries.last ?? 0, schedules.last?.horizon ?? 0) }

  public func callAsFunction(_ step: Int) -> Double {
    let place = min(boundaries.count { $0 <= step }, schedules.count - 1)
    guard place >= 0 else { return 0 }
    return schedules[place](place > 0 ? step - boundaries[place - 1] : step)
  }
}

extension Schedule where Self == ScheduleSequence {
  /// Schedules one after another, each counting its updates from 0.
  public static func sequence(
    _ schedules: [any Schedule], boundaries: [Int]
  ) -> ScheduleSequence {
    ScheduleSequence(schedules, boundaries: boundaries)
  }
}
