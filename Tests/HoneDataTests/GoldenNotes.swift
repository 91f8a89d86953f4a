import Foundation
import HoneCore

/// Notes comparisons in the file that `HONE_GOLDEN_RECORD` names, if it names one: what
/// `docs/techniques.md` is made from.
enum GoldenNotes {
  /// Appends lines in one write, so that those of concurrent tests don't mix.
  static func add(
    _ comparisons: [(type: String, case: String, framework: String, error: Double)]
  ) {
    guard let path = ProcessInfo.processInfo.environment["HONE_GOLDEN_RECORD"],
      let file = fopen(path, "a")
    else { return }
    let lines = comparisons.map { comparison in
      ConfigurationValue.object([
        ("case", ConfigurationValue(comparison.case)), ("family", "transform"),
        ("type", ConfigurationValue(comparison.type)),
        ("framework", ConfigurationValue(comparison.framework)),
        ("error", ConfigurationValue(comparison.error)),
      ]).json(indent: nil) + "\n"
    }
    fputs(lines.joined(), file)
    fclose(file)
  }
}
