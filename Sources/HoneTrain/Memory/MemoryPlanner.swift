internal import HoneBackend
internal import HoneCore
internal import HoneGraph
internal import HoneNN

/// Plans the memory of training with many batch sizes, none of which is run.
///
/// It plans by rules: measuring would take the time and the memory of a batch that is only asked
/// about.
struct MemoryPlanner {
  private let trainer: Trainer
  private let limited: StepEngine
  private let unlimited: StepEngine

  /// - Throws: `.state` before the shape of the input is known.
  init(_ trainer: Trainer) throws(HoneError) {
    _ = try trainer.weights.slots
    self.trainer = trainer
    let backend = try trainer.backend.choosing(.fixed)
    limited = try StepEngine(
      backend: backend, seed: trainer.seed, memoryLimit: trainer.memoryLimit)
    unlimited = try StepEngine(backend: backend, seed: trainer.seed)
  }

  /// The memory of training; nil if the backend doesn't plan it ahead. If the trainer's limit can't
  /// be kept, what training takes without one.
  func memory(batchSize: Int) throws(HoneError) -> MemoryPlan? {
    let traced = try trainer.recipe.trace(
      .train, fields: trainer.trainingFields, batchSize: batchSize, metricsPrefix: "train")
    let program: Program
    do throws(HoneError) {
      program = try limited.prepare(traced).program
    } catch {
      guard error.operation == "memoryLimit" else { throw error }
      program = try unlimited.prepare(traced).program
    }
    return try unlimited.backend.memory(of: program)
  }
}
