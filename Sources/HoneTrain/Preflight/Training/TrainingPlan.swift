internal import HoneCore
internal import HoneData

/// How a model will be trained.
struct TrainingPlan {
  let batches: BatchPlan
  /// As the user gave it.
  let batchSize: BatchSize
  let epochs: Range<Int>
  let callbacks: [any Callback]
  /// The updates that were made before.
  let firstStep: Int
  /// Whether training goes on from a checkpoint, whose weights haven't come back yet.
  let isResumed: Bool
  /// Whether the training data is evaluated after each epoch too.
  let evaluatesTraining: Bool
  /// Whether some samples or classes count more than others.
  let isWeighted: Bool
  /// The memory of the machine in bytes; nil if it isn't known.
  var machineMemory: Int?

  /// The updates of this training, or what counts as endless.
  var stepCount: Int {
    let (count, overflows) = batches.stepsPerEpoch.multipliedReportingOverflow(by: epochs.count)
    return overflows ? Self.endless : min(count, Self.endless)
  }

  private static let endless = Int.max / 4

  /// What a step may take in bytes: the trainer's limit, or most of the machine's memory; nil if
  /// that isn't known.
  func mostMemory(of trainer: Trainer) -> Int? {
    trainer.memoryLimit?.bytes ?? machineMemory.map { $0 / 5 * 4 }
  }
}
