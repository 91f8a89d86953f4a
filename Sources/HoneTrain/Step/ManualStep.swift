internal import HoneBackend
package import HoneCore
package import HoneData
internal import HoneGraph

/// A training program that the caller feeds itself, without loader, metrics display or checks:
/// for benchmarks.
package final class ManualStep {
  private let engine: StepEngine
  private let step: CompiledStep

  /// Compiles the training program of a trainer.
  package init(_ trainer: Trainer, fields: [FieldSpec], batchSize: Int) throws(HoneError) {
    try trainer.build(fields: fields)
    engine = trainer.engine
    step = try trainer.step(.train, fields: fields, batchSize: batchSize, prefix: "train")
  }

  /// One update; the pointers are those of the fields in order.
  package func run(inputs: [UnsafeRawPointer]) throws(HoneError) {
    try engine.run(step, inputs: inputs)
  }

  /// The loss of the last update.
  package var loss: Double { step.executable.output(0).elements(as: Double.self)[0] }

  /// The number of trainable parameters.
  package var parameterCount: Int {
    engine.store.slots.filter { $0.role == .parameter }.reduce(0) { $0 + $1.type.shape.count }
  }
}
