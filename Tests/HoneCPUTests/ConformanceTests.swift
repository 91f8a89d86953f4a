import HoneBackend
import HoneCPU
import HoneTestSupport
import Testing

@Suite struct ConformanceTests {
  @Test func agreesWithTheReferenceOnRandomPrograms() throws {
    let report = try BackendConformance.run(candidate: CPUBackend(), casesPerOp: 20)
    #expect(report.failures.isEmpty, "\(report)")
  }

  @Test func givesTheSameBitsTwice() throws {
    let report = try BackendConformance.run(
      candidate: CPUBackend(), against: CPUBackend(), seed: 7, casesPerOp: 3)
    #expect(report.failures.isEmpty, "\(report)")
  }
}
