internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneNN

/// The training loop: epochs of steps, validation after each, events, checkpoints and progress.
struct FitLoop {
  let trainer: Trainer
  let parts: FitParts
  let plan: BatchPlan
  let workers: Int?
  let epochs: Range<Int>
  var callbacks: CallbackList
  let reporter: ProgressReporter
  var profile: ProfileOptions?
  /// What this training goes on from, until it does.
  private var resumed: PendingResume?
  var checkpointer: Checkpointer?
  private let identity: TrainingIdentity
  var history = History()
  /// What to do when the loss stops being finite.
  let policy: NonFinitePolicy
  var rewinding = Rewinding()
  var stopwatch = EpochStopwatch()
  private let clock = ContinuousClock()

  init(
    trainer: Trainer, parts: FitParts, plan: BatchPlan, workers: Int?, epochs: Range<Int>,
    callbacks: CallbackList, reporter: ProgressReporter, profile: ProfileOptions?,
    resumed: PendingResume?, checkpoints: Checkpoints?, policy: NonFinitePolicy
  ) throws(HoneError) {
    self.trainer = trainer
    self.parts = parts
    self.plan = plan
    self.workers = workers
    self.epochs = epochs
    self.callbacks = callbacks
    self.reporter = reporter
    self.profile = profile
    self.resumed = resumed
    self.policy = policy
    identity = try TrainingIdentity(trainer, parts, plan)
    try resumed?.checkpoint.state.identity.require(identity, path: resumed?.path ?? "")
    checkpointer = try checkpoints.map { (plan) throws(HoneError) in
      try Checkpointer(plan, resumed: resumed)
    }
  }

  mutating func run() throws -> History {
    defer { trainer.training = nil }
    do {
      try train()
    } catch {
      checkpointer?.finish()
      try? callbacks.trainEnd(trainer)
      throw error
    }
    checkpointer?.finish()
    history.checkpoints = checkpointer?.report
    try callbacks.trainEnd(trainer)
    history.finalWeights = trainer.training?.finalWeights ?? .last
    for name in history.names { history.directions[name] = trainer.direction(ofLog: name) }
    return history
  }

  private mutating func train() throws {
    let steps = try plan.rowCounts.map {
      try trainer.step(
        .train, fields: parts.training.fields, batchSize: $0, prefix: "train")
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
      trainer, steps[0], evaluatesTraining: parts.evaluated != nil,
      validates: parts.validation != nil, written: callbacks.writes)
    trainer.training?.isResuming = resumed != nil
    try callbacks.check(trainer)
    try callbacks.trainBegin(trainer)
    let start = try restored(for: steps[0])
    if let resumed {
      rewinding.resume(from: resumed.checkpoint)
    } else {
      (trainer.engine.rateFactor, trainer.engine.rollBacks) = (1, 0)
      // A training can be resumed from its beginning on.
      try writeCheckpoint(steps[0], at: start)
    }
    let isOver = trainer.training?.stopReason != nil && start.step == 0
    if !isOver, start.epoch < epochs.upperBound {
      try runEpochs(from: start, steps, interrupt, recorder)
    }
    history.stopReason = trainer.training?.stopReason
    if !rewinding.lastIsFinite, !callbacks.takesNonFiniteLosses {
      throw NonFiniteDiagnosis.weightsError
    }
    if !history.wasInterrupted, try trainer.setToAverages() {
      trainer.training?.finalWeights = .averages
    }
    history.profile = try recorder?.finish()
  }

  /// Where training begins, or goes on with everything as it was.
  private mutating func restored(for step: CompiledStep) throws -> TrainingPosition {
    guard let resumed else { return TrainingPosition(epoch: epochs.lowerBound, step: 0) }
    let checkpoint = resumed.checkpoint
    try trainer.restore(checkpoint, for: step)
    try callbacks.restore(
      checkpoint.state.callbacks, tensors: checkpoint.tensors(of: "callback"))
    history = History(checkpoint.state.history, tensors: checkpoint.tensors(of: "history"))
    try callbacks.tell(trainer) { try $0.trainResume($1) }
    return checkpoint.state.position
  }

  private mutating func runEpochs(
    from start: TrainingPosition, _ steps: [CompiledStep], _ interrupt: Interrupt,
    _ recorder: ProfileRecorder?
  ) throws {
    let loader = try BatchLoader(
      parts.training, plan: plan, epoch: start.epoch, step: start.step, epochs: epochs.upperBound,
      workers: workers, checking: parts.checks.training)
    var position = start
    var before = start.step > 0 ? resumed?.checkpoint.state.timing ?? EpochTiming() : EpochTiming()
    resumed = nil
    while position.epoch < epochs.upperBound {
      if case .rollBack = policy, position.step == 0 || rewinding.epochStart == nil {
        rewinding.epochStart = RollBackPoint(try capture(steps[0], at: position))
      }
      stopwatch = EpochStopwatch(after: before)
      let end = try runSteps(from: &position, loader, steps, interrupt, recorder)
      before = end == .rolledBack ? stopwatch.timing.withoutSamples : EpochTiming()
      if end == .rolledBack { continue }
      guard end == .whole else {
        history.wasInterrupted = true
        try writeCheckpoint(steps[0], at: position)
        reporter.interrupted("in", epoch: position.epoch)
        return
      }
      try endEpoch(position.epoch, steps[0])
      position = TrainingPosition(epoch: position.epoch + 1, step: 0)
      let isLast =
        trainer.training?.stopReason != nil || position.epoch == epochs.upperBound
      history.wasInterrupted =
        interrupt.isRequested(for: trainer) && trainer.training?.stopReason == nil
      let isDue = isCheckpointDue(after: position)
      if isDue || isLast || history.wasInterrupted {
        try writeCheckpoint(steps[0], at: position)
        history.timings[history.timings.count - 1] = stopwatch.timing
      }
      if history.wasInterrupted { reporter.interrupted("after", epoch: position.epoch - 1) }
      if isLast || history.wasInterrupted { return }
    }
  }

  /// Validation, logs, and what callbacks make of them.
  private mutating func endEpoch(_ epoch: Int, _ step: CompiledStep) throws {
    var logs = try trainer.logs(of: step, prefix: "train")
    if parts.evaluated != nil || parts.validation != nil {
      reporter.validating(logs)
      logs.append(try validate(after: epoch))
    }
    reporter.epochEnd(epoch: epoch, steps: plan.stepsPerEpoch, logs: logs)
    logs.append(Logs.learningRate, trainer.lastLearningRate)
    stopwatch.lap(.rest)
    trainer.training?.timing = stopwatch.timing
    try callbacks.tell(trainer) { try $0.epochEnd(epoch, &logs, $1) }
    stopwatch.lap(.callbacks)
    history.append(epoch: epoch, logs)
    history.timings.append(stopwatch.timing)
  }

  /// Loss and metrics on the training data, if they are asked for, and on the validation data, under
  /// names of their own.
  private mutating func validate(after epoch: Int) throws -> Logs {
    stopwatch.lap(.rest)
    try callbacks.tell(trainer) { try $0.validationBegin(epoch, $1) }
    stopwatch.lap(.callbacks)
    let size = BatchSize.count(plan.batchSize)
    var logs = Logs()
    var validated = Logs()
    do throws(HoneError) {
      if let evaluated = parts.evaluated {
        // What is in it was checked as training data.
        let result = try trainer.evaluateNow(
          evaluated, batchSize: size, prefix: "inference", check: nil)
        logs.append(result.named(LogNames.inference))
      }
      if let validation = parts.validation {
        let result = try trainer.evaluateNow(
          validation, batchSize: size, prefix: "validation", check: parts.checks.validation)
        validated = result.named(LogNames.validation)
      }
    } catch {
      // What callbacks changed for the time of validation, they change back.
      try? callbacks.tell(trainer) { try $0.validationEnd(epoch, Logs(), $1) }
      throw error
    }
    stopwatch.lap(.validation)
    try callbacks.tell(trainer) { try $0.validationEnd(epoch, validated, $1) }
    stopwatch.lap(.callbacks)
    logs.append(validated)
    return logs
  }

  /// Whether a checkpoint is to be written now.
  mutating func isCheckpointDue(after position: TrainingPosition) -> Bool {
    let isWanted = trainer.training?.wantsCheckpoint == true
    trainer.training?.wantsCheckpoint = false
    let isDue = checkpointer?.isDue(after: position) == true
    return isDue || isWanted
  }

  /// Copies the state, to which training can go back, and gives it to the thread that writes.
  ///
  /// - Returns: false if the state isn't finite: such a state isn't kept.
  @discardableResult
  mutating func writeCheckpoint(
    _ step: CompiledStep, at position: TrainingPosition
  ) throws(HoneError) -> Bool {
    stopwatch.lap(.rest)
    defer { stopwatch.lap(.checkpoints) }
    let start = clock.now
    guard try keepState(step, at: position), let state = rewinding.good else { return false }
    checkpointer?.write(state, since: start)
    return true
  }

  /// Copies the state, to which training can go back.
  ///
  /// - Returns: false if the state isn't finite: such a state isn't kept.
  mutating func keepState(
    _ step: CompiledStep, at position: TrainingPosition
  ) throws(HoneError) -> Bool {
    let state = try capture(step, at: position)
    trainer.training?.hasChangedWeights = false
    rewinding.lastIsFinite = state.isFinite
    if rewinding.lastIsFinite { rewinding.take(state) }
    return rewinding.lastIsFinite
  }

  func capture(
    _ step: CompiledStep, at position: TrainingPosition
  ) throws(HoneError) -> Checkpoint {
    var checkpoint = try trainer.checkpoint(
      step, at: position, identity, history, callbacks, timing: stopwatch.timing,
      failuresInARow: rewinding.failuresInARow)
    if position.step > 0 { checkpoint.rollBack = rewinding.epochStart }
    return checkpoint
  }
}
