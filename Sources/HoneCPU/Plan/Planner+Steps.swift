internal import HoneCore
internal import HoneGraph

/// The calls of a plan.
extension Planner {
  func emit(_ group: Group) -> [Step] {
    switch group.kind {
    case .tile: return tile(group)
    case .copy:
      let value = ValueID(node: group.nodes[0])
      guard let source = copySource(group.nodes[0]) else { return [] }
      let type = graph.type(of: value)
      guard type.shape.count > 0 else { return [] }
      return [CopyStep.make(from: source, to: value, dtype: type.dtype, planner: self)]
    case .single: return [single(group.nodes[0])]
    }
  }

  func tile(_ group: Group) -> [Step] {
    let builder = TileBuilder(group, graph, views, isUsed: isUsed)
    if let step = TileStep.make(builder, group, planner: self) { return [step] }
    return group.nodes.map {
      $0 == group.product ? single($0) : FallbackStep.make($0, planner: self)
    }
  }

  func single(_ index: Int) -> Step {
    let node = graph.nodes[index]
    guard node.types.contains(where: { $0.shape.count > 0 }) else {
      return Step(label: "nothing", run: { 0 })
    }
    let step: Step? =
      switch node.op {
      case .dotGeneral(let d): DotStep.make(index, d, planner: self)
      case .convolution(let d):
        ConvolutionStep.make(index, d, .forward, planner: self)
      case .convolutionBackwardInput(let d, _):
        ConvolutionStep.make(index, d, .backwardInput, planner: self)
      case .convolutionBackwardKernel(let d, _):
        ConvolutionStep.make(index, d, .backwardKernel, planner: self)
      case .pool(let op, let d): PoolStep.forward(index, op, d, planner: self)
      case .maxPoolBackward(let d): PoolStep.maximumBackward(index, d, planner: self)
      case .averagePoolBackward(let d, _): PoolStep.averageBackward(index, d, planner: self)
      case .batchNormTraining, .batchNormInference, .batchNormGradient:
        BatchNormStep.make(index, planner: self)
      case .layerNorm, .layerNormGradient: LayerNormStep.make(index, planner: self)
      case .softmax(let axis): RowStep.softmax(index, axis, logarithm: false, planner: self)
      case .logSoftmax(let axis): RowStep.softmax(index, axis, logarithm: true, planner: self)
      case .lstm, .lstmGradient, .gru, .gruGradient: RecurrentStep.make(index, planner: self)
      case .argReduce(let op, let axis): RowStep.place(index, op, axis, planner: self)
      case .gather(let axis): IndexStep.gather(index, axis, planner: self)
      case .scatterAdd(let axis, let extent):
        IndexStep.scatterAdd(index, axis, extent, planner: self)
      case .pad(let low, _, let interior, let value):
        CopyStep.pad(index, low, interior, value, planner: self)
      case .concatenate(let axis): CopyStep.concatenate(index, axis, planner: self)
      case .binary, .compare, .select, .convert: TypedStep.make(index, planner: self)
      default: nil
      }
    return step ?? finished(FallbackStep.make(index, planner: self), index)
  }

  /// A step that does what the operation's fast forms would have done in passing.
  private func finished(_ step: Step, _ index: Int) -> Step {
    let finish = Finish(index, planner: self)
    guard !finish.isEmpty, let features = graph.nodes[index].types[0].shape.dimensions.last else {
      return step
    }
    let value = ValueID(node: index)
    let apply = finish.apply(
      to: pointer(value).assumingMemoryBound(to: Float.self),
      count: graph.type(of: value).shape.count, features: features)
    var finished = step
    finished.run = {
      let status = step.run()
      apply()
      return status
    }
    return finished
  }

  /// Slots that are results themselves: their old values are kept before anything is updated.
  func keepOldState() -> (steps: [Step], memory: [ValueID: UnsafeMutableRawPointer]) {
    let updated = Set(program.updates.map(\.slot))
    var steps: [Step] = []
    var memory: [ValueID: UnsafeMutableRawPointer] = [:]
    for result in program.results {
      guard case .state(let slot) = graph.nodes[result.node].op, updated.contains(slot),
        memory[result] == nil
      else { continue }
      let (bytes, source) = (byteCount(result), pointer(result))
      let target = allocate(bytes)
      memory[result] = target
      steps.append(
        Step(label: "keep \(graph.slots[slot].path)") {
          target.copyMemory(from: source, byteCount: bytes)
          return 0
        })
    }
    return (steps, memory)
  }

  /// New values of slots that couldn't be computed in place.
  func finalCopies(_ kept: [ValueID: UnsafeMutableRawPointer]) -> [Step] {
    program.updates.compactMap { update in
      guard let view = views[update.value], slotOf[view.base] != update.slot,
        let memory = store.memory(at: graph.slots[update.slot].path)
      else { return nil }
      let bytes = byteCount(update.value)
      let (source, target) = (kept[update.value] ?? pointer(update.value), memory.start)
      guard source != target, bytes > 0 else { return nil }
      let slot = graph.slots[update.slot]
      var step = Step(label: "update \(slot.path)") {
        target.copyMemory(from: source, byteCount: bytes)
        return 0
      }
      step.facts.phase = slot.role == .parameter || slot.role == .optimizer ? .update : .forward
      step.facts.reads = [StepFacts.Buffer(place: place(of: view.base), byteCount: bytes)]
      step.facts.writes = [StepFacts.Buffer(place: .slot(slot.path), byteCount: bytes)]
      return step
    }
  }
}
