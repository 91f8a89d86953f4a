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
  let store: CPUStateStore

  /// Every needed value as a view of one that owns memory.
  var views: [ValueID: View] = [:]
  /// View nodes whose result gets memory of its own.
  private var copies: Set<Int> = []
  var groups: [Group] = []
  var positions: [Int: Int] = [:]
  /// The last group that reads a value from memory; `groups.count` if the host may.
  var lastRead: [ValueID: Int] = [:]
  /// Memory that a value shares with one that dies where it is made.
  var sharing: [ValueID: ValueID] = [:]
  /// Values that are computed straight into a slot.
  var slotOf: [ValueID: Int] = [:]

  private(set) var arena: Memory?
  var arenaByteCount = 0
  var pointers: [ValueID: UnsafeMutableRawPointer] = [:]
  var resources: [AnyObject] = []
  var poolingMemory: [Int: UnsafeMutablePointer<hone_batch_norm_pooling>] = [:]
  var placesMemory: [PlacesKey: UnsafeMutablePointer<UInt8>] = [:]
  private var scratchByteCount = 0
  /// Whether the system had too little; then the plan must not run.
  var isShortOfMemory = false
  /// Memory beside the arena and the scratch.
  var ownByteCount = 0
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
    let ordered = grouping.ordered()
    groups = ProductFusion(program, graph, views: views, groups: ordered).fused(ordered)
    for (position, group) in groups.enumerated() {
      for node in group.nodes { positions[node] = position }
    }
    findReads()
    chooseUpdatesInPlace()
    shareMemory()
    return needed
  }

  /// - Parameter byteCount: what is allocated beside state, the batch included.
  func memory(_ byteCount: Int) -> MemoryPlan {
    let batch = graph.inputs.indices.reduce(0) { $0 + inputByteCount($1) }
    let state = graph.slots.reduce(0) { $0 + $1.type.shape.count * $1.type.dtype.byteCount }
    return MemoryPlan(
      state: ByteCount(state), batch: ByteCount(batch), workspace: ByteCount(byteCount - batch))
  }

  func inputByteCount(_ index: Int) -> Int {
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
  func own(_ value: ValueID) {
    guard isView(value.node) else { return }
    copies.insert(value.node)
    views[value] = View(value, dims: graph.type(of: value).shape.dimensions)
  }

  /// The view from which a copy is made.
  func copySource(_ index: Int) -> View? {
    let node = graph.nodes[index]
    guard let source = views[node.inputs[0]] else { return nil }
    return source.applying(node.op, result: node.types[0].shape.dimensions) ?? source
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
}
