import Foundation
import HoneBackend
import HoneCPU
import HoneTestSupport
import Testing

@Suite struct ConformanceTests {
  /// `make test-long` runs ten times as many cases.
  private static let casesPerOp =
    ProcessInfo.processInfo.environment["HONE_LONG_TESTS"] == nil ? 20 : 200

  @Test func agreesWithTheReferenceOnRandomPrograms() throws {
    let report = try BackendConformance.run(
      candidate: CPUBackend(), casesPerOp: Self.casesPerOp)
    #expect(report.failures.isEmpty, "\(report)")
  }

  @Test func givesTheSameBitsTwice() throws {
    let report = try BackendConformance.run(
      candidate: CPUBackend(), against: CPUBackend(), seed: 7, casesPerOp: 3)
    #expect(report.failures.isEmpty, "\(report)")
  }
}
