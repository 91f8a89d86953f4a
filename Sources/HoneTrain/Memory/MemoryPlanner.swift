internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// Plans the memory of training with many batch sizes, none of which is run.
///
/// It plans by rules: measuring would take the time and the memory of a batch that is only asked
/// about.
struct MemoryPlanner {
  private let trainer: Trainer
  private let fields: [FieldSpec]
  private let limited: StepEngine
  private let unlimited: StepEngine

  /// - Parameter fields: those of the samples; nil for those that the weights were made for.
  /// - Throws: `.state` if they aren't known.
  init(_ trainer: Trainer, fields: [FieldSpec]? = nil) throws(HoneError) {
    if fields == nil { _ = try trainer.weights.slots }
    self.trainer = trainer
    self.fields = fields ?? trainer.trainingFields
    let backend = try trainer.backend.choosing(.fixed)
    limited = try StepEngine(
      backend: backend, seed: trainer.seed, memoryLimit: trainer.memoryLimit)
    unlimited = try StepEngine(backend: backend, seed: trainer.seed)
  }

  /// The memory of training; nil if the backend doesn't plan it ahead. If the trainer's limit can't
  /// be kept, what training takes without one.
  func memory(batchSize: Int) throws(HoneError) -> MemoryPlan? {
    if let memory = try withinLimit(batchSize) { return memory }
    return try keeping(batchSize)
  }

  /// The memory of training that keeps the trainer's limit; nil if it can't, or isn't planned ahead.
  func withinLimit(_ batchSize: Int) throws(HoneError) -> MemoryPlan? {
    do throws(HoneError) {
      return try limited.backend.memory(of: try limited.prepare(traced(batchSize)).program)
    } catch {
      guard error.operation == "memoryLimit" else { throw error }
      return nil
    }
  }

  /// The memory of training that computes nothing again; nil if it isn't planned ahead.
  func keeping(_ batchSize: Int) throws(HoneError) -> MemoryPlan? {
    try unlimited.backend.memory(of: try unlimited.prepare(traced(batchSize)).program)
  }

  /// What the memory of training is if everything that helps is computed again: as a function of
  /// the batch size, so that the choice is made once.
  ///
  /// - Parameter example: the batch size for which the choice is made.
  func leastMemory(
    chosenFor example: Int
  ) throws(HoneError) -> (Int) throws(HoneError) -> MemoryPlan? {
    let backend = unlimited.backend
    let dropped = Rematerialization(try unlimited.prepare(traced(example)).program) {
      backend.roughMemory(of: $0)?.total.bytes ?? .max
    }.fitting(0).dropped
    return { (size) throws(HoneError) in
      let program = try unlimited.prepare(traced(size)).program
      return try backend.memory(of: Rematerialization.program(program, dropping: dropped))
    }
  }

  private func traced(_ batchSize: Int) throws(HoneError) -> TracedStep {
    try trainer.recipe.trace(
      .train, fields: fields, batchSize: batchSize, metricsPrefix: "train")
  }
}
