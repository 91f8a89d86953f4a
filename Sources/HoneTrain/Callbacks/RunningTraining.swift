internal import HoneCore

/// What a trainer knows of the training that runs.
struct RunningTraining {
  /// What is logged at the end of an epoch.
  let names: [String]
  /// The program whose sums make the logs.
  let step: CompiledStep
  /// Why it shall end after this step.
  var stopReason: String?

  init(_ trainer: Trainer, _ step: CompiledStep, validates: Bool) throws(HoneError) {
    let trained = try trainer.logs(of: step, prefix: "train").entries.map(\.name)
    names = trained + (validates ? trained.map { "val_" + $0 } : [])
    self.step = step
  }
}

extension Trainer {
  /// The names that the running training logs at the end of each epoch, such as `loss` and
  /// `val_accuracy`; empty while none runs.
  public var loggedNames: [String] { training?.names ?? [] }

  /// The logs of the running epoch so far; empty while no training runs.
  func runningLogs() throws(HoneError) -> Logs {
    guard let training else { return Logs() }
    return try logs(of: training.step, prefix: "train")
  }

  /// Ends the training that runs: after this step, or after this epoch if it is at its end.
  ///
  /// - Parameter reason: what ``History/stopReason`` says.
  public func stopTraining(because reason: String) {
    if training?.stopReason == nil { training?.stopReason = reason }
  }
}
