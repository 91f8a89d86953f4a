internal import HoneBackend
internal import HoneCore
internal import HoneGraph
internal import HoneNN

extension Trainer {
  /// The slots that a checkpoint holds: all but the sums of metrics outside training.
  private func checkpointSlots(_ step: CompiledStep) -> [StateSlot] {
    let sums = Set(
      step.executable.program.graph.slots.filter { $0.role == .metric }.map(\.path))
    return engine.store.slots.filter { $0.role != .metric || sums.contains($0.path) }
  }

  private static func name(_ slot: StateSlot) -> String { "\(slot.role)/\(slot.path)" }

  /// The state between two steps.
  func checkpoint(
    _ step: CompiledStep, at position: TrainingPosition, _ identity: TrainingIdentity,
    _ history: History, _ callbacks: CallbackList, timing: EpochTiming, failuresInARow: Int
  ) throws(HoneError) -> Checkpoint {
    var tensors: [(name: String, tensor: HostTensor)] = []
    for slot in checkpointSlots(step) {
      tensors.append((Self.name(slot), try engine.store.value(at: slot.path)))
    }
    let (states, remembered) = try callbacks.states()
    tensors += remembered.map { ("callback/" + $0.key, $0.value) }
    tensors += history.recordedTensors.map { ("history/" + $0.key, $0.value) }
    let state = TrainingState(
      identity: identity, position: position, stepCount: engine.stepCount,
      learningRate: engine.learningRateOverride, rateFactor: engine.rateFactor,
      rollBacks: engine.rollBacks, failuresInARow: failuresInARow, stopReason: training?.stopReason,
      timing: timing,
      history: history.record, callbacks: states,
      plan: engine.backend.planRecord?.configuration.json(indent: nil))
    return Checkpoint(state: state, tensors: tensors)
  }

  /// Sets everything that the engine holds to the state of a checkpoint.
  ///
  /// - Throws: every tensor that is missing or doesn't fit; nothing is changed then.
  func restore(_ checkpoint: Checkpoint, for step: CompiledStep) throws(HoneError) {
    let values = Dictionary(checkpoint.tensors.map { ($0.name, $0.tensor) }) { $1 }
    var errors: [HoneError] = []
    var found: [(StateSlot, HostTensor)] = []
    for slot in checkpointSlots(step) {
      guard let value = values[Self.name(slot)], value.shape == slot.type.shape,
        value.dtype == slot.type.dtype
      else {
        let received = values[Self.name(slot)]
        errors.append(
          HoneError(
            .file, path: slot.path, operation: "resume", wanted: "\(slot.type)",
            received: received.map { "\($0.dtype)\($0.shape)" } ?? "nothing",
            help: "the checkpoint is of another model or optimizer"))
        continue
      }
      found.append((slot, value))
    }
    if let error = HoneError.combining(errors) { throw error }
    for (slot, value) in found { try engine.store.set(slot, to: value) }
    engine.stepCount = checkpoint.state.stepCount
    engine.learningRateOverride = checkpoint.state.learningRate
    engine.rateFactor = checkpoint.state.rateFactor
    engine.rollBacks = checkpoint.state.rollBacks
    training?.stopReason = checkpoint.state.stopReason
  }
}
