/// What a run of the conformance suite found.
public struct ConformanceReport: Sendable, CustomStringConvertible {
  /// A case on which the candidate disagreed with the oracle.
  public struct Failure: Sendable, CustomStringConvertible {
    /// The family.
    public var family: String
    /// The case's number within its family.
    public var index: Int
    /// The seed of the run; with family and number it makes the case again.
    public var seed: UInt64
    /// What went wrong, and where.
    public var message: String
    /// The largest error; infinite if there was nothing to compare.
    public var maxError: Double
    /// What was allowed.
    public var tolerance: Tolerance
    /// The programs of the case.
    public var graph: String

    public var description: String {
      """
      \(family) #\(index) (seed \(seed)): \(message)
        tolerance: \(tolerance.relative) relative + \(tolerance.absolute) absolute
      \(graph)
      """
    }
  }

  /// The backend under test.
  public var candidate: String
  /// The backend that is believed.
  public var oracle: String
  /// The number of cases per family, in the order in which they ran.
  public var counts: [(family: String, cases: Int)] = []
  /// The cases that failed.
  public var failures: [Failure] = []

  /// The number of cases that ran.
  public var total: Int { counts.reduce(0) { $0 + $1.cases } }

  /// One line for people: who was compared, how many cases, how many failures.
  public var summary: String {
    "conformance: \(candidate) vs \(oracle): \(total) cases, \(failures.count) failures"
  }

  /// The summary, a line of counts, failures by family, and the first failures in full.
  public var description: String {
    let counts = counts.map { "\($0.family) \($0.cases)" }.joined(separator: ", ")
    var text = "\(summary)\ncases: \(counts)"
    let failed = Dictionary(grouping: failures, by: \.family).mapValues(\.count)
    if !failed.isEmpty {
      let list = failed.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      text += "\nfailed: " + list.joined(separator: ", ")
    }
    for failure in failures.prefix(8) { text += "\n\n\(failure)" }
    if failures.count > 8 { text += "\n\n… and \(failures.count - 8) more" }
    return text
  }
}
