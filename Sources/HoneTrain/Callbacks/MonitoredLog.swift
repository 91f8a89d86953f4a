internal import HoneCore
internal import HoneNN

/// Whether a monitored number shall fall or rise.
public enum MonitorMode: String, Hashable, Sendable, CaseIterable {
  /// Losses and errors fall, accuracies and scores rise; an error if the metric doesn't tell.
  case auto
  case min, max
}

/// A logged number that a callback watches, and the best it has seen.
struct MonitoredLog: Sendable {
  let name: String
  let mode: MonitorMode
  /// What a change must exceed to count.
  let minDelta: Double
  var best: Double?
  private(set) var direction = Direction.lower

  /// - Parameter best: what is to be beaten from the start.
  init(_ name: String, mode: MonitorMode, minDelta: Double = 0, best: Double? = nil) {
    self.name = name
    self.mode = mode
    self.minDelta = abs(minDelta)
    self.best = best
  }

  /// Finds out what is better.
  ///
  /// - Throws: `.usage` if mode is auto and the metric doesn't tell.
  mutating func begin(_ trainer: Trainer, for reader: String) throws(HoneError) {
    switch mode {
    case .min: direction = .lower
    case .max: direction = .higher
    case .auto:
      guard let known = trainer.direction(ofLog: name) else {
        throw ImpossibleCallback.mode(of: name, readBy: reader)
      }
      direction = known
    }
  }

  /// Takes what is better from the mode, or from what the name tells where that is auto.
  mutating func begin(_ known: Direction) {
    direction = mode == .auto ? known : mode == .min ? .lower : .higher
  }

  /// The value of an epoch.
  func value(in logs: Logs) -> Double? {
    logs[LogNames.resolved(name, among: logs.entries.map(\.name))]
  }

  /// Whether a value is better than another by more than the least change. NaN is never better, and
  /// everything is better than NaN or nothing.
  func isImprovement(_ value: Double, on reference: Double?) -> Bool {
    guard !value.isNaN else { return false }
    guard let reference, !reference.isNaN else { return true }
    return direction == .lower ? value + minDelta < reference : value - minDelta > reference
  }

  /// Takes a value as the best if it is.
  mutating func improves(_ value: Double) -> Bool {
    guard isImprovement(value, on: best) else { return false }
    best = value
    return true
  }

  mutating func forget() { best = nil }
}

extension Trainer {
  /// Which values of a log are better; nil if that can't be told.
  func direction(ofLog name: String, among names: [String]? = nil) -> Direction? {
    let name = LogNames.resolved(name, among: names ?? loggedNames)
    let plain = LogNames.plain(name)
    if plain == "loss" || plain == MetricSums.penalty { return .lower }
    for output in recipe.outputs {
      let head = recipe.outputs.count > 1 ? output.name + "_" : ""
      if plain == head + "loss" { return .lower }
      if let metric = output.metrics.first(where: { head + $0.name == plain }) {
        return metric.direction
      }
    }
    return nil
  }
}
