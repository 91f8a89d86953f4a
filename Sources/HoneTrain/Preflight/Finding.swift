public import HoneCore

/// Something about a training that is known to go wrong, found before its first step.
public struct Finding: Hashable, Sendable, CustomStringConvertible {
  /// What becomes of a training with such a finding.
  public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Worth knowing; usual and fine. Notes are never printed.
    case note
    /// Training goes on, but is likely to disappoint or to mislead.
    case warning
    /// Training doesn't start.
    case error

    public static func < (a: Severity, b: Severity) -> Bool {
      allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
    }
  }

  /// The rule's name, such as `missing-class`; it stays the same from version to version.
  public var rule: String
  /// What becomes of the training.
  public var severity: Severity
  /// Where: the data, the optimizer, a callback, or a layer's path.
  public var place: String
  /// What is the matter, with its numbers.
  public var message: String
  /// What to do about it.
  public var help: String
  /// Where the place is written, if that is known.
  public var location: SourceLocation?

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

  /// `warning: validation data: … [missing-class]`, the line of the configuration, a line of help.
  public var description: String {
    "\(severity.rawValue): \(place): \(message) [\(rule)]"
      + (location.map { "\n  at \($0)" } ?? "") + "\n  help: \(help)"
  }

  /// The family of the error that it ends training with.
  var kind: HoneError.Kind {
    switch place {
    case "training data", "validation data": .data
    default: ["one-unit-softmax", "output-width"].contains(rule) ? .model : .usage
    }
  }

  /// The same thing at several places as one finding: at the first, the others named behind it.
  static func gathered(
    _ rule: String, _ severity: Severity = .warning, at places: [(path: String, message: String)],
    help: String
  ) -> [Finding] {
    guard let first = places.first else { return [] }
    var others: [String] = []
    for place in places.dropFirst() where place.path != first.path && !others.contains(place.path) {
      others.append(place.path)
    }
    var message = first.message
    if !others.isEmpty {
      message += "; so it is at " + others.prefix(3).joined(separator: ", ")
      if others.count > 3 { message += " and \(others.count - 3) more" }
    }
    return [Finding(rule, severity, at: first.path, message, help: help)]
  }
}
