public import HoneBackend
internal import HoneCore
internal import HoneGraph
public import HoneReference

/// Holds a backend against another one, by default the reference interpreter, on whole random
/// graphs: up to 12 operations, each of which takes what the others left, with gradients and
/// updates of state.
///
/// Where ``BackendConformance`` tries each operation with all its attributes, this tries what
/// engines do between operations: fusion, views, layouts, memory used again and in place.
///
/// An element `a` agrees with `b` if `|a − b| ≤ 2e-5 · (|b| + the tensor's largest) + 1e-6`, for
/// float64 1e-9 times that. Where that fails, the oracle runs the graph 32 times with every rounded value
/// off by up to 8 units in the last place, and four times what those differ is allowed too: some
/// graphs cancel or lie at a kink. What fails beside values above 1e15, whose squares overflow, is
/// let pass. ``RandomGraphReport/conditionedCount`` says how many graphs needed either.
///
/// ```swift
/// let report = try RandomGraphs.run(candidate: MyBackend(), seeds: 0..<2_000)
/// #expect(report.failures.isEmpty, "\(report)")
/// ```
public enum RandomGraphs {
  /// Runs the graph of each seed.
  ///
  /// - Parameters:
  ///   - candidate: the backend under test.
  ///   - oracle: the backend that is believed.
  ///   - seeds: one graph each.
  ///   - maxFailures: after how many failures to stop; each is shrunk.
  /// - Throws: what the generator throws: an error of the suite, not of a backend.
  public static func run(
    candidate: any Backend, against oracle: any Backend = ReferenceBackend(),
    seeds: Range<UInt64>, maxFailures: Int = 3
  ) throws -> RandomGraphReport {
    var report = RandomGraphReport(candidate: candidate.name, oracle: oracle.name)
    for seed in seeds {
      let test = try makeCase(seed: seed)
      let comparison = GraphComparison(candidate: candidate, oracle: oracle)
      report.count(test.programs[0])
      switch comparison.verdict(on: test) {
      case .agrees: break
      case .agreesWithinConditioning: report.conditionedCount += 1
      case .differs:
        let shrunk = GraphShrinker(comparison).shrink(test)
        report.failures.append(
          RandomGraphReport.Failure(
            seed: seed, message: comparison.mismatch(on: shrunk)?.message ?? "",
            nodeCount: test.programs[0].graph.nodes.count, shrunk: shrunk))
      }
      if report.failures.count == maxFailures { break }
    }
    return report
  }

  static let tolerance = Tolerance(relative: 2e-5, absolute: 2e-5, float64Factor: 1e-9)
}
