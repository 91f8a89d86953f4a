internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneNN

/// The training loop: epochs of steps, validation after each, events and progress.
struct FitLoop {
  let trainer: Trainer
  let data: any Dataset
  let plan: BatchPlan
  let validation: (any Dataset)?
  /// What looks at batches while they are read.
  let checks: (training: BatchCheck?, validation: BatchCheck?)
  let workers: Int?
  let epochs: Range<Int>
  var callbacks: CallbackList
  let reporter: ProgressReporter
  var profile: ProfileOptions?

  mutating func run() throws -> History {
    defer { trainer.training = nil }
    let history: History
    do {
      history = try train()
    } catch {
      try? callbacks.trainEnd(trainer)
      throw error
    }
    try callbacks.trainEnd(trainer)
    return history
  }

  private mutating func train() throws -> History {
    var history = History()
    let steps = try plan.rowCounts.map {
      try trainer.step(.train, fields: data.fields, batchSize: $0, prefix: "train")
    }
    let recorder = try profile.map { (options) throws(HoneError) in
      try ProfileRecorder(options, steps[0], trainer.backend)
    }
    if reporter.isVerbose, let report = steps[0].memoryReport { print(report) }
    let interrupt = Interrupt()
    defer {
      interrupt.end()
      reporter.end()
    }
    trainer.training = try RunningTraining(
      trainer, steps[0], validates: validation != nil, written: callbacks.writes)
    try callbacks.check(trainer)
    try callbacks.trainBegin(trainer)
    guard !epochs.isEmpty else { return history }
    let loader = try BatchLoader(
      data, plan: plan, epoch: epochs.lowerBound, epochs: epochs.upperBound, workers: workers,
      checking: checks.training)
    for epoch in epochs {
      try callbacks.tell(trainer) { try $0.epochBegin(epoch, $1) }
      let isWhole = try runEpoch(epoch, loader, steps, interrupt, recorder)
      guard isWhole else {
        history.wasInterrupted = true
        reporter.interrupted("in", epoch: epoch)
        break
      }
      var logs = try trainer.logs(of: steps[0], prefix: "train")
      if let validation {
        reporter.validating(logs)
        logs.append(try validate(on: validation, epoch: epoch))
      }
      reporter.epochEnd(epoch: epoch, steps: plan.stepsPerEpoch, logs: logs)
      logs.append(Logs.learningRate, trainer.lastLearningRate)
      try callbacks.tell(trainer) { try $0.epochEnd(epoch, &logs, $1) }
      history.append(epoch: epoch, logs)
      if history.noteStop(trainer) { break }
      if interrupt.isRequested {
        history.wasInterrupted = true
        reporter.interrupted("after", epoch: epoch)
        break
      }
    }
    if !history.wasInterrupted { try trainer.useAverages() }
    history.profile = try recorder?.finish()
    return history
  }

  /// Loss and metrics on the validation data, under names that begin with `val_`.
  private mutating func validate(on validation: any Dataset, epoch: Int) throws -> Logs {
    try callbacks.tell(trainer) { try $0.validationBegin(epoch, $1) }
    let result = try trainer.evaluateNow(
      validation, batchSize: .count(plan.batchSize), prefix: "validation",
      check: checks.validation)
    var logs = Logs()
    for (name, value) in result.entries { logs.append("val_" + name, value) }
    for (name, value) in result.details { logs.details["val_" + name] = value }
    try callbacks.tell(trainer) { try $0.validationEnd(epoch, logs, $1) }
    return logs
  }

  /// Runs the steps of an epoch; false if the user interrupted before its end.
  private mutating func runEpoch(
    _ epoch: Int, _ loader: BatchLoader, _ steps: [CompiledStep], _ interrupt: Interrupt,
    _ recorder: ProfileRecorder?
  ) throws -> Bool {
    try trainer.resetMetrics(of: steps[0])
    reporter.epochBegin(epoch: epoch, steps: plan.stepsPerEpoch)
    var inputs: [UnsafeRawPointer] = []
    inputs.reserveCapacity(data.fields.count)
    for index in 0..<plan.stepsPerEpoch {
      let asked = recorder.map { _ in ContinuousClock.now }
      guard let batch = try loader.next() else { break }
      let step = batch.count == plan.batchSize ? steps[0] : steps[steps.count - 1]
      try callbacks.tell(trainer) { try $0.stepBegin(epoch: epoch, step: index, $1) }
      if let recorder, let asked, recorder.isDue(step) {
        try recorder.record(trainer.stepCount, asked: asked) { (marks) throws(HoneError) in
          try trainer.run(step, batch, &inputs, marks: &marks)
        }
      } else {
        try trainer.run(step, batch, &inputs)
      }
      try requireFinite(step.executable.number(0), epoch: epoch, step: index)
      try callbacks.tell(trainer) { try $0.stepEnd(epoch: epoch, step: index, $1) }
      if reporter.isDue {
        reporter.step(index + 1, logs: try trainer.logs(of: step, prefix: "train"))
      }
      if trainer.training?.stopReason != nil { return true }
      if interrupt.isRequested, index + 1 < plan.stepsPerEpoch { return false }
    }
    return true
  }

  /// Reading the loss costs a load: a lost training is noticed at its step.
  private func requireFinite(_ loss: Double, epoch: Int, step: Int) throws(HoneError) {
    guard !loss.isFinite else { return }
    let place = "at step \(step + 1) of \(plan.stepsPerEpoch) in epoch \(epoch + 1)"
    let value = loss.isNaN ? "not a number" : loss < 0 ? "-infinite" : "infinite"
    throw HoneError(
      .diverged, operation: "training",
      message: "the loss is \(value) \(place): training diverged.",
      help: "lower the learning rate, scale the inputs, or clip gradients")
  }
}
