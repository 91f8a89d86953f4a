internal import HoneBackend
internal import HoneCore
internal import HoneData

extension FitLoop {
  /// Runs the rest of an epoch's steps; false if the user interrupted before its end.
  ///
  /// - Parameter position: where to begin; where it ended.
  mutating func runSteps(
    from position: inout TrainingPosition, _ loader: BatchLoader, _ steps: [CompiledStep],
    _ interrupt: Interrupt, _ recorder: ProfileRecorder?
  ) throws -> Bool {
    let epoch = position.epoch
    if position.step == 0 {
      try callbacks.tell(trainer) { try $0.epochBegin(epoch, $1) }
      try trainer.resetMetrics(of: steps[0])
    }
    reporter.epochBegin(epoch: epoch, steps: plan.stepsPerEpoch)
    var inputs: [UnsafeRawPointer] = []
    inputs.reserveCapacity(data.fields.count)
    let takesNonFiniteLosses = callbacks.takesNonFiniteLosses
    for index in position.step..<plan.stepsPerEpoch {
      // A training that is resumed may have been asked to stop by its last step.
      if trainer.training?.stopReason != nil { return true }
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
      if !takesNonFiniteLosses {
        try requireFinite(step.executable.number(0), epoch: epoch, step: index)
      }
      timing.samples += batch.count
      position.step = index + 1
      try callbacks.tell(trainer) { try $0.stepEnd(epoch: epoch, step: index, $1) }
      if reporter.isDue {
        reporter.step(index + 1, logs: try trainer.logs(of: step, prefix: "train"))
      }
      if checkpointer?.isDue(after: position) == true {
        try writeCheckpoint(steps[0], at: position)
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

extension Duration {
  /// As a number of seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
