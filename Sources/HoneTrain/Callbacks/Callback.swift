/// Code that training calls at its events.
///
/// A callback is a value; what it changes in itself at one event it finds at the next. Every event
/// has an empty default. An error that a callback throws ends training.
///
/// ```swift
/// struct Countdown: Callback {
///   var epochsLeft = 3
///   mutating func epochEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) {
///     epochsLeft -= 1
///     if epochsLeft == 0 { trainer.stopTraining(because: "the countdown ended") }
///   }
/// }
/// ```
public protocol Callback: Sendable {
  /// The logs that ``epochEnd(_:_:_:)`` reads, such as `val_loss`: a name that training never logs is
  /// an error before the first step.
  var reads: [String] { get }

  /// Before the first step, when ``Trainer/loggedNames`` are known.
  mutating func trainBegin(_ trainer: Trainer) throws
  /// Before an epoch, from 0.
  mutating func epochBegin(_ epoch: Int, _ trainer: Trainer) throws
  /// After a step; `step` counts within the epoch, from 0.
  mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws
  /// After an epoch and its validation.
  mutating func epochEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws
  /// After training, also after an interrupt or an error.
  mutating func trainEnd(_ trainer: Trainer) throws
}

extension Callback {
  public var reads: [String] { [] }
  public func trainBegin(_ trainer: Trainer) throws {}
  public func epochBegin(_ epoch: Int, _ trainer: Trainer) throws {}
  public func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {}
  public func epochEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws {}
  public func trainEnd(_ trainer: Trainer) throws {}
}

/// A callback as a closure that runs after each epoch.
public struct EpochEndCallback: Callback {
  private let body: @Sendable (Int, Logs) throws -> Void

  /// Creates a callback from a closure of epoch and logs.
  public init(_ body: @escaping @Sendable (_ epoch: Int, _ logs: Logs) throws -> Void) {
    self.body = body
  }

  public func epochEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws {
    try body(epoch, logs)
  }
}

extension Callback where Self == EpochEndCallback {
  /// Runs a closure after each epoch.
  public static func epochEnd(
    _ body: @escaping @Sendable (_ epoch: Int, _ logs: Logs) throws -> Void
  ) -> EpochEndCallback { EpochEndCallback(body) }
}
