import HoneCore
import Testing

/// Notes comparisons in the file that `HONE_GOLDEN_RECORD` names, if it names one: what
/// `docs/techniques.md` is made from.
enum GoldenNotes {
  /// Appends lines; concurrent tests append too.
  static func add(
    _ comparisons: [(type: String, case: String, framework: String, error: Double)]
  ) {
    guard let path = ProcessEnvironment.process["HONE_GOLDEN_RECORD"] else { return }
    let lines = comparisons.map { comparison in
      ConfigurationValue.object([
        ("case", ConfigurationValue(comparison.case)), ("family", "transform"),
        ("type", ConfigurationValue(comparison.type)),
        ("framework", ConfigurationValue(comparison.framework)),
        ("error", ConfigurationValue(comparison.error)),
      ]).json(indent: nil) + "\n"
    }
    do {
      try AppendedFile.append(lines.joined(), to: path, isFlushed: false)
    } catch {
      Issue.record("\(error)")
    }
  }
}
