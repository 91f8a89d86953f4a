import Hone
import HoneTrain

/// A workload's model and batches, and the clock.
final class Worker {
  private let step: ManualStep
  private let batches: [[HostTensor]]
  private var next = 0

  init(workload name: String) throws {
    let workload = try Workload.named(name)
    let trainer = try workload.model.compile(
      optimizer: workload.optimizer,
      loss: .sparseCategoricalCrossentropy(fromLogits: true))
    step = try ManualStep(trainer, fields: workload.fields, batchSize: workload.batchSize)
    batches = (0..<8).map { workload.batch($0) }
  }

  var parameterCount: Int { step.parameterCount }
  var loss: Double { step.loss }

  func run(steps: Int) throws {
    for _ in 0..<steps {
      let batch = batches[next % batches.count]
      next += 1
      try withExtendedLifetime(batch) {
        try step.run(
          inputs: batch.compactMap { $0.withUnsafeBytes { UnsafeRawPointer($0.baseAddress) } })
      }
    }
  }

  /// Steps for at least ten runs and a third of a second.
  func warmUp() throws {
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    while count < 10 || clock.now - start < .milliseconds(300) {
      try run(steps: 1)
      count += 1
    }
  }

  /// Milliseconds per step, the last loss being read.
  func time(steps: Int) throws -> Double {
    let duration = try ContinuousClock().measure {
      try run(steps: steps)
      _ = loss
    }
    let (seconds, attoseconds) = duration.components
    return (Double(seconds) * 1e3 + Double(attoseconds) * 1e-15) / Double(max(steps, 1))
  }
}
