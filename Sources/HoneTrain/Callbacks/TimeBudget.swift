public import HoneCore

/// Ends training at the first step after a time is used up.
///
/// The clock runs from the beginning of training, through validation and pauses of the program; it
/// isn't set by the time of day. A training that is resumed has what was left at its checkpoint. The
/// epoch that is cut short has its validation and its logs.
///
/// ```swift
/// TimeBudget(minutes: 30)
/// ```
public struct TimeBudget: StatefulCallback, Configurable {
  public static let schema = Schema(
    .callback, "timeBudget", summary: "ends training when a time is used up",
    fields: [
      Field(
        "seconds", .double(0...Double.infinity), default: 0.0, "seconds that training may take"),
      Field(
        "minutes", .double(0...Double.infinity), default: 0.0, "minutes, beside the seconds"),
      CallbackFields.verbose,
    ])

  /// What training may take, in seconds.
  public let seconds: Double
  /// 0: silent; 1: says when it ends training.
  public let verbose: Int

  private let clock = ContinuousClock()
  private var start: ContinuousClock.Instant?
  /// Seconds that were used before `start`.
  private var used = 0.0

  /// The time that was used.
  public struct State: Codable, Sendable {
    var used: Double
  }

  public var state: State {
    get { State(used: used + elapsed) }
    set { (used, start) = (newValue.used, clock.now) }
  }

  private var elapsed: Double { start.map { (clock.now - $0).seconds } ?? 0 }

  /// Creates a callback that ends training.
  public init(seconds: Double = 0, minutes: Double = 0, verbose: Int = 0) {
    self.seconds = seconds + 60 * minutes
    self.verbose = verbose
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      seconds: try fields.double("seconds"), minutes: try fields.double("minutes"),
      verbose: try fields.int("verbose"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "seconds": ConfigurationValue(seconds), "minutes": ConfigurationValue(0.0),
      "verbose": ConfigurationValue(verbose),
    ]
  }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    guard seconds > 0 else {
      throw HoneError(
        .usage, path: "TimeBudget", operation: "train", wanted: "more than 0 seconds or minutes",
        received: "\(seconds) seconds")
    }
    (used, start) = (0, clock.now)
  }

  public mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
    guard used + elapsed >= seconds else { return }
    trainer.stopTraining(
      because: "TimeBudget: \(LogNames.text(seconds)) seconds are used up at step \(step + 1) of "
        + "epoch \(epoch + 1)")
    if verbose > 0 { print("epoch \(epoch + 1): the time is used up") }
  }
}

extension Callback where Self == TimeBudget {
  /// Ends training when a time is used up; see ``TimeBudget``.
  public static func timeBudget(
    seconds: Double = 0, minutes: Double = 0, verbose: Int = 0
  ) -> TimeBudget { TimeBudget(seconds: seconds, minutes: minutes, verbose: verbose) }
}
