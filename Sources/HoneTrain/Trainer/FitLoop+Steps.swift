internal import HoneBackend
internal import HoneCore
internal import HoneData

extension FitLoop {
  /// How the steps of an epoch ended.
  enum StepsEnd {
    case whole
    /// The user interrupted before the last.
    case interrupted
    /// Training went back in the epoch.
    case rolledBack
  }

  /// Runs the rest of an epoch's steps.
  ///
  /// - Parameter position: where to begin; where it ended.
  mutating func runSteps(
    from position: inout TrainingPosition, _ loader: BatchLoader, _ steps: [CompiledStep],
    _ interrupt: Interrupt, _ recorder: ProfileRecorder?
  ) throws -> StepsEnd {
    let epoch = position.epoch
    if position.step == 0 {
      try callbacks.tell(trainer) { try $0.epochBegin(epoch, $1) }
      try trainer.resetMetrics(of: steps[0])
      stopwatch.lap(.callbacks)
      // What callbacks change can't be computed again.
      if trainer.training?.hasChangedWeights == true {
        _ = try keepState(steps[0], at: position)
      }
    }
    reporter.epochBegin(epoch: epoch, steps: plan.stepsPerEpoch)
    var inputs: [UnsafeRawPointer] = []
    inputs.reserveCapacity(parts.training.fields.count)
    let takesNonFiniteLosses = callbacks.takesNonFiniteLosses
    while position.step < plan.stepsPerEpoch {
      // A training that is resumed may have been asked to stop by its last step.
      if trainer.training?.stopReason != nil { return .whole }
      let index = position.step
      let asked = recorder.map { _ in ContinuousClock.now }
      stopwatch.lap(.rest)
      guard let batch = try loader.next() else { break }
      stopwatch.lap(.waiting)
      let step = step(of: batch, among: steps)
      try callbacks.tell(trainer) { try $0.stepBegin(epoch: epoch, step: index, $1) }
      stopwatch.lap(.callbacks)
      rewinding.noteRate(of: trainer)
      if let recorder, let asked, recorder.isDue(step) {
        try recorder.record(trainer.stepCount, asked: asked) { (marks) throws(HoneError) in
          try trainer.run(step, batch, &inputs, marks: &marks)
        }
      } else {
        try trainer.run(step, batch, &inputs)
      }
      stopwatch.lap(.compute)
      // Reading the loss costs a load: a lost training is noticed at its step.
      let loss = step.executable.number(0)
      let sampleCount = batch.count
      if loss.isFinite {
        rewinding.failuresInARow = 0
      } else if takesNonFiniteLosses {
        try explain(at: position, loader, steps)
      } else {
        position = try recover(from: loss, at: position, loader, steps)
        if case .rollBack = policy { return .rolledBack }
        continue
      }
      stopwatch.samples += sampleCount
      position.step = index + 1
      try callbacks.tell(trainer) { try $0.stepEnd(epoch: epoch, step: index, $1) }
      stopwatch.lap(.callbacks)
      if reporter.isDue {
        reporter.step(index + 1, logs: try trainer.logs(of: step, prefix: "train"))
      }
      guard try keepsFinite(steps[0], at: position) || takesNonFiniteLosses else {
        position = try recover(from: nil, at: position, loader, steps)
        if case .rollBack = policy { return .rolledBack }
        continue
      }
      if trainer.training?.stopReason != nil { return .whole }
      if interrupt.isRequested(for: trainer), index + 1 < plan.stepsPerEpoch { return .interrupted }
    }
    return .whole
  }

  /// Writes a checkpoint or copies the state if it is time, and looks at the weights then and at the
  /// end of an epoch: the loss can stay finite although some of them aren't.
  private mutating func keepsFinite(
    _ step: CompiledStep, at position: TrainingPosition
  ) throws(HoneError) -> Bool {
    if isCheckpointDue(after: position) { return try writeCheckpoint(step, at: position) }
    if rewinding.isDue || trainer.training?.hasChangedWeights == true {
      return try keepState(step, at: position)
    }
    guard position.step == plan.stepsPerEpoch else { return true }
    return try trainer.hasFiniteState()
  }

  /// The program for a batch of this size.
  func step(of batch: Batch, among steps: [CompiledStep]) -> CompiledStep {
    batch.count == plan.batchSize ? steps[0] : steps[steps.count - 1]
  }
}
