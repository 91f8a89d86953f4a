internal import HoneCore

/// Measures where the time of an epoch goes: what lies between two laps is the later one's part.
struct EpochStopwatch {
  /// What the time between two laps was for.
  enum Part {
    /// Waiting for a batch.
    case waiting
    /// The engine at work.
    case compute
    case callbacks
    /// Copying the state, and handing it to the thread that writes.
    case checkpoints
    case validation
    /// The loop itself, and showing progress.
    case rest
  }

  /// The samples trained on.
  var samples: Int
  /// What was used before training was resumed in the epoch.
  private let before: EpochTiming
  private var waiting = Duration.zero
  private var compute = Duration.zero
  private var callbacks = Duration.zero
  private var checkpoints = Duration.zero
  private var validation = Duration.zero
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant

  init(after before: EpochTiming = EpochTiming()) {
    self.before = before
    samples = before.samples
    start = .now
    last = start
  }

  /// Counts the time since the last lap for a part. Costs a look at the clock.
  mutating func lap(_ part: Part) {
    let now = ContinuousClock.now
    let time = now - last
    last = now
    switch part {
    case .waiting: waiting += time
    case .compute: compute += time
    case .callbacks: callbacks += time
    case .checkpoints: checkpoints += time
    case .validation: validation += time
    case .rest: break
    }
  }

  /// Where the time of the epoch went so far.
  var timing: EpochTiming {
    EpochTiming(
      total: before.total + (ContinuousClock.now - start).seconds,
      compute: before.compute + compute.seconds, waiting: before.waiting + waiting.seconds,
      validation: before.validation + validation.seconds,
      callbacks: before.callbacks + callbacks.seconds,
      checkpoints: before.checkpoints + checkpoints.seconds, samples: samples)
  }
}

extension EpochTiming {
  /// The time of steps that training went back behind.
  var withoutSamples: EpochTiming {
    var timing = self
    timing.samples = 0
    return timing
  }
}
