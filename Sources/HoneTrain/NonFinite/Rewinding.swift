internal import HoneBackend
internal import HoneCore

/// What a training needs to go back to an earlier step.
struct Rewinding {
  /// The last state that was copied while everything was finite.
  private(set) var good: Checkpoint?
  /// The state at the beginning of the epoch, if training may roll back to it.
  var epochStart: RollBackPoint?
  /// The batches that are left out, by their places.
  var skipped: Set<TrainingPosition> = []
  /// Steps in a row that weren't finite.
  var failuresInARow = 0
  /// The learning rates that were set since the last good state, by the number of updates.
  private(set) var rates: [(step: Int, rate: Double?)] = []
  private var lastRate: Double?
  private var copied = ContinuousClock.now

  /// How often the state is copied if no checkpoint is.
  private static let interval = Duration.seconds(10)

  /// Whether the state is to be copied although no checkpoint is due.
  var isDue: Bool { ContinuousClock.now - copied > Self.interval }

  /// Whether everything was finite when the state was looked at last.
  var lastIsFinite = true

  /// Takes what a training knew that goes on from a checkpoint.
  mutating func resume(from checkpoint: Checkpoint) {
    take(checkpoint)
    failuresInARow = checkpoint.state.failuresInARow
    epochStart = checkpoint.rollBack
  }

  mutating func take(_ checkpoint: Checkpoint) {
    good = checkpoint
    copied = .now
    rates = []
    lastRate = checkpoint.state.learningRate
  }

  /// Remembers a rate that a callback has set.
  mutating func noteRate(of trainer: Trainer) {
    let rate = trainer.engine.learningRateOverride
    guard rate != lastRate else { return }
    rates.append((trainer.stepCount, rate))
    lastRate = rate
  }
}

extension Checkpoint {
  /// Whether no weight, statistic or memory of the optimizer is infinite or not a number.
  var isFinite: Bool {
    tensors.allSatisfy { name, tensor in
      name.hasPrefix("metric/") || name.hasPrefix("callback/") || name.hasPrefix("history/")
        || tensor.isFinite
    }
  }
}
