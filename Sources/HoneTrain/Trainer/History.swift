public import HoneCore
internal import HoneNN

/// What training logged: one value per epoch for each name.
public struct History: Sendable, Hashable {
  /// The epochs that were finished, from 0.
  public internal(set) var epochs: [Int] = []
  /// The names in the order in which they are shown, such as `loss`, `accuracy`, `val_loss`.
  ///
  /// `loss` and the metrics are means over the steps of an epoch, while weights change, with dropout
  /// and augmentation; names that begin with `val_` are of validation data, with the weights at the
  /// epoch's end, and those that begin with `inference_` of the training data in the same way.
  public internal(set) var names: [String] = []
  /// The values by name, one for each epoch.
  public internal(set) var values: [String: [Double]] = [:]
  /// The whole results of metrics that are more than a number, such as confusion matrices: one for
  /// each epoch.
  public internal(set) var details: [String: [HostTensor]] = [:]
  /// Whether the user interrupted.
  public internal(set) var wasInterrupted = false
  /// Why training ended before its last epoch, if a callback ended it.
  public internal(set) var stopReason: String?

  /// Which weights it left in the trainer.
  public internal(set) var finalWeights = FinalWeights.last
  /// Which values are better, for names of which that can be told.
  var directions: [String: Direction] = [:]

  /// Where the time of each epoch went.
  public internal(set) var timings: [EpochTiming] = []

  /// Where the loss stopped being finite, and what was done about it.
  public internal(set) var nonFinite: [NonFiniteDiagnosis] = []

  /// How writing checkpoints went, if they were asked for.
  public internal(set) var checkpoints: CheckpointReport?

  /// What was found before the first step, warnings first.
  public internal(set) var findings: [Finding] = []

  /// Where the time went, if a profile was asked for and training came to its steps.
  public internal(set) var profile: Profile?

  /// The values of a name; empty if it was never logged.
  public subscript(name: String) -> [Double] { values[name] ?? [] }

  mutating func append(epoch: Int, _ logs: Logs) {
    epochs.append(epoch)
    for (name, value) in logs.entries {
      if values[name] == nil { names.append(name) }
      values[name, default: []].append(value)
    }
    for (name, value) in logs.details { details[name, default: []].append(value) }
  }
}

extension History {
  /// Whether two trainings logged the same and ended the same; wall time doesn't count.
  public static func == (a: History, b: History) -> Bool {
    a.epochs == b.epochs && a.names == b.names && a.values == b.values && a.details == b.details
      && a.wasInterrupted == b.wasInterrupted && a.stopReason == b.stopReason
      && a.findings == b.findings && a.nonFinite == b.nonFinite
      && a.finalWeights == b.finalWeights
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(epochs)
    hasher.combine(names)
    hasher.combine(values)
  }
}

/// Where the time of an epoch went, in seconds of wall time.
///
/// The parts don't overlap; what is left of ``total`` is the loop itself and showing progress. An
/// epoch in which training was resumed counts what it took up to the checkpoint and since.
public struct EpochTiming: Codable, Hashable, Sendable {
  /// From the beginning of the epoch to its end, validation, callbacks and checkpoints included.
  public internal(set) var total = 0.0
  /// The steps themselves: the forward pass, the backward pass and the optimizer.
  public internal(set) var compute = 0.0
  /// Waiting for batches.
  public internal(set) var waiting = 0.0
  /// Validation, and evaluating the training data if that was asked for.
  public internal(set) var validation = 0.0
  /// Callbacks.
  public internal(set) var callbacks = 0.0
  /// Copying the state for checkpoints; they are written meanwhile.
  public internal(set) var checkpoints = 0.0
  /// The samples trained on.
  public internal(set) var samples = 0
}

/// Named numbers in the order in which they are shown.
public struct Logs: Sendable, Hashable {
  /// The entries.
  public internal(set) var entries: [(name: String, value: Double)] = []

  /// The whole results of metrics that are more than a number: a value for each class, or a matrix.
  public internal(set) var details: [String: HostTensor] = [:]

  /// The value of a name; nil if there is none. Setting it adds or replaces it.
  public subscript(name: String) -> Double? {
    get { entries.first { $0.name == name }?.value }
    set {
      let place = entries.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): entries[place].value = value
      case (let place?, nil): entries.remove(at: place)
      case (nil, let value?): entries.append((name, value))
      case (nil, nil): break
      }
    }
  }

  /// The values by name.
  public var dictionary: [String: Double] {
    Dictionary(entries.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  mutating func append(_ name: String, _ value: Double) { entries.append((name, value)) }

  /// The same under names that begin in another way.
  func named(_ prefix: String) -> Logs {
    var logs = Logs()
    logs.entries = entries.map { (prefix + $0.name, $0.value) }
    for (name, value) in details { logs.details[prefix + name] = value }
    return logs
  }

  mutating func append(_ other: Logs) {
    entries += other.entries
    details.merge(other.details) { $1 }
  }

  public static func == (a: Logs, b: Logs) -> Bool {
    a.entries.map(\.name) == b.entries.map(\.name)
      && a.entries.map(\.value) == b.entries.map(\.value) && a.details == b.details
  }

  public func hash(into hasher: inout Hasher) {
    for entry in entries {
      hasher.combine(entry.name)
      hasher.combine(entry.value)
    }
  }
}
