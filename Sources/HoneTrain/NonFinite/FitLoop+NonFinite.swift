internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneGraph

extension FitLoop {
  /// Goes back to before the step that made the loss or a weight stop being finite, finds out why,
  /// and does what the policy says.
  ///
  /// - Parameters:
  ///   - loss: the loss of the step; nil if weights were found that aren't finite.
  ///   - position: the step's place; for weights that after it.
  /// - Returns: where training goes on.
  /// - Throws: `.diverged` with what was found, if the policy doesn't go on.
  mutating func recover(
    from loss: Double?, at position: TrainingPosition, _ loader: BatchLoader,
    _ steps: [CompiledStep]
  ) throws -> TrainingPosition {
    guard let good = rewinding.good else { throw divergence(loss, at: position, nil) }
    rewinding.failuresInARow += 1
    let wanted = trainer.training?.stopReason
    defer { trainer.training?.stopReason = wanted }
    let (culprit, found) = try cause(of: position, loss, good, loader, steps)
    if loss == nil, found == nil, culprit == position {
      throw divergence(loss, at: position, nil)
    }
    switch policy {
    case .stop:
      throw divergence(loss, at: position, found)
    case .skipBatch(let limit):
      guard rewinding.failuresInARow <= limit else { throw divergence(loss, at: position, found) }
      rewinding.skipped.insert(culprit)
      try rewind(to: good, loader, steps, until: position)
      note(found, "the batch is left out")
      // Without an earlier batch, this one may be fine.
      guard culprit == position else { return position }
      let next = TrainingPosition(epoch: position.epoch, step: position.step + 1)
      loader.restart(epoch: next.epoch, step: next.step)
      return next
    case .rollBack(let factor, let limit):
      guard trainer.engine.rollBacks < limit, let start = rewinding.epochStart else {
        throw divergence(loss, at: position, found)
      }
      try goBack(to: start.checkpoint, factor, steps[0])
      note(found, "back to the beginning of the epoch, with \(factor) of the learning rate")
      let beginning = start.state.position
      loader.restart(epoch: beginning.epoch, step: beginning.step)
      // What was done since doesn't count any more: neither here, nor if the process is killed now.
      let state = try capture(steps[0], at: beginning)
      rewinding.take(state)
      checkpointer?.write(state, since: .now, replacesNewer: true)
      return beginning
    }
  }

  /// Sets everything, callbacks too, back to an earlier state, with a lower rate.
  private mutating func goBack(
    to start: Checkpoint, _ factor: Double, _ step: CompiledStep
  ) throws {
    let (rate, rollBacks) = (trainer.engine.rateFactor, trainer.engine.rollBacks)
    try trainer.restore(start, for: step)
    try callbacks.restore(start.state.callbacks, tensors: start.tensors(of: "callback"))
    try callbacks.tell(trainer) { try $0.trainResume($1) }
    trainer.engine.rateFactor = rate * factor
    trainer.engine.rollBacks = rollBacks + 1
    rewinding.failuresInARow = 0
  }

  /// Finds out what made the loss stop being finite where a callback ends training for that, and
  /// leaves everything as the step left it.
  ///
  /// - Parameter position: the step's place.
  mutating func explain(
    at position: TrainingPosition, _ loader: BatchLoader, _ steps: [CompiledStep]
  ) throws {
    guard let good = rewinding.good else { return }
    let next = TrainingPosition(epoch: position.epoch, step: position.step + 1)
    let after = try capture(steps[0], at: next)
    let found = try cause(of: position, .nan, good, loader, steps).found
    try trainer.restore(after, for: steps[0])
    loader.restart(epoch: next.epoch, step: next.step)
    trainer.training?.nonFinite = found
    note(found, "training ends")
  }

  /// The step that made the loss of a step, or weights before it, stop being finite, and what in it
  /// did. The state is that before the step that was found.
  ///
  /// - Parameter loss: the loss of the step; nil if weights were found that aren't finite.
  private func cause(
    of position: TrainingPosition, _ loss: Double?, _ good: Checkpoint, _ loader: BatchLoader,
    _ steps: [CompiledStep]
  ) throws(HoneError) -> (culprit: TrainingPosition, found: NonFiniteDiagnosis?) {
    if loss != nil {
      try rewind(to: good, loader, steps, until: position)
      if let found = try diagnose(at: position, loader, steps) { return (position, found) }
    }
    // An earlier step left weights that aren't finite.
    guard let earlier = try firstLostStep(good, loader, steps, before: position) else {
      return (position, nil)
    }
    try rewind(to: good, loader, steps, until: earlier)
    return (earlier, try diagnose(at: earlier, loader, steps))
  }

  /// Sets the state back and repeats the steps before a place, without telling callbacks.
  ///
  /// - Parameter visit: what is done after each step; false ends.
  private func rewind(
    to good: Checkpoint, _ loader: BatchLoader, _ steps: [CompiledStep],
    until end: TrainingPosition, visit: (TrainingPosition) throws(HoneError) -> Bool = { _ in true }
  ) throws(HoneError) {
    let factors = (trainer.engine.rateFactor, trainer.engine.rollBacks)
    try trainer.restore(good, for: steps[0])
    (trainer.engine.rateFactor, trainer.engine.rollBacks) = factors
    var position = good.state.position
    loader.restart(epoch: position.epoch, step: position.step)
    var inputs: [UnsafeRawPointer] = []
    while position != end {
      if position.step == plan.stepsPerEpoch {
        position = TrainingPosition(epoch: position.epoch + 1, step: 0)
        continue
      }
      if position.step == 0 { try trainer.resetMetrics(of: steps[0]) }
      guard let batch = try loader.next() else { return }
      if !rewinding.skipped.contains(position) {
        for change in rewinding.rates where change.step == trainer.stepCount {
          trainer.engine.learningRateOverride = change.rate
        }
        try trainer.run(step(of: batch, among: steps), batch, &inputs)
        guard try visit(position) else { return }
      }
      position.step += 1
    }
    if end.step == 0 { try trainer.resetMetrics(of: steps[0]) }
    for change in rewinding.rates where change.step == trainer.stepCount {
      trainer.engine.learningRateOverride = change.rate
    }
  }

  /// What isn't finite in the step that comes next; its batch is the loader's next.
  private func diagnose(
    at position: TrainingPosition, _ loader: BatchLoader, _ steps: [CompiledStep]
  ) throws(HoneError) -> NonFiniteDiagnosis? {
    guard let batch = try loader.next() else { return nil }
    let start = position.step * plan.batchSize
    let order = plan.order(epoch: position.epoch)
    return try trainer.diagnose(
      step(of: batch, among: steps), batch, at: position,
      samples: Array(order[start..<start + batch.count]))
  }

  /// The first step after which the state isn't finite.
  private func firstLostStep(
    _ good: Checkpoint, _ loader: BatchLoader, _ steps: [CompiledStep],
    before end: TrainingPosition
  ) throws(HoneError) -> TrainingPosition? {
    var found: TrainingPosition?
    try rewind(to: good, loader, steps, until: end) { (position) throws(HoneError) in
      if try trainer.hasFiniteState() { return true }
      found = position
      return false
    }
    return found
  }

  private mutating func note(_ found: NonFiniteDiagnosis?, _ action: String) {
    guard var found else { return }
    found.action = action
    history.nonFinite.append(found)
    if reporter.isVerbose {
      ErrorOutput.print(
        "hone: epoch \(found.epoch + 1), step \(found.step + 1): \(found); \(action)")
    }
  }

  private func divergence(
    _ loss: Double?, at position: TrainingPosition, _ found: NonFiniteDiagnosis?
  ) -> HoneError {
    let step = loss == nil ? "after step \(position.step)" : "at step \(position.step + 1)"
    let place = "\(step) of \(plan.stepsPerEpoch) in epoch \(position.epoch + 1)"
    let what =
      loss.map { "the loss is " + ($0.isNaN ? "not a number" : $0 < 0 ? "-infinite" : "infinite") }
      ?? "weights aren't finite"
    let cause = found.map { found in
      let isEarlier = (found.epoch, found.step) != (position.epoch, position.step)
      return (isEarlier ? " At step \(found.step + 1) of epoch \(found.epoch + 1) " : " There ")
        + "\(found). The weights are those before that step."
    }
    return HoneError(
      .diverged, path: found.flatMap { $0.layer.isEmpty ? nil : $0.layer }, operation: "training",
      message: "\(what) \(place): training diverged." + (cause ?? ""),
      help: "lower the learning rate, scale the inputs, or clip gradients")
  }
}

extension NonFiniteDiagnosis {
  /// The error of a training whose last step left weights that aren't finite.
  static var weightsError: HoneError {
    HoneError(
      .diverged, operation: "training",
      message: "weights aren't finite after the last step: training diverged.",
      help: "lower the learning rate, scale the inputs, or clip gradients")
  }
}
