internal import HoneCore
package import HoneNN

/// The best and the last value of a name that was logged.
///
/// Which values are better is the metric's to say: losses fall, accuracies rise. Of equal values the
/// first is the best; NaN never is, as for ``EarlyStopping``.
public struct LogSummary: Hashable, Sendable, CustomStringConvertible {
  /// A value and when it was logged.
  public struct Value: Hashable, Sendable {
    /// The value.
    public let value: Double
    /// The epoch, from 0.
    public let epoch: Int
  }

  /// The name, such as `val_loss`.
  public let name: String
  /// The best value; nil if which is better can't be told, or if every value is NaN.
  public let best: Value?
  /// The last value.
  public let last: Value

  /// - Returns: nil without values.
  package init?(_ name: String, _ values: [(epoch: Int, value: Double)], _ direction: Direction?) {
    guard let last = values.last else { return nil }
    var best: Value?
    for (epoch, value) in values where direction != nil && !value.isNaN {
      let isBetter = best.map { direction == .lower ? value < $0.value : value > $0.value }
      if isBetter ?? true { best = Value(value: value, epoch: epoch) }
    }
    self.name = name
    self.best = best
    self.last = Value(value: last.value, epoch: last.epoch)
  }

  /// `val_loss  best 0.2871 (epoch 7)  last 0.3012`.
  public var description: String {
    ([name] + columns).filter { !$0.isEmpty }.joined(separator: "  ")
  }

  /// What is behind the name, for tables; the first is empty if there is no best.
  package var columns: [String] {
    [
      best.map { "best \(Self.text($0.value)) (epoch \($0.epoch + 1))" } ?? "",
      "last \(Self.text(last.value))",
    ]
  }

  private static func text(_ value: Double) -> String {
    let isSmall = value != 0 && abs(value) < 1e-3
    return NumberFormat(isSmall ? ".4e" : ".4f")?.text(value) ?? "\(value)"
  }
}

extension History {
  /// The best and the last value of each name, in the order of ``names``.
  ///
  /// ```swift
  /// for summary in history.summaries { print(summary) }
  /// ```
  public var summaries: [LogSummary] { names.compactMap { summary(of: $0) } }

  /// The best and the last value of a name; nil if it was never logged.
  public func summary(of name: String) -> LogSummary? {
    let values = self[name]
    // A name that a callback logs now and then has fewer values than there are epochs.
    let known = epochs.suffix(values.count)
    return LogSummary(name, zip(known, values).map { ($0, $1) }, directions[name])
  }
}

/// Which weights a training left in its trainer.
public enum FinalWeights: Hashable, Sendable, CustomStringConvertible {
  /// Those of its last step.
  case last
  /// The averages that the optimizer kept; see ``Trainer/useAverages()``.
  case averages
  /// Those of an epoch, from 0, which a callback brought back.
  case epoch(Int, restoredBy: String)

  public var description: String {
    switch self {
    case .last: "the weights of the last step"
    case .averages: "the averages of the weights"
    case .epoch(let epoch, let callback):
      "the weights of epoch \(epoch + 1), restored by \(callback)"
    }
  }
}
