public import HoneCore
internal import HoneNN

/// Ends training when a number has stopped improving.
///
/// | at the end of an epoch | what happens |
/// |---|---|
/// | the value is better than the best by more than `minDelta` | it is the best; the wait is 0 again, unless a `baseline` isn't beaten yet |
/// | it isn't, for the `patience`-th epoch in a row | training ends |
/// | it is as good as the best, or NaN | it isn't better |
/// | the epoch is before `startFromEpoch`, or the first | training goes on |
///
/// A patience of 0 acts like 1. With `restoreBestWeights` the weights and running statistics of the
/// best epoch come back however training ends: by this callback, by its last epoch, by an interrupt
/// or an error. Until an epoch is the best, the first counts as such. All of this is Keras's, but for
/// NaN, which Keras takes as the best value if it is the first.
///
/// ```swift
/// EarlyStopping(monitor: "val_loss", patience: 3, restoreBestWeights: true)
/// ```
public struct EarlyStopping: StatefulCallback, Configurable {
  public static let schema = Schema(
    .callback, "earlyStopping", summary: "ends training when a number has stopped improving",
    techniques: [94, 126, 128, 129, 130], kerasName: "keras.callbacks.EarlyStopping",
    axis: .regularization,
    fields: [
      CallbackFields.monitor, CallbackFields.minDelta(0), CallbackFields.patience(0),
      CallbackFields.verbose, CallbackFields.mode,
      Field(
        "baseline", .double(-Double.infinity...Double.infinity), default: .null,
        "what must be beaten for the wait to begin again"),
      Field(
        "restoreBestWeights", .bool, default: false,
        "whether the weights of the best epoch come back at the end"),
      Field("startFromEpoch", .int(0...Int.max), default: 0, "epochs before it watches"),
    ])

  /// The log that is watched.
  public let monitor: String
  /// A change that isn't larger doesn't count.
  public let minDelta: Double
  /// Epochs without improvement until training ends.
  public let patience: Int
  /// 0: silent; 1: says when it acts.
  public let verbose: Int
  /// Whether the monitored number shall fall or rise.
  public let mode: MonitorMode
  /// What must be beaten for the wait to begin again.
  public let baseline: Double?
  /// Whether the weights of the best epoch come back at the end.
  public let restoreBestWeights: Bool
  /// Epochs before it watches.
  public let startFromEpoch: Int

  private var watched: MonitoredLog
  private var bestWeights: [String: HostTensor]?
  /// Epochs since the last improvement.
  public private(set) var wait = 0
  /// The epoch, from 0, of the best value.
  public private(set) var bestEpoch = 0
  /// The epoch, from 0, after which training ended; nil if it wasn't by this callback.
  public private(set) var stoppedEpoch: Int?

  /// The best value.
  public var best: Double? { watched.best }

  /// What it remembers of the epochs so far.
  public struct State: Codable, Sendable {
    var best: Double?
    var wait: Int
    var bestEpoch: Int
    var stoppedEpoch: Int?
  }

  public var state: State {
    get {
      State(best: watched.best, wait: wait, bestEpoch: bestEpoch, stoppedEpoch: stoppedEpoch)
    }
    set {
      watched.best = newValue.best
      (wait, bestEpoch, stoppedEpoch) = (newValue.wait, newValue.bestEpoch, newValue.stoppedEpoch)
    }
  }

  /// The weights of the best epoch, if they are to be restored.
  public var savedTensors: [String: HostTensor] {
    get { bestWeights ?? [:] }
    set { bestWeights = newValue.isEmpty ? nil : newValue }
  }

  /// Creates a callback that ends training.
  public init(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0, verbose: Int = 0,
    mode: MonitorMode = .auto, baseline: Double? = nil, restoreBestWeights: Bool = false,
    startFromEpoch: Int = 0
  ) {
    self.monitor = monitor
    self.minDelta = minDelta
    self.patience = patience
    self.verbose = verbose
    self.mode = mode
    self.baseline = baseline
    self.restoreBestWeights = restoreBestWeights
    self.startFromEpoch = startFromEpoch
    watched = MonitoredLog(monitor, mode: mode, minDelta: minDelta)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      monitor: try fields.string("monitor"), minDelta: try fields.double("minDelta"),
      patience: try fields.int("patience"), verbose: try fields.int("verbose"),
      mode: try fields.choice("mode"),
      baseline: fields.has("baseline") ? try fields.double("baseline") : nil,
      restoreBestWeights: try fields.bool("restoreBestWeights"),
      startFromEpoch: try fields.int("startFromEpoch"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "monitor": ConfigurationValue(monitor), "minDelta": ConfigurationValue(minDelta),
      "patience": ConfigurationValue(patience), "verbose": ConfigurationValue(verbose),
      "mode": ConfigurationValue(mode.rawValue),
      "baseline": baseline.map { ConfigurationValue($0) } ?? .null,
      "restoreBestWeights": ConfigurationValue(restoreBestWeights),
      "startFromEpoch": ConfigurationValue(startFromEpoch),
    ]
  }

  public var reads: [String] { [monitor] }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    forget()
    try watched.begin(trainer, for: "EarlyStopping")
  }

  /// Begins without a trainer, to look at a log: `known` is what its name tells of what is better.
  mutating func replayBegin(_ known: Direction) -> Direction {
    forget()
    watched.begin(known)
    return watched.direction
  }

  private mutating func forget() {
    watched.forget()
    (wait, bestEpoch, stoppedEpoch, bestWeights) = (0, 0, nil, nil)
  }

  public mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    guard let value = watched.value(in: logs), epoch >= startFromEpoch else { return }
    if restoreBestWeights, bestWeights == nil {
      bestWeights = try trainer.weights.values()
      bestEpoch = epoch
    }
    guard observe(value, epoch: epoch) else {
      if let stoppedEpoch {
        let best = watched.best.map { LogNames.text($0) } ?? "nothing"
        trainer.stopTraining(
          because: "EarlyStopping: \(monitor) has not improved on \(best), of epoch "
            + "\(bestEpoch + 1), for \(wait) \(wait == 1 ? "epoch" : "epochs") by epoch "
            + "\(stoppedEpoch + 1)")
      }
      return
    }
    if restoreBestWeights { bestWeights = try trainer.weights.values() }
  }

  /// Takes the value of an epoch; whether it is the best. ``stoppedEpoch`` is set when it is time.
  mutating func observe(_ value: Double, epoch: Int) -> Bool {
    wait += 1
    if watched.improves(value) {
      bestEpoch = epoch
      if baseline == nil || watched.isImprovement(value, on: baseline) { wait = 0 }
      return true
    }
    if wait >= patience, epoch > 0 { stoppedEpoch = epoch }
    return false
  }

  public mutating func trainEnd(_ trainer: Trainer) throws {
    if let stoppedEpoch, verbose > 0 { print("epoch \(stoppedEpoch + 1): early stopping") }
    guard let weights = bestWeights else { return }
    bestWeights = nil
    try trainer.weights.load(weights)
    trainer.training?.finalWeights = .epoch(bestEpoch, restoredBy: "EarlyStopping")
    if verbose > 0 { print("restored the weights of epoch \(bestEpoch + 1)") }
  }
}

extension Callback where Self == EarlyStopping {
  /// Ends training when a number has stopped improving; see ``EarlyStopping``.
  public static func earlyStopping(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0, verbose: Int = 0,
    mode: MonitorMode = .auto, baseline: Double? = nil, restoreBestWeights: Bool = false,
    startFromEpoch: Int = 0
  ) -> EarlyStopping {
    EarlyStopping(
      monitor: monitor, minDelta: minDelta, patience: patience, verbose: verbose, mode: mode,
      baseline: baseline, restoreBestWeights: restoreBestWeights, startFromEpoch: startFromEpoch)
  }
}
