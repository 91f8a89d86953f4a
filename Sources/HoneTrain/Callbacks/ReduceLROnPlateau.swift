public import HoneCore
internal import HoneNN

/// Lowers the learning rate when a number has stopped improving.
///
/// After `patience` epochs without an improvement by more than `minDelta` (0 acts like 1) the rate is
/// multiplied by `factor`, but never set below `minLR`. During `cooldown` epochs after that nothing is
/// counted. As in Keras, but that NaN is never best.
///
/// ```text
/// η ← max(η · factor, minLR)
/// ```
///
/// It is an error to use it beside a schedule: the rate that it sets would replace the schedule's.
///
/// ```swift
/// ReduceLROnPlateau(monitor: "val_loss", factor: 0.2, patience: 5, minLR: 1e-5)
/// ```
public struct ReduceLROnPlateau: StatefulCallback, Configurable {
  public static let schema = Schema(
    .callback, "reduceLROnPlateau",
    summary: "lowers the learning rate when a number has stopped improving",
    formula: "η ← max(η · factor, minLR)", techniques: [81, 126, 127, 130],
    kerasName: "keras.callbacks.ReduceLROnPlateau", axis: .learningRate,
    fields: [
      CallbackFields.monitor,
      Field(
        "factor", .double(0...1.0.nextDown), default: 0.1, "what the rate is multiplied by"),
      CallbackFields.patience(10), CallbackFields.verbose, CallbackFields.mode,
      CallbackFields.minDelta(1e-4),
      Field("cooldown", .int(0...Int.max), default: 0, "epochs after a change that don't count"),
      Field(
        "minLR", .double(0...Double.infinity), default: 0.0, "the rate is never set below",
        aliases: ["min_lr"]),
    ])

  /// The log that is watched.
  public let monitor: String
  /// What the rate is multiplied by.
  public let factor: Double
  /// Epochs without improvement until the rate is lowered.
  public let patience: Int
  /// 0: silent; 1: says when it acts.
  public let verbose: Int
  /// Whether the monitored number shall fall or rise.
  public let mode: MonitorMode
  /// A change that isn't larger doesn't count.
  public let minDelta: Double
  /// Epochs after a change that don't count.
  public let cooldown: Int
  /// The rate is never set below.
  public let minLR: Double

  private var watched: MonitoredLog
  /// Epochs since the last improvement.
  public private(set) var wait = 0
  /// Epochs that are left until it counts again.
  public private(set) var cooldownLeft = 0

  /// The best value.
  public var best: Double? { watched.best }

  /// What it remembers of the epochs so far; the rate itself is the trainer's.
  public struct State: Codable, Sendable {
    var best: Double?
    var wait: Int
    var cooldownLeft: Int
  }

  public var state: State {
    get { State(best: watched.best, wait: wait, cooldownLeft: cooldownLeft) }
    set {
      watched.best = newValue.best
      (wait, cooldownLeft) = (newValue.wait, newValue.cooldownLeft)
    }
  }

  /// Creates a callback that lowers the rate.
  public init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10, verbose: Int = 0,
    mode: MonitorMode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0, minLR: Double = 0
  ) {
    self.monitor = monitor
    self.factor = factor
    self.patience = patience
    self.verbose = verbose
    self.mode = mode
    self.minDelta = minDelta
    self.cooldown = cooldown
    self.minLR = minLR
    watched = MonitoredLog(monitor, mode: mode, minDelta: minDelta)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      monitor: try fields.string("monitor"), factor: try fields.double("factor"),
      patience: try fields.int("patience"), verbose: try fields.int("verbose"),
      mode: try fields.choice("mode"), minDelta: try fields.double("minDelta"),
      cooldown: try fields.int("cooldown"), minLR: try fields.double("minLR"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "monitor": ConfigurationValue(monitor), "factor": ConfigurationValue(factor),
      "patience": ConfigurationValue(patience), "verbose": ConfigurationValue(verbose),
      "mode": ConfigurationValue(mode.rawValue), "minDelta": ConfigurationValue(minDelta),
      "cooldown": ConfigurationValue(cooldown), "minLR": ConfigurationValue(minLR),
    ]
  }

  public var reads: [String] { [monitor] }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    guard (0..<1).contains(factor) else {
      throw HoneError(
        .usage, path: "ReduceLROnPlateau", operation: "factor", wanted: "0 or more, below 1",
        received: "\(factor)")
    }
    try requireNoSchedule(trainer)
    watched.forget()
    try watched.begin(trainer, for: "ReduceLROnPlateau")
    (wait, cooldownLeft) = (0, 0)
  }

  /// Begins without a trainer, to look at a log: `known` is what its name tells of what is better.
  mutating func replayBegin(_ known: Direction) -> Direction {
    watched.forget()
    watched.begin(known)
    (wait, cooldownLeft) = (0, 0)
    return watched.direction
  }

  public mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    guard let value = watched.value(in: logs),
      let rate = observe(value, rate: trainer.currentLearningRate)
    else { return }
    trainer.setNextLearningRate(rate)
    if verbose > 0 { print("epoch \(epoch + 1): learning rate lowered to \(Float(rate))") }
  }

  /// Takes the value of an epoch; the rate to be set, if any.
  mutating func observe(_ value: Double, rate: Double) -> Double? {
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      wait = 0
    }
    if watched.improves(value) {
      wait = 0
      return nil
    }
    guard cooldownLeft == 0 else { return nil }
    wait += 1
    guard wait >= patience, rate > minLR else { return nil }
    (cooldownLeft, wait) = (cooldown, 0)
    return max(rate * factor, minLR)
  }
}

extension Callback where Self == ReduceLROnPlateau {
  /// Lowers the learning rate when a number has stopped improving; see ``ReduceLROnPlateau``.
  public static func reduceLROnPlateau(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10, verbose: Int = 0,
    mode: MonitorMode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0, minLR: Double = 0
  ) -> ReduceLROnPlateau {
    ReduceLROnPlateau(
      monitor: monitor, factor: factor, patience: patience, verbose: verbose, mode: mode,
      minDelta: minDelta, cooldown: cooldown, minLR: minLR)
  }
}
