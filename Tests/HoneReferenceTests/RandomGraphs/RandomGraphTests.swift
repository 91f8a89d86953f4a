import HoneBackend
import HoneCore
import HoneGraph
import HoneReference
import HoneTestSupport
import Testing

@Suite struct RandomGraphTests {
  @Test func theReferenceAgreesWithItselfAndMeetsEveryOperation() throws {
    let report = try RandomGraphs.run(candidate: ReferenceBackend(), seeds: 0..<1_500)
    #expect(report.failures.isEmpty, "\(report)")
    #expect(report.graphCount == 1_500 && report.conditionedCount == 0)
    let wanted =
      UnaryOp.allCases.map(\.rawValue) + BinaryOp.allCases.map(\.rawValue)
      + CompareOp.allCases.map(\.rawValue) + ReduceOp.allCases.map { Op.reduce($0, axes: []).name }
      + [
        "state", "iota", "random", "select", "convert", "stopGradient", "broadcast", "reshape",
        "transpose", "slice", "pad", "concatenate", "gather", "scatterAdd", "argMaximum",
        "argMinimum", "dotGeneral", "convolution", "convolutionBackwardInput",
        "convolutionBackwardKernel", "maximumPoolBackward", "averagePoolBackward",
        "batchNormTraining", "batchNormInference", "batchNormGradient", "softmax", "logSoftmax",
      ]
    let missing = wanted.filter { report.counts[$0, default: 0] < 5 }
    #expect(missing.isEmpty, "\(missing) of \(report.counts)")
  }

  @Test func aSeedMakesTheSameGraphAgain() throws {
    func forward(_ seed: UInt64) -> Program { RandomPrograms.forward(seed: seed).program }
    for seed in 0..<50 as Range<UInt64> { #expect(forward(seed) == forward(seed)) }
    #expect(forward(1).graph != forward(2).graph)
  }

  @Test func graphsHaveAtMostTwelveOperationsBeforeTheirGradients() {
    for seed in 0..<500 as Range<UInt64> {
      let program = RandomPrograms.forward(seed: seed).program
      let leaves = ["input", "scalar", "state", "constant", "iota"]
      let count = program.graph.nodes.count { !leaves.contains($0.op.name) }
      #expect((1...12).contains(count), "seed \(seed)")
    }
  }

  /// A fault of one operation is shrunk to that operation on an input; a fault of two that meet, as
  /// fusion has them, to the two.
  @Test(arguments: [
    (BrokenBackend.Fault.averageWithPadding, ["averagePool"]),
    (.sumOfTranspose, ["transpose", "add"]),
    (.updatesOneByOne, []),
    (.lostRow, []),
  ])
  func aFailingGraphIsShrunkToItsFault(
    _ fault: BrokenBackend.Fault, _ operations: [String]
  ) throws {
    let backend = BrokenBackend(fault)
    let report = try RandomGraphs.run(candidate: backend, seeds: 0..<3_000, maxFailures: 4)
    #expect(report.failures.count == 4, "\(fault) went unnoticed in \(report.graphCount) graphs")
    for failure in report.failures {
      let leaves = ["input", "scalar", "state", "constant", "iota"]
      let names = failure.program.graph.nodes.map(\.op.name).filter { !leaves.contains($0) }
      #expect(names.sorted() == operations.sorted(), "\(failure)")
      #expect(failure.program.results.count <= 2, "\(failure)")
      #expect(failure.description.hasPrefix("seed \(failure.seed), "))
      let copy = try GraphText.parse(failure.program.text)
      #expect(copy == failure.program)
    }
  }
}
