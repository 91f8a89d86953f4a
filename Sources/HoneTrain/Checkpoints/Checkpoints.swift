/// Where and how often a training writes down everything that it needs to go on.
///
/// A checkpoint holds weights, the optimizer's memory, running statistics and sums of metrics, the
/// position within the epoch, the history, and what callbacks remember; data order and random draws
/// follow from seed and position. So a training that goes on from one ends with the bits of a
/// training that was never interrupted; see ``Trainer/resume(from:)``.
///
/// Training pauses only while the state is copied in memory; a thread of its own writes it. Each
/// file is written under a temporary name, flushed, and then named, with a checksum of all its bytes.
/// If one can't be written, training goes on, the older ones stay, and a warning says so.
///
/// ```swift
/// try await trainer.fit(train, epochs: 100, checkpoints: Checkpoints("run/checkpoints"))
/// ```
public struct Checkpoints: Hashable, Sendable {
  /// How often one is written; always also before the first step, at the end of training and after
  /// an interrupt.
  public enum Frequency: Hashable, Sendable {
    case steps(Int)
    case epochs(Int)
    /// Of wall time. The clock decides which checkpoints there are, never what training computes.
    case seconds(Double)

    /// Of wall time.
    public static func minutes(_ minutes: Double) -> Frequency { .seconds(minutes * 60) }
  }

  /// The folder; made if it isn't there.
  public let folder: String
  /// How often one is written.
  public let every: Frequency
  /// How many are kept; at least 2, so that one is whole while another is written.
  public let keep: Int

  /// Creates a plan of checkpoints.
  ///
  /// - Parameters:
  ///   - folder: the folder; made if it isn't there.
  ///   - every: how often one is written.
  ///   - keep: how many are kept, the newest.
  public init(_ folder: String, every: Frequency = .minutes(1), keep: Int = 2) {
    self.folder = folder
    self.every = every
    self.keep = keep
  }
}

/// How writing checkpoints went.
public struct CheckpointReport: Hashable, Sendable {
  /// The checkpoints that were written.
  public internal(set) var written = 0
  /// Those that couldn't be.
  public internal(set) var failed = 0
  /// The bytes of the last one.
  public internal(set) var byteCount = 0
  /// How long training paused for all of them.
  public internal(set) var pause: Duration = .zero
  /// The longest pause.
  public internal(set) var longestPause: Duration = .zero
}
