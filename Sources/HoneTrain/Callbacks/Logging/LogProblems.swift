internal import HoneCore

/// What a callback couldn't write: it is said once when it happens first, and counted, but never ends
/// training.
struct LogProblems: Sendable {
  /// The callback.
  let owner: String
  /// What it writes, one of it.
  private let noun: String
  private var isSaid = false
  private var lost = 0

  init(_ owner: String, of noun: String = "record") {
    self.owner = owner
    self.noun = noun
  }

  /// Runs what writes; whether it succeeded.
  mutating func attempt(_ body: () throws(HoneError) -> Void) -> Bool {
    do {
      try body()
      return true
    } catch {
      say("\(error)\n  training goes on; what isn't written is counted")
      return false
    }
  }

  /// Says the first of all warnings.
  mutating func say(_ warning: String) {
    if isSaid { return }
    isSaid = true
    ErrorOutput.print("\(owner): \(warning)")
  }

  /// Counts records that won't be written any more.
  mutating func lose(_ records: Int) { lost += records }

  /// Says how much was lost, and begins anew.
  ///
  /// - Returns: the number of records.
  @discardableResult
  mutating func end(_ path: String) -> Int {
    defer { (isSaid, lost) = (false, 0) }
    if lost > 0 {
      ErrorOutput.print(
        "\(owner): \(lost) \(lost == 1 ? noun : noun + "s") couldn't be written to \(path)")
    }
    return lost
  }
}
