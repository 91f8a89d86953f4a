import HoneBackend
import HoneCore
import HoneReference
import HoneTestSupport
import Testing

@testable import HoneGraph

struct PipelineTests {
  @Test func passesFeedOneAnotherUntilNothingChanges() throws {
    try expectPass(
      Pipeline.standard,
      """
      %0 = input x
      %1 = constant 4.0 : float32[]
      %2 = constant 0.25 : float32[]
      %3 = multiply %1, %2
      %4 = broadcast %3 : float32[2, 3]
      %5 = multiply %0, %4 @scaled
      %6 = negate %5
      %7 = negate %6
      %8 = exp %7 @a
      %9 = exp %0 @b
      %10 = add %8, %9
      %11 = state w
      %12 = constant splat 0.0 : float32[2, 3]
      %13 = subtract %11, %12
      output y = %10
      update w = %13
      """,
      """
      %0 = input x
      %1 = exp %0 : float32[2, 3] @a
      %2 = add %1, %1 : float32[2, 3]
      %3 = state w
      output y = %2
      update w = %3
      """)
  }

  @Test func optimizedProgramsAreLeftAsTheyAre() throws {
    for seed in 200..<240 as Range<UInt64> {
      let once = RandomPrograms.program(seed: seed).optimized()
      #expect(once.optimized() == once)
    }
  }

  /// The meaning of passes: the reference computes the same bits before and after.
  @Test func optimizedProgramsComputeTheSameBits() throws {
    var (before, after) = (0, 0)
    for seed in 0..<200 as Range<UInt64> {
      let program = RandomPrograms.program(seed: seed)
      let optimized = program.optimized()
      try optimized.verify()
      #expect(optimized.graph.inputs == program.graph.inputs)
      #expect(optimized.graph.scalars == program.graph.scalars)
      #expect(optimized.graph.slots == program.graph.slots)
      #expect(optimized.outputs.map(\.name) == program.outputs.map(\.name))
      #expect(optimized.updates.map(\.slot) == program.updates.map(\.slot))
      let (wanted, received) = (try run(program, seed), try run(optimized, seed))
      for (name, value) in wanted {
        #expect(
          received[name].map { same($0, value) } == true,
          "seed \(seed), \(name): \(value) became \(String(describing: received[name]))")
      }
      before += program.graph.nodes.count
      after += optimized.graph.nodes.count
    }
    #expect(after < before * 9 / 10)
  }

  /// Outputs and state after one step from random inputs and state.
  private func run(_ program: Program, _ seed: UInt64) throws -> [String: HostTensor] {
    var random = RandomPrograms(seed: seed + 1)
    let backend = ReferenceBackend()
    let store = try backend.makeStateStore()
    for slot in program.graph.slots { try store.set(slot, to: random.constant(slot.type)) }
    let inputs = program.graph.inputs.map { random.constant($0.type) }
    let executable = try backend.compile(program, over: store)
    let outputs = try executable.run(inputs, scalars: [42, 3, 0.01])
    var result = try store.snapshot()
    for (output, value) in zip(program.outputs, outputs) { result[output.name] = value }
    return result
  }

  /// Bit for bit, but that any NaN is as good as another, and any rounding of a power.
  private func same(_ a: HostTensor, _ b: HostTensor) -> Bool {
    guard a.dtype == b.dtype, a.shape == b.shape else { return false }
    guard a.dtype.isFloatingPoint else { return a == b }
    return zip(a.elements(as: Double.self), b.elements(as: Double.self)).allSatisfy { x, y in
      x.isNaN && y.isNaN || x.bitPattern == y.bitPattern
    }
  }
}
