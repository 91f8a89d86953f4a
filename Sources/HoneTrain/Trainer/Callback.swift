/// Code that training calls at its events.
///
/// Every event has an empty default. An error that a callback throws ends training.
public protocol Callback: Sendable {
  /// Before the first step.
  func trainBegin(_ trainer: Trainer) throws
  /// Before an epoch, from 0.
  func epochBegin(_ epoch: Int, _ trainer: Trainer) throws
  /// After a step; `step` counts within the epoch, from 0.
  func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws
  /// After an epoch and its validation.
  func epochEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws
  /// After training, also after an interrupt or an error.
  func trainEnd(_ trainer: Trainer)
}

extension Callback {
  public func trainBegin(_ trainer: Trainer) throws {}
  public func epochBegin(_ epoch: Int, _ trainer: Trainer) throws {}
  public func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {}
  public func epochEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws {}
  public func trainEnd(_ trainer: Trainer) {}
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
