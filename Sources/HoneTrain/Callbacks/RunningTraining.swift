internal import HoneCore

/// What a trainer knows of the training that runs.
struct RunningTraining {
  /// What is logged at the end of an epoch.
  let names: [String]
  /// The program whose sums make the logs.
  let step: CompiledStep
  /// Why it shall end after this step.
  var stopReason: String?
  /// Whether it goes on from a checkpoint.
  var isResuming = false
  /// Whether it shall end after this step as after Ctrl-C.
  var isInterrupted = false
  /// Whether a checkpoint is wanted after this step.
  var wantsCheckpoint = false
  /// What made the loss stop being finite, if a callback ends training for that.
  var nonFinite: NonFiniteDiagnosis?
  /// Which weights the trainer holds at the end.
  var finalWeights = FinalWeights.last
  /// Whether callbacks have set weights since the state was copied.
  var hasChangedWeights = false
  /// Where the time of the last epoch went.
  var timing = EpochTiming()

  /// - Parameter written: the logs that callbacks add.
  init(
    _ trainer: Trainer, _ step: CompiledStep, evaluatesTraining: Bool, validates: Bool,
    written: [String]
  ) throws(HoneError) {
    let trained = try trainer.logs(of: step, prefix: "train").entries.map(\.name)
    names =
      LogNames.all(trained, evaluatesTraining: evaluatesTraining, validates: validates) + written
    self.step = step
  }
}

extension Logs {
  /// The name of the log of the learning rate.
  static let learningRate = "learning_rate"
}

extension Trainer {
  /// The names that the running training logs at the end of each epoch, such as `loss` and
  /// `val_accuracy`; empty while none runs.
  public var loggedNames: [String] { training?.names ?? [] }

  /// Where the time of the epoch that ends went; for callbacks at ``Callback/epochEnd(_:_:_:)``.
  public var epochTiming: EpochTiming { training?.timing ?? EpochTiming() }

  /// The logs of the running epoch so far; empty while no training runs.
  func runningLogs() throws(HoneError) -> Logs {
    guard let training else { return Logs() }
    return try logs(of: training.step, prefix: "train")
  }

  /// The mean loss of the running epoch so far; nil while no training runs.
  func runningLoss() throws(HoneError) -> Double? {
    training == nil ? nil : try mean("loss", "train")
  }

  /// Ends the training that runs: after this step, or after this epoch if it is at its end.
  ///
  /// - Parameter reason: what ``History/stopReason`` says.
  public func stopTraining(because reason: String) {
    if training?.stopReason == nil { training?.stopReason = reason }
  }

  /// Whether the training that runs goes on from a checkpoint; for ``Callback/trainBegin(_:)``, which
  /// then leaves what ``Callback/trainResume(_:)`` finds.
  public var isResuming: Bool { training?.isResuming ?? false }

  /// Ends the training that runs after this step as Ctrl-C does: what was trained can be resumed.
  public func interruptTraining() { training?.isInterrupted = true }

  /// Has a checkpoint written after this step, if training writes checkpoints.
  public func requestCheckpoint() { training?.wantsCheckpoint = true }

  /// Whether the user or a callback asked training to end.
  public var isAskedToEnd: Bool {
    training.map { $0.isInterrupted || $0.stopReason != nil } ?? false || Interrupt.isAnyRequested
  }
}
