/// What early stopping does, as sentences: `hone explain-stop --help` and the documentation show
/// them, and each has a test.
package enum StoppingRules {
  /// When, and what happens then.
  package static let rows: [(when: String, what: String)] = [
    ("better than the best by more than minDelta", "the best; the wait is 0 again"),
    ("as good as the best", "a tie is no improvement; the wait grows"),
    ("better, but not by more than minDelta", "no improvement; the best stays; the wait grows"),
    ("NaN", "never the best; the wait grows"),
    ("the patience-th epoch in a row without improvement", "training ends after it"),
    ("patience 0", "acts like 1"),
    ("the first epoch of all", "never ends training"),
    ("the sign of minDelta", "makes no difference: its size counts"),
    ("a baseline that isn't beaten yet", "the best is kept; the wait grows all the same"),
    ("epochs before startFromEpoch", "aren't looked at, neither for the best nor for the wait"),
    ("the number isn't logged in an epoch", "nothing is done"),
    ("restoreBestWeights", "the best epoch's weights come back however training ends"),
    ("restoreBestWeights, and nothing is the best", "those of the first watched epoch do"),
  ]

  /// The rows as lines of a terminal.
  package static var text: String {
    rows.map { "  \($0.when):\n      \($0.what)" }.joined(separator: "\n")
  }
}
