import HoneReference
import HoneTestSupport
import Testing

@Suite struct BackendConformanceTests {
  @Test func theReferenceConformsToItself() throws {
    let report = try BackendConformance.run(candidate: ReferenceBackend(), casesPerOp: 8)
    #expect(report.failures.isEmpty, "\(report)")
    #expect(report.total == 8 * report.counts.count)
    #expect(report.counts.count > 130)
    #expect(
      report.summary
        == "conformance: reference vs reference: \(report.total) cases, 0 failures")
  }

  @Test func thePassesChangeNoResult() throws {
    let report = try BackendConformance.run(candidate: OptimizedBackend(), casesPerOp: 8)
    #expect(report.failures.isEmpty, "\(report)")
  }

  @Test(arguments: [
    (BrokenBackend.Fault.wrongElement, "transpose"),
    (.wrongElement, "convolution"),
    (.wrongElement, "elementwise chain"),
    (.wrongElement, "gradient of convolution"),
    (.averageWithPadding, "averagePool"),
    (.lostRow, "dotGeneral"),
    (.lastLargest, "maximumPoolBackward"),
    (.updatesOneByOne, "state: swap"),
    (.updatesOneByOne, "state: copies and shapes"),
    (.privateState, "state: two programs"),
    (.leftovers, "tanh"),
  ])
  func aBrokenBackendIsCaught(_ fault: BrokenBackend.Fault, _ family: String) throws {
    let report = try BackendConformance.run(
      candidate: BrokenBackend(fault), casesPerOp: 20, families: [family])
    #expect(report.total == 20)
    #expect(report.failures.count > 0, "\(fault) in \(family) went unnoticed")
  }

  @Test func aFailureCanBeRunAgainAlone() throws {
    let report = try BackendConformance.run(
      candidate: BrokenBackend(.wrongElement), casesPerOp: 20, families: ["tanh"])
    let failure = try #require(report.failures.first)
    let again = try BackendConformance.run(
      candidate: BrokenBackend(.wrongElement), seed: failure.seed, casesPerOp: 1,
      families: [failure.family], firstCase: failure.index)
    #expect(again.failures.map(\.message) == [failure.message])
    #expect(failure.description.contains("tanh"))
  }

  @Test func anotherSeedMakesOtherCases() throws {
    func failures(_ seed: UInt64) throws -> [String] {
      try BackendConformance.run(
        candidate: BrokenBackend(.wrongElement), seed: seed, casesPerOp: 20, families: ["exp"]
      ).failures.map(\.message)
    }
    #expect(try failures(1) == failures(1))
    #expect(try failures(1) != failures(2))
  }
}
