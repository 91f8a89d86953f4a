/// Something about a training that is known to go wrong, found before its first step.
public struct Finding: Hashable, Sendable, CustomStringConvertible {
  /// What becomes of a training with such a finding.
  public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Worth knowing; usual and fine.
    case note
    /// Training goes on, but is likely to disappoint or to mislead.
    case warning
    /// Training doesn't start.
    case error

    public static func < (a: Severity, b: Severity) -> Bool {
      allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
    }
  }

  /// The rule's name, such as `missing-class`.
  public var rule: String
  /// What becomes of the training.
  public var severity: Severity
  /// Where: the data, or a layer's path.
  public var place: String
  /// What is the matter, with its numbers.
  public var message: String
  /// What to do about it.
  public var help: String

  /// Creates a finding.
  public init(
    _ rule: String, _ severity: Severity = .warning, at place: String, _ message: String,
    help: String
  ) {
    self.rule = rule
    self.severity = severity
    self.place = place
    self.message = message
    self.help = help
  }

  /// `warning: validation data: … [missing-class]` and a line of help.
  public var description: String {
    "\(severity.rawValue): \(place): \(message) [\(rule)]\n  help: \(help)"
  }
}
