internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// The state of one training run and the programs compiled over it.
///
/// Used by one thread at a time.
final class StepEngine {
  var backend: any Backend
  let store: any StateStore
  let seed: UInt64
  /// The number of updates made: the only notion of time that enters a program.
  var stepCount = 0
  /// A learning rate that replaces those of the schedules.
  var learningRateOverride: Double?

  /// What every learning rate is multiplied by: less than 1 after training went back.
  var rateFactor = 1.0
  /// How often training went back.
  var rollBacks = 0

  /// What training may take; nil for no limit.
  let memoryLimit: ByteCount?

  /// The seed as programs receive it: 52 bits drawn from the run's seed, which a Double holds.
  let programSeed: Double

  init(
    backend: any Backend, seed: UInt64, memoryLimit: ByteCount? = nil
  ) throws(HoneError) {
    self.memoryLimit = memoryLimit
    programSeed = Double(RandomKey(seed: seed).folding("program").seed >> 12)
    self.backend = backend
    self.seed = seed
    store = try backend.makeStateStore()
  }

  /// Compiles what was traced. Slots that are new begin with their initial values, which depend on
  /// the seed and the path alone.
  func compile(_ traced: TracedStep, fields: [FieldSpec] = []) throws(HoneError) -> CompiledStep {
    let key = RandomKey(seed: seed).folding("initialize")
    for slot in traced.program.graph.slots where store.slot(at: slot.path) == nil {
      let beginning = traced.initialValues[slot.path] ?? ConstantValue(0)
      if let copied = beginning as? CopiedValue, store.slot(at: copied.path) != nil {
        try store.set(slot, to: try store.value(at: copied.path))
        continue
      }
      try store.set(
        slot,
        to: beginning.makeValue(
          shape: slot.type.shape, dtype: slot.type.dtype, key: key.folding(slot.path)))
    }
    let prepared = try prepare(traced)
    let executable = try backend.compile(prepared.program, over: store)
    return CompiledStep(
      traced: traced, executable: executable, fields: fields, memoryReport: prepared.report)
  }

  /// Runs one step and counts it if it updates weights.
  func run(_ step: CompiledStep, inputs: [UnsafeRawPointer]) throws(HoneError) {
    try step.executable.run(inputs: inputs, scalars: step.scalars(engine: self))
    if step.traced.countsAsUpdate { stepCount += 1 }
  }

  /// Runs one step like ``run(_:inputs:)``, and marks the time of each of its calls.
  func run(
    _ step: CompiledStep, inputs: [UnsafeRawPointer], marks: inout [ContinuousClock.Instant]
  ) throws(HoneError) {
    try step.executable.run(
      inputs: inputs, scalars: step.scalars(engine: self), marks: &marks)
    if step.traced.countsAsUpdate { stepCount += 1 }
  }
}

/// A traced program with what the host must know to run it.
struct TracedStep {
  var program: Program
  var initialValues: [String: any InitialValue]
  /// The optimizers whose numbers enter the program.
  var optimizers: [TracedOptimizer]
  /// Layer calls, for summaries.
  var calls: [CallRecord]
  /// Whether running it is an update.
  var countsAsUpdate: Bool { !optimizers.isEmpty }
}

/// A program ready to run.
final class CompiledStep {
  let traced: TracedStep
  let executable: any Executable
  /// What was done to keep the memory limit, if there is one.
  let memoryReport: MemoryReport?
  /// For each input of the program, the index of its field in the data.
  let fieldIndices: [Int]
  private let sources: [Source]
  private var values: [Double]

  private enum Source {
    case seed
    case step
    case optimizer(Int, Int)
    case option(Int, UpdateScalar)
    case fixed
  }

  init(
    traced: TracedStep, executable: any Executable, fields: [FieldSpec],
    memoryReport: MemoryReport? = nil
  ) {
    self.memoryReport = memoryReport
    self.traced = traced
    self.executable = executable
    fieldIndices = traced.program.graph.inputs.map { input in
      fields.firstIndex { ModelRecipe.inputName($0) == input.name } ?? 0
    }
    let names = traced.program.graph.scalars.map(\.name)
    sources = names.map { Self.source($0, traced.optimizers) }
    values = names.map { _ in 0 }
  }

  private static func source(_ name: String, _ optimizers: [TracedOptimizer]) -> Source {
    if name == "seed" { return .seed }
    if name == "step" { return .step }
    for (index, entry) in optimizers.enumerated() {
      let scalars = entry.optimizer.scalars(learningRate: 0, iteration: 1)
      if let place = scalars.firstIndex(where: { entry.prefix + $0.name == name }) {
        return .optimizer(index, place)
      }
      let option = UpdateScalar.allCases.first { entry.prefix + $0.rawValue == name }
      if let option { return .option(index, option) }
    }
    return .fixed
  }

  /// The numbers of the next step. The array's memory is used again at each.
  func scalars(engine: StepEngine) -> [Double] {
    for index in sources.indices {
      switch sources[index] {
      case .seed: values[index] = engine.programSeed
      case .step: values[index] = Double(engine.stepCount)
      case .optimizer(let place, let scalar):
        values[index] = number(scalar, of: traced.optimizers[place], engine)
      case .option(let place, let scalar):
        let entry = traced.optimizers[place]
        values[index] = entry.options.value(
          scalar, learningRate: rate(of: entry, engine), stepCount: engine.stepCount)
      case .fixed: break
      }
    }
    return values
  }

  private func number(_ scalar: Int, of entry: TracedOptimizer, _ engine: StepEngine) -> Double {
    entry.optimizer.scalar(
      scalar, learningRate: rate(of: entry, engine),
      iteration: entry.options.iteration(stepCount: engine.stepCount))
  }

  private func rate(of entry: TracedOptimizer, _ engine: StepEngine) -> Double {
    let rate = engine.learningRateOverride ?? entry.optimizer.learningRate(engine.stepCount)
    return rate * entry.factor * engine.rateFactor
  }
}
