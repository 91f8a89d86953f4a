internal import HoneCore
package import HoneNN

/// What a callback that watches a number would have done in a training, epoch by epoch.
package struct LogReplay: Sendable {
  /// An epoch.
  package struct Epoch: Sendable {
    /// The number that the log gives the epoch.
    package let label: String
    /// The watched number; nil if none was logged.
    package let value: Double?
    /// The best number after the epoch.
    package let best: Double?
    /// The wait after the epoch.
    package let wait: Int
    /// The learning rate after the epoch, where the callback sets it.
    package let rate: Double?
    /// What was done, and why.
    package let reason: String
  }

  /// The epochs that the training would have had.
  package internal(set) var epochs: [Epoch] = []
  /// What it comes to, in sentences.
  package internal(set) var conclusion: [String] = []

  /// What a name tells of what is better: losses fall, and a metric knows; nil if it tells nothing.
  package static func direction(ofLog name: String, metrics: [any Metric] = []) -> Direction? {
    let plain = LogNames.plain(name)
    if plain == "loss" || plain.hasSuffix("_loss") || plain == "penalty" { return .lower }
    if plain == "acc" || plain.hasSuffix("_acc") || plain.hasSuffix("accuracy") { return .higher }
    let standard = Registry.standard.schemas(.metric).compactMap { schema in
      try? Registry.standard.make(.metric, from: ConfigurationValue(schema.name), at: "")
        as? any Metric
    }
    // With several outputs, the name of one is in front.
    return (metrics + standard)
      .first { $0.name == plain || plain.hasSuffix("_" + $0.name) }?.direction
  }
}

/// Why a number is or isn't an improvement, in words.
struct Judgement {
  let direction: Direction
  let minDelta: Double

  func text(_ value: Double, best: Double?, improves: Bool) -> String {
    guard let best else {
      return improves ? "the first value, so the best" : "\(Self.number(value)) is never the best"
    }
    if value.isNaN { return "NaN is never the best" }
    if value == best { return "as good as the best: a tie is no improvement" }
    let isBetter = direction == .lower ? value < best : value > best
    let change = Self.number(abs(value - best))
    if improves {
      return "better by \(change)" + (minDelta > 0 ? ", more than \(Self.number(minDelta))" : "")
    }
    return isBetter
      ? "better by \(change), not by more than minDelta \(Self.number(minDelta))"
      : "worse by \(change)"
  }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    return NumberFormat(".5g")?.text(value) ?? "\(value)"
  }
}

/// The log that is meant, of those that there are.
enum ReplayedLog {
  static func name(_ monitor: String, in log: LoggedEpochs) throws(HoneError) -> String {
    let name = LogNames.resolved(monitor, among: log.names)
    guard !log.names.contains(name) else { return name }
    throw HoneError(
      .usage, path: log.path, operation: "monitor",
      message: "\"\(monitor)\" isn't in the log.",
      help: NearestKey.help(for: monitor, among: log.names)
        ?? "it has " + log.names.joined(separator: ", "))
  }

  static func direction(
    _ mode: MonitorMode, _ name: String, _ metrics: [any Metric]
  ) throws(HoneError) -> Direction {
    if mode != .auto { return mode == .min ? .lower : .higher }
    if let known = LogReplay.direction(ofLog: name, metrics: metrics) { return known }
    throw HoneError(
      .usage, path: name, operation: "mode",
      message: "whether \"\(name)\" shall fall or rise can't be told from its name.",
      help: "say it: --mode min or --mode max")
  }
}
