public import HoneCore

/// Code that training calls at its events.
///
/// A callback is a value; what it changes in itself at one event it finds at the next. Every event
/// has an empty default. An error that a callback throws ends training; ``trainEnd(_:)`` is reached
/// then too, and after an interrupt.
///
/// ```swift
/// struct Countdown: StatefulCallback, Codable {
///   var epochsLeft = 3
///   mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) {
///     epochsLeft -= 1
///     if epochsLeft == 0 { trainer.stopTraining(because: "the countdown ended") }
///   }
/// }
/// ```
///
/// What a plain `Callback` remembers ends with the process; a ``StatefulCallback``'s memory is part
/// of checkpoints.
public protocol Callback: Sendable {
  /// The logs that ``epochEnd(_:_:_:)`` reads, such as `val_loss`: a name that is never logged is an
  /// error before the first step.
  var reads: [String] { get }
  /// The logs that ``epochEnd(_:_:_:)`` adds. A callback is called before those that read what it
  /// writes; otherwise callbacks are called in the order in which they are given.
  var writes: [String] { get }
  /// Whether it reads all logs, and is called after all that write some: what loggers do.
  var readsAllLogs: Bool { get }

  /// Before the first step, when ``Trainer/loggedNames`` are known.
  mutating func trainBegin(_ trainer: Trainer) throws
  /// After ``trainBegin(_:)`` if training goes on from a checkpoint, when everything that it holds
  /// has come back. A logger cuts here what it wrote after the checkpoint.
  mutating func trainResume(_ trainer: Trainer) throws
  /// Before an epoch, from 0.
  mutating func epochBegin(_ epoch: Int, _ trainer: Trainer) throws
  /// Before a step; `step` counts within the epoch, from 0.
  mutating func stepBegin(epoch: Int, step: Int, _ trainer: Trainer) throws
  /// After a step.
  mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws
  /// Before the validation of an epoch.
  mutating func validationBegin(_ epoch: Int, _ trainer: Trainer) throws
  /// After the validation of an epoch; the names of `logs` begin with `val_`.
  mutating func validationEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws
  /// After an epoch and its validation. What is set in `logs` is one of the epoch's logs; see
  /// ``writes``.
  mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws
  /// After training, also after an interrupt or an error.
  mutating func trainEnd(_ trainer: Trainer) throws

  /// Before `evaluate` and `measure`.
  mutating func testBegin(_ trainer: Trainer) throws
  /// After `evaluate` and `measure`.
  mutating func testEnd(_ logs: Logs, _ trainer: Trainer) throws
  /// Before `predict`.
  mutating func predictBegin(_ trainer: Trainer) throws
  /// After `predict`.
  mutating func predictEnd(_ trainer: Trainer) throws
}

extension Callback {
  public var reads: [String] { [] }
  public var writes: [String] { [] }
  public var readsAllLogs: Bool { false }
  public func trainBegin(_ trainer: Trainer) throws {}
  public func trainResume(_ trainer: Trainer) throws {}
  public func epochBegin(_ epoch: Int, _ trainer: Trainer) throws {}
  public func stepBegin(epoch: Int, step: Int, _ trainer: Trainer) throws {}
  public func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {}
  public func validationBegin(_ epoch: Int, _ trainer: Trainer) throws {}
  public func validationEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws {}
  public func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {}
  public func trainEnd(_ trainer: Trainer) throws {}
  public func testBegin(_ trainer: Trainer) throws {}
  public func testEnd(_ logs: Logs, _ trainer: Trainer) throws {}
  public func predictBegin(_ trainer: Trainer) throws {}
  public func predictEnd(_ trainer: Trainer) throws {}
}

/// A callback whose memory outlives the process: it is part of checkpoints, and comes back when
/// training is resumed: after ``Callback/trainBegin(_:)``, before ``Callback/trainResume(_:)``.
///
/// A callback that is `Codable` is its own state. Another names what must be kept:
///
/// ```swift
/// struct Patience: StatefulCallback {
///   let limit: Int                     // configuration: what the program says
///   var state = 0                      // memory: what the checkpoint says
///   …
/// }
/// ```
public protocol StatefulCallback: Callback {
  /// What must outlive the process.
  associatedtype State: Codable & Sendable
  /// What must outlive the process.
  var state: State { get set }
  /// Tensors that must, by names of the callback's own.
  var savedTensors: [String: HostTensor] { get set }
}

extension StatefulCallback {
  public var savedTensors: [String: HostTensor] {
    get { [:] }
    set {}
  }
}

extension StatefulCallback where Self: Codable {
  public var state: Self {
    get { self }
    set { self = newValue }
  }
}

/// A callback as a closure that runs after each epoch.
public struct EpochEndCallback: Callback {
  private let body: @Sendable (Int, Logs) throws -> Void

  /// Creates a callback from a closure of epoch and logs.
  public init(_ body: @escaping @Sendable (_ epoch: Int, _ logs: Logs) throws -> Void) {
    self.body = body
  }

  public func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    try body(epoch, logs)
  }
}

extension Callback where Self == EpochEndCallback {
  /// Runs a closure after each epoch.
  public static func epochEnd(
    _ body: @escaping @Sendable (_ epoch: Int, _ logs: Logs) throws -> Void
  ) -> EpochEndCallback { EpochEndCallback(body) }
}
