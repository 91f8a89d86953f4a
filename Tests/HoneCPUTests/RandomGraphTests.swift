import Foundation
import HoneBackend
import HoneCPU
import HoneTestSupport
import Testing

/// The fast path against the reference on whole random graphs.
@Suite struct RandomGraphTests {
  /// `make test-long` runs thirty times as many graphs.
  private static let graphCount: UInt64 =
    ProcessInfo.processInfo.environment["HONE_LONG_TESTS"] == nil ? 3_000 : 100_000

  @Test func agreesWithTheReferenceOnRandomGraphs() throws {
    let report = try RandomGraphs.run(
      candidate: CPUBackend(plan: .fixed), seeds: 0..<Self.graphCount)
    print(report.summary)
    #expect(report.failures.isEmpty, "\(report)")
    #expect(report.conditionedCount < report.graphCount / 20, "\(report.summary)")
  }
}
