package import HoneBackend
package import HoneCore
package import HoneData
internal import HoneGraph

/// A program of a trainer that the caller feeds itself, without loader, metrics display or checks:
/// for benchmarks.
package final class ManualStep {
  private let engine: StepEngine
  private let step: CompiledStep

  /// Compiles the training program of a trainer.
  package convenience init(
    _ trainer: Trainer, fields: [FieldSpec], batchSize: Int
  ) throws(HoneError) {
    try self.init(trainer, .train, fields, batchSize)
  }

  /// Compiles the prediction program of a trainer.
  package convenience init(
    predicting trainer: Trainer, fields: [FieldSpec], batchSize: Int
  ) throws(HoneError) {
    try self.init(trainer, .predict, fields, batchSize)
  }

  private init(
    _ trainer: Trainer, _ purpose: ModelRecipe.Purpose, _ fields: [FieldSpec], _ batchSize: Int
  ) throws(HoneError) {
    try trainer.build(fields: fields)
    engine = trainer.engine
    step = try trainer.step(
      purpose, fields: fields, batchSize: batchSize, prefix: purpose.rawValue)
  }

  /// One update or prediction; the pointers are those of the fields in order.
  package func run(inputs: [UnsafeRawPointer]) throws(HoneError) {
    try engine.run(step, inputs: inputs)
  }

  /// One update or prediction whose calls are timed.
  package func run(
    inputs: [UnsafeRawPointer], marks: inout [ContinuousClock.Instant]
  ) throws(HoneError) {
    try engine.run(step, inputs: inputs, marks: &marks)
  }

  /// The calls of a step, in the order of the marks.
  package var calls: [CallDescription] { step.executable.calls }

  /// The program's calls in order, each with its shortest time over some steps in nanoseconds.
  package func callTimes(
    inputs: [UnsafeRawPointer], steps: Int
  ) throws(HoneError) -> [(call: CallDescription, nanoseconds: Double)] {
    try step.executable.callTimes(steps: steps) { marks throws(HoneError) in
      try engine.run(step, inputs: inputs, marks: &marks)
    }
  }

  /// A copy of an output of the last run.
  package func output(_ index: Int) -> HostTensor { step.executable.output(index) }

  /// The loss of the last update.
  package var loss: Double { output(0).elements(as: Double.self)[0] }

  /// The number of trainable parameters.
  package var parameterCount: Int {
    engine.store.slots.filter { $0.role == .parameter }.reduce(0) { $0 + $1.type.shape.count }
  }
}

extension Executable {
  /// The calls in order, each with its shortest time in nanoseconds over some runs of a closure
  /// that runs the program once and marks the times of its calls.
  package func callTimes(
    steps: Int, run: (inout [ContinuousClock.Instant]) throws(HoneError) -> Void
  ) throws(HoneError) -> [(call: CallDescription, nanoseconds: Double)] {
    let calls = self.calls
    var shortest = calls.map { _ in Double.infinity }
    var marks: [ContinuousClock.Instant] = []
    for _ in 0..<steps {
      marks.removeAll(keepingCapacity: true)
      try run(&marks)
      guard marks.count == calls.count + 1 else { return [] }
      for index in calls.indices {
        let (seconds, attoseconds) = (marks[index + 1] - marks[index]).components
        shortest[index] = min(shortest[index], Double(seconds) * 1e9 + Double(attoseconds) * 1e-9)
      }
    }
    return Array(zip(calls, shortest)).map { (call: $0, nanoseconds: $1) }
  }
}
