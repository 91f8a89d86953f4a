public import HoneCore

/// Logs how many seconds each epoch took, validation included, as `epoch_seconds`.
///
/// An epoch in which training was resumed counts from there. Where the time went is
/// ``Trainer/epochTiming``.
///
/// ```swift
/// EpochTimer()
/// ```
public struct EpochTimer: Callback, Configurable {
  public static let schema = Schema(
    .callback, "epochTimer", summary: "logs how many seconds each epoch took, as epoch_seconds")

  /// Creates a callback that measures epochs.
  public init() {}

  public init(_ fields: Fields) throws(HoneError) { self.init() }

  public var fields: [String: ConfigurationValue] { [:] }

  public var writes: [String] { ["epoch_seconds"] }

  public func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    logs["epoch_seconds"] = trainer.epochTiming.total
  }
}

extension Callback where Self == EpochTimer {
  /// Logs how many seconds each epoch took; see ``EpochTimer``.
  public static func epochTimer() -> EpochTimer { EpochTimer() }
}
