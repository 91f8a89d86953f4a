internal import CHoneKernels
internal import HoneBackend
internal import HoneCore
internal import HoneGraph

/// Compiles a program: views, groups, order, memory, steps.
final class Planner {
  let program: Program
  let graph: Graph
  /// Batch normalizations that clamp, and gradients of them that mask.
  let fused: Set<Int>
  /// Poolings that they do.
  let poolings: [Int: BatchNormFusion.Pooling]
  /// What contractions do to their results.
  let finishes: [Int: FinishFusion.Fused]
  let chooser: Chooser
  /// The part of the step of each node.
  let phases: [Phase]
  private let store: CPUStateStore

  /// Every needed value as a view of one that owns memory.
  private(set) var views: [ValueID: View] = [:]
  /// View nodes whose result gets memory of its own.
  private var copies: Set<Int> = []
  private var groups: [Group] = []
  private var positions: [Int: Int] = [:]
  /// The last group that reads a value from memory; `groups.count` if the host may.
  private var lastRead: [ValueID: Int] = [:]
  /// Memory that a value shares with one that dies where it is made.
  private var sharing: [ValueID: ValueID] = [:]
  /// Values that are computed straight into a slot.
  private(set) var slotOf: [ValueID: Int] = [:]

  private(set) var arena: Memory?
  private var arenaByteCount = 0
  private(set) var pointers: [ValueID: UnsafeMutableRawPointer] = [:]
  var resources: [AnyObject] = []
  var poolingMemory: [Int: UnsafeMutablePointer<hone_batch_norm_pooling>] = [:]
  var placesMemory: [PlacesKey: UnsafeMutablePointer<UInt8>] = [:]
  private var scratchByteCount = 0
  /// Whether the system had too little; then the plan must not run.
  private(set) var isShortOfMemory = false
  /// Memory beside the arena and the scratch.
  private var ownByteCount = 0
  private var scratchUsers: [(UnsafeMutableRawPointer) -> Void] = []

  init(
    _ program: Program, _ store: CPUStateStore,
    choosing chooser: Chooser = Chooser(mode: .fixed, machine: "")
  ) {
    self.program = program
    self.store = store
    self.chooser = chooser
    let finishing = FinishFusion(program)
    finishes = finishing.finishes
    let fusion = BatchNormFusion(finishing.graph, results: program.results)
    graph = fusion.graph
    fused = fusion.fused
    poolings = fusion.poolings
    phases = program.phases()
  }

  func plan() -> Plan {
    let needed = arrange()
    let leaves = placeLeaves(needed)
    let arena = placeResults()
    self.arena = arena
    let kept = keepOldState()
    let steps =
      kept.steps + groups.flatMap { describing(emit($0), of: $0) } + finalCopies(kept.memory)
    chooser.save()
    let scratch = store.workspace(.scratch, byteCount: scratchByteCount)
    isShortOfMemory = isShortOfMemory || scratch.isMissing || arena.isMissing
    for use in scratchUsers { use(scratch.start) }
    resources += [scratch, arena]
    let plan = Plan(
      program: program, steps: steps, inputs: leaves.inputs, scalars: leaves.scalars,
      outputs: program.outputs.map { output in
        (
          UnsafeRawPointer(kept.memory[output.value] ?? pointer(output.value)),
          graph.type(of: output.value)
        )
      },
      resources: resources, memory: memory(ownByteCount + arenaByteCount + scratchByteCount))
    return plan
  }

  /// The memory of the program without what its steps need for themselves, which is known only
  /// when they are made: quick to tell.
  func roughMemory() -> MemoryPlan {
    let needed = arrange()
    var bytes = placeBlocks().byteCount + graph.inputs.indices.reduce(0) { $0 + inputByteCount($1) }
    for index in needed {
      switch graph.nodes[index].op {
      case .constant, .iota: bytes += byteCount(ValueID(node: index))
      default: continue
      }
    }
    return memory(bytes)
  }

  /// Decides everything but addresses; returns the nodes that are needed.
  private func arrange() -> [Int] {
    let needed = neededNodes()
    findViews(needed)
    let owners = needed.filter { !isLeaf($0) && (copies.contains($0) || !isView($0)) }
    let grouping = Grouping(graph, views: views, order: owners, copies: copies, phases: phases)
    groups = grouping.ordered()
    for (position, group) in groups.enumerated() {
      for node in group.nodes { positions[node] = position }
    }
    findReads()
    chooseUpdatesInPlace()
    shareMemory()
    return needed
  }

  /// - Parameter byteCount: what is allocated beside state, the batch included.
  private func memory(_ byteCount: Int) -> MemoryPlan {
    let batch = graph.inputs.indices.reduce(0) { $0 + inputByteCount($1) }
    let state = graph.slots.reduce(0) { $0 + $1.type.shape.count * $1.type.dtype.byteCount }
    return MemoryPlan(
      state: ByteCount(state), batch: ByteCount(batch), workspace: ByteCount(byteCount - batch))
  }

  private func inputByteCount(_ index: Int) -> Int {
    graph.inputs[index].type.shape.count * graph.inputs[index].type.dtype.byteCount
  }

  // MARK: Views

  private func neededNodes() -> [Int] {
    var needed = Set(program.results.map(\.node))
    for index in graph.nodes.indices.reversed() where needed.contains(index) {
      needed.formUnion(graph.nodes[index].inputs.map(\.node))
    }
    return needed.sorted()
  }

  private func isLeaf(_ index: Int) -> Bool {
    switch graph.nodes[index].op {
    case .input, .scalar, .state, .constant, .iota: true
    default: false
    }
  }

  private func isView(_ index: Int) -> Bool {
    switch graph.nodes[index].op {
    case .broadcast, .reshape, .transpose, .slice, .stopGradient: true
    default: false
    }
  }

  /// Whether a node's step reads operands in any layout.
  private func readsAnyView(_ index: Int) -> Bool {
    switch graph.nodes[index].op {
    case .dotGeneral(let d): DotStep.accepts(graph.nodes[index], d)
    case .pad, .concatenate: true
    default:
      Grouping.domain(of: index, in: graph) != nil
        || TypedStep.accepts(graph.nodes[index], in: graph)
    }
  }

  private func findViews(_ needed: [Int]) {
    for index in needed {
      let node = graph.nodes[index]
      for (output, type) in node.types.enumerated() {
        let value = ValueID(node: index, output: output)
        views[value] = View(value, dims: type.shape.dimensions)
      }
      guard isView(index) else { continue }
      let value = ValueID(node: index)
      let source = views[node.inputs[0]]
      if let view = source?.applying(node.op, result: node.types[0].shape.dimensions) {
        views[value] = view
      } else {
        copies.insert(index)
      }
    }
    for index in needed where !isLeaf(index) && !isView(index) && !readsAnyView(index) {
      for input in graph.nodes[index].inputs { needContiguous(input) }
    }
    let updated = Set(program.updates.map(\.slot))
    for result in program.results {
      needContiguous(result)
      // A slot's old value must survive its update.
      guard let view = views[result], case .state(let slot) = graph.nodes[view.base.node].op,
        updated.contains(slot)
      else { continue }
      own(result)
    }
  }

  private func needContiguous(_ value: ValueID) {
    if views[value]?.isContiguous == false { own(value) }
  }

  /// Gives a view memory of its own. A leaf that isn't a view is left to `keepOldState`.
  private func own(_ value: ValueID) {
    guard isView(value.node) else { return }
    copies.insert(value.node)
    views[value] = View(value, dims: graph.type(of: value).shape.dimensions)
  }

  /// The view from which a copy is made.
  private func copySource(_ index: Int) -> View? {
    let node = graph.nodes[index]
    guard let source = views[node.inputs[0]] else { return nil }
    return source.applying(node.op, result: node.types[0].shape.dimensions) ?? source
  }

  // MARK: Lifetimes

  private func findReads() {
    for (position, group) in groups.enumerated() {
      for input in group.nodes.flatMap(operandsRead) {
        guard let base = views[input]?.base, positions[base.node] != position else { continue }
        lastRead[base] = position
      }
    }
    for result in program.results {
      guard let base = views[result]?.base else { continue }
      lastRead[base] = groups.count
    }
  }

  /// The operands that a node's step reads: the places of maxima stand for the images.
  private func operandsRead(_ index: Int) -> [ValueID] {
    let node = graph.nodes[index]
    guard case .maxPoolBackward(let d) = node.op, node.types[0].dtype == .float32,
      forwardPool(of: node.inputs[0], d) != nil
    else { return node.inputs }
    return Array(node.inputs.dropFirst())
  }

  func isUsed(_ value: ValueID) -> Bool { lastRead[value] != nil }

  /// Whether a result is stored: one of a tile program that only its own group reads isn't, nor is
  /// a workspace that nothing reads.
  func hasMemory(_ value: ValueID) -> Bool {
    guard let position = positions[value.node], !isUsed(value) else { return true }
    return groups[position].kind != .tile && !graph.nodes[value.node].op.isWorkspace(value.output)
  }

  /// Whether a group is a tile program that reads a value only element by element.
  private func readsInPlace(_ group: Group, _ value: ValueID) -> Bool {
    guard group.kind == .tile else { return false }
    for input in group.nodes.flatMap({ graph.nodes[$0].inputs }) {
      guard let view = views[input], view.base == value else { continue }
      guard view.offset == 0, view.isContiguous, view.squeezed.dims == group.domain else {
        return false
      }
    }
    // A lone reduction may read its operand in another order, but then it has no outputs.
    return true
  }

  private func chooseUpdatesInPlace() {
    var readers: [Int: [Int]] = [:]
    var states: [Int: [ValueID]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      if case .state(let slot) = node.op { states[slot, default: []].append(ValueID(node: index)) }
    }
    for (position, group) in groups.enumerated() {
      for input in group.nodes.flatMap({ graph.nodes[$0].inputs }) {
        guard let base = views[input]?.base, case .state(let slot) = graph.nodes[base.node].op
        else { continue }
        readers[slot, default: []].append(position)
      }
    }
    for update in program.updates {
      guard let view = views[update.value], view.offset == 0, slotOf[view.base] == nil,
        view.count == graph.type(of: view.base).shape.count,
        let position = positions[view.base.node]
      else { continue }
      let group = groups[position]
      let old = states[update.slot] ?? []
      let isSafe = (readers[update.slot] ?? []).allSatisfy { reader in
        reader < position
          || (reader == position && old.allSatisfy { readsInPlace(group, $0) })
      }
      if isSafe { slotOf[view.base] = update.slot }
    }
  }

  /// Lets a result of a step with a kernel of its own take the memory of an operand that dies
  /// there, where the kernel reads each element before it writes it.
  private func shareSingle(_ index: Int, _ position: Int) {
    let node = graph.nodes[index]
    guard case .batchNormGradient(let axis, _) = node.op, node.types[0].dtype == .float32,
      axis == node.types[0].shape.rank - 1, let view = views[node.inputs[4]]
    else { return }
    let (value, base) = (ValueID(node: index), view.base)
    guard view.offset == 0, view.isContiguous, positions[base.node] != nil,
      lastRead[base] == position, slotOf[base] == nil, slotOf[value] == nil,
      graph.type(of: base).dtype == .float32,
      graph.type(of: base).shape.count == node.types[0].shape.count
    else { return }
    sharing[value] = base
  }

  /// Lets results of tile programs take the memory of operands that die there.
  private func shareMemory() {
    for (position, group) in groups.enumerated() where group.kind == .single {
      shareSingle(group.nodes[0], position)
    }
    for (position, group) in groups.enumerated() where group.kind == .tile {
      var taken: Set<ValueID> = []
      for node in group.nodes {
        let value = ValueID(node: node)
        if case .reduce = graph.nodes[node].op { continue }
        guard isUsed(value), slotOf[value] == nil else { continue }
        let type = graph.type(of: value)
        for input in group.nodes.flatMap({ graph.nodes[$0].inputs }) {
          guard let base = views[input]?.base, positions[base.node] != nil,
            positions[base.node] != position, lastRead[base] == position,
            slotOf[base] == nil, !taken.contains(base), type.dtype == .float32,
            graph.type(of: base).dtype == .float32,
            graph.type(of: base).shape.count == type.shape.count, readsInPlace(group, base)
          else { continue }
          sharing[value] = base
          taken.insert(base)
          break
        }
      }
    }
  }

  // MARK: Memory

  private func owner(_ value: ValueID) -> ValueID {
    var value = value
    while let next = sharing[value] { value = next }
    return value
  }

  private func byteCount(_ value: ValueID) -> Int {
    let type = graph.type(of: value)
    return type.shape.count * type.dtype.byteCount
  }

  private func placeLeaves(
    _ needed: [Int]
  ) -> (
    inputs: [(memory: UnsafeMutableRawPointer, byteCount: Int)],
    scalars: [(memory: UnsafeMutableRawPointer, dtype: DType)]
  ) {
    let inputs = graph.inputs.indices.map { allocate(inputByteCount($0)) }
    let scalars = graph.scalars.map { (memory: allocate(8), dtype: $0.dtype) }
    for index in needed {
      let value = ValueID(node: index)
      switch graph.nodes[index].op {
      case .input(let place): pointers[value] = inputs[place]
      case .scalar(let place): pointers[value] = scalars[place].memory
      case .state(let slot):
        guard let memory = store.memory(at: graph.slots[slot].path) else { continue }
        resources.append(memory)
        pointers[value] = memory.start
      case .constant, .iota:
        let memory = allocate(byteCount(value))
        if !isShortOfMemory {
          FallbackStep.evaluate(graph.nodes[index], [], [memory], graph)
        }
        pointers[value] = memory
      default: continue
      }
    }
    return (
      inputs.enumerated().map { ($1, inputByteCount($0)) },
      scalars
    )
  }

  /// Memory that lives as long as the plan.
  func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let memory = Memory(byteCount: byteCount)
    isShortOfMemory = isShortOfMemory || memory.isMissing
    resources.append(memory)
    ownByteCount += byteCount
    return memory.start
  }

  /// The blocks of the arena, and those of results that the host reads after the step, which lie
  /// outside: programs over one store share the arena.
  private func placeBlocks() -> (
    blocks: [Arena.Block], ofValue: [ValueID: Int], outside: Set<Int>, byteCount: Int
  ) {
    let outputs = Set(
      program.outputs.compactMap { output in views[output.value].map { owner($0.base) } })
    var outside: Set<Int> = []
    var blocks: [Arena.Block] = []
    var blockOf: [ValueID: Int] = [:]
    for (position, group) in groups.enumerated() {
      for node in group.nodes {
        for output in graph.nodes[node].types.indices {
          let value = ValueID(node: node, output: output)
          guard slotOf[value] == nil, hasMemory(value) else { continue }
          let last = lastRead[value] ?? position
          if let block = blockOf[owner(value)] {
            blocks[block].last = max(blocks[block].last, last)
            continue
          }
          let bytes = max(Memory.aligned(byteCount(value)), Memory.alignment)
          let isOutside = outputs.contains(owner(value))
          if isOutside { outside.insert(blocks.count) }
          blockOf[owner(value)] = blocks.count
          blocks.append(
            Arena.Block(byteCount: isOutside ? 0 : bytes, first: position, last: last))
        }
      }
    }
    var arena = Arena()
    arena.place(&blocks)
    return (blocks, blockOf, outside, arena.byteCount)
  }

  private func placeResults() -> Memory {
    let placed = placeBlocks()
    arenaByteCount = placed.byteCount
    let memory = store.workspace(.arena, byteCount: placed.byteCount)
    var kept: [Int: UnsafeMutableRawPointer] = [:]
    for group in groups {
      for node in group.nodes {
        for output in graph.nodes[node].types.indices {
          let value = ValueID(node: node, output: output)
          if let slot = slotOf[value] {
            pointers[value] = store.memory(at: graph.slots[slot].path)?.start
          } else if let block = placed.ofValue[owner(value)] {
            if placed.outside.contains(block) {
              let place = kept[block] ?? allocate(byteCount(owner(value)))
              kept[block] = place
              pointers[value] = place
            } else {
              pointers[value] = memory.start + placed.blocks[block].offset
            }
          }
        }
      }
    }
    for update in program.updates {
      guard let slot = store.memory(at: graph.slots[update.slot].path) else { continue }
      resources.append(slot)
    }
    return memory
  }

  /// Where a value's view begins.
  func pointer(_ value: ValueID) -> UnsafeMutableRawPointer {
    guard let view = views[value] else { return allocate(64) }
    return pointer(view, graph.type(of: value).dtype)
  }

  func pointer(_ view: View, _ dtype: DType) -> UnsafeMutableRawPointer {
    let base = pointers[view.base] ?? allocate(byteCount(view.base))
    pointers[view.base] = base
    return base + view.offset * dtype.byteCount
  }

  /// Whether a node has a step.
  func isPlanned(_ index: Int) -> Bool { positions[index] != nil }

  func view(_ value: ValueID) -> View {
    views[value] ?? View(value, dims: graph.type(of: value).shape.dimensions)
  }

  /// Whether a value is computed where a slot's old value lies.
  func isComputedIntoSlot(_ value: ValueID) -> Bool { slotOf[value] != nil }

  /// The step of a prepared call.
  func step(_ call: PreparedCall, label: String) -> Step {
    resources += call.resources
    needScratch(call.scratchByteCount, call.useScratch)
    return Step(
      label: label, implementation: call.implementation, reorders: call.reorders, run: call.run)
  }

  /// Asks for scratch memory that all steps share; `use` gets it before the first run.
  func needScratch(_ byteCount: Int, _ use: @escaping (UnsafeMutableRawPointer) -> Void) {
    scratchByteCount = max(scratchByteCount, byteCount)
    scratchUsers.append(use)
  }

  // MARK: Steps

  private func emit(_ group: Group) -> [Step] {
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

  private func tile(_ group: Group) -> [Step] {
    let builder = TileBuilder(group, graph, views, isUsed: isUsed)
    if let step = TileStep.make(builder, group, planner: self) { return [step] }
    return group.nodes.map { FallbackStep.make($0, planner: self) }
  }

  private func single(_ index: Int) -> Step {
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
  private func keepOldState() -> (steps: [Step], memory: [ValueID: UnsafeMutableRawPointer]) {
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
  private func finalCopies(_ kept: [ValueID: UnsafeMutableRawPointer]) -> [Step] {
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
