public import HoneCore

/// How a backend computed what can be computed in several ways.
///
/// The ways round differently, so the same bits need the same record. A run keeps its record, and a
/// run that goes on reuses it.
public struct PlanRecord: Hashable, Sendable {
  /// What the choices were made for: library, processor, threads.
  public var machine: String
  /// The way that was chosen for each operation.
  public var choices: [String: String]

  /// Creates a record.
  public init(machine: String, choices: [String: String] = [:]) {
    self.machine = machine
    self.choices = choices
  }

  /// The record as it stands in files.
  public var configuration: ConfigurationValue {
    .object([
      ("machine", ConfigurationValue(machine)),
      (
        "choices",
        .object(choices.sorted { $0.key < $1.key }.map { ($0.key, ConfigurationValue($0.value)) })
      ),
    ])
  }

  /// The record in a file, or nil if it is damaged.
  public init?(_ configuration: ConfigurationValue) {
    guard let machine = try? configuration["machine"]?.string(),
      let choices = configuration["choices"]?.members
    else { return nil }
    self.init(machine: machine)
    for member in choices {
      guard let name = try? member.value.string() else { return nil }
      self.choices[member.key] = name
    }
  }
}

/// Whether a backend measures in which way it computes an operation.
public enum PlanMode: String, Hashable, Sendable, CaseIterable {
  /// It chooses by rules: the same on every run, without measuring.
  case fixed
  /// It times the candidates of each operation once for this machine, within about a second for
  /// a process, and remembers the choices on disk.
  case measured
  /// As `measured`, without the limit and with more repetitions.
  case tune
}
