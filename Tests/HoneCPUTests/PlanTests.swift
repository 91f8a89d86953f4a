import HoneBackend
import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

@testable import HoneCPU

/// What planning makes of small programs, by the labels of its steps.
@Suite struct PlanTests {
  private static func plan(_ builder: ProgramBuilder) throws -> Plan {
    _ = try CPUBackend()
    let store = CPUStateStore()
    try store.add(builder.program.graph.slots)
    return Planner(builder.program, store).plan()
  }

  private static func labels(_ builder: ProgramBuilder) throws -> [String] {
    try plan(builder).steps.map(\.label)
  }

  private static func vector(_ count: Int) -> HostTensor {
    HostTensor((0..<count).map { Float($0) * 0.5 - 1 })
  }

  @Test func anOptimizerUpdateIsOneStepInPlace() throws {
    var builder = ProgramBuilder("update")
    let w = builder.state("w", Self.vector(300))
    let m = builder.state("m", Self.vector(300))
    let g = builder.input(Self.vector(300))
    let moved = try builder.apply(.binary(.add), m, try builder.apply(.unary(.square), g))
    builder.update("m", to: moved)
    builder.update("w", to: try builder.apply(.binary(.subtract), w, moved))
    #expect(try Self.labels(builder).count == 1)
  }

  @Test func aSlotThatIsReadLaterIsUpdatedByACopyAtTheEnd() throws {
    var builder = ProgramBuilder("late reader")
    let w = builder.state("w", HostTensor(zeros: [4, 4]))
    let next = try builder.apply(.unary(.exp), w)
    let product = DotDimensions(lhsContracting: [1], rhsContracting: [0])
    builder.output(try builder.apply(.dotGeneral(product), next, w))
    builder.update("w", to: next)
    #expect(try Self.labels(builder).last == "update w")
  }

  /// exp(x − max(x)) / Σ: the reductions end groups, for what reads them must wait.
  @Test func whatReadsAReductionOfAGroupIsInAnotherGroup() throws {
    var builder = ProgramBuilder("softmax")
    let x = builder.input(HostTensor(zeros: [8, 16]))
    func spread(_ value: ValueID) throws -> ValueID {
      try builder.apply(.broadcast([8, 16]), try builder.apply(.reshape([8, 1]), value))
    }
    let largest = try builder.apply(.reduce(.maximum, axes: [1]), x)
    let shifted = try builder.apply(.binary(.subtract), x, try spread(largest))
    let e = try builder.apply(.unary(.exp), shifted)
    let total = try builder.apply(.reduce(.sum, axes: [1]), e)
    builder.output(try builder.apply(.binary(.divide), e, try spread(total)))
    #expect(try Self.labels(builder).count == 3)
  }

  @Test func transposesAndBroadcastsAreReadInPlace() throws {
    var builder = ProgramBuilder("views")
    let x = builder.input(HostTensor(zeros: [3, 5]))
    let y = builder.input(HostTensor(zeros: [5]))
    let transposed = try builder.apply(.transpose([1, 0]), x)
    let wide = try builder.apply(.broadcast([5, 3]), try builder.apply(.reshape([5, 1]), y))
    builder.output(try builder.apply(.binary(.add), transposed, wide))
    let product = DotDimensions(lhsContracting: [1], rhsContracting: [0])
    builder.output(try builder.apply(.dotGeneral(product), transposed, x))
    let labels = try Self.labels(builder)
    #expect(labels.count == 2 && !labels.contains { $0.hasPrefix("copy") })
  }

  @Test func everyStepSaysWhatItComputesAndTouches() throws {
    var builder = ProgramBuilder("facts")
    let x = builder.input(HostTensor(zeros: [4, 8]))
    let w = builder.state("dense/kernel", HostTensor(zeros: [8, 16]))
    let product = DotDimensions(lhsContracting: [1], rhsContracting: [0])
    let y = try builder.apply(.dotGeneral(product), x, w)
    builder.output(try builder.apply(.unary(.tanh), y))
    let rate = builder.scalar(0.5)
    let wide = try builder.apply(.broadcast([8, 16]), rate)
    builder.update("dense/kernel", to: try builder.apply(.binary(.multiply), w, wide))
    let plan = try Self.plan(builder)
    #expect(plan.steps.count == 3)
    let facts = plan.steps.map(\.facts)
    #expect(facts[0].operations == ["dotGeneral"] && facts[0].flops == 2 * 4 * 8 * 16)
    #expect(facts[0].readByteCount == (4 * 8 + 8 * 16) * 4)
    // The output lies outside of the arena, in place of the product.
    #expect(facts[0].writes == [StepFacts.Buffer(place: .other, byteCount: 4 * 16 * 4)])
    #expect(facts[1].operations == ["tanh"] && facts[1].phase == .forward)
    #expect(facts[2].phase == .update && facts[2].layer == "dense")
    #expect(
      facts[2].writes == [StepFacts.Buffer(place: .slot("dense/kernel"), byteCount: 8 * 16 * 4)])
    let text = PlanTable(plan).text
    #expect(text.contains("plan facts: 3 calls") && text.contains("reorders: none"))
  }
}
