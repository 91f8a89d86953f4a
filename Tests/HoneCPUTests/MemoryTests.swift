import HoneBackend
import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

@testable import HoneCPU

/// What programs take, and what they share.
@Suite struct MemoryTests {
  /// A chain of products, each of which needs its own memory.
  private static func chain(_ rows: Int, name: String) throws -> ProgramBuilder {
    var builder = ProgramBuilder(name)
    let w = builder.state("w", HostTensor(filling: [64, 64], with: 0.01))
    let product = DotDimensions(lhsContracting: [1], rhsContracting: [0])
    var x = builder.input(HostTensor(filling: [rows, 64], with: 1))
    for _ in 0..<4 { x = try builder.apply(.dotGeneral(product), x, w) }
    builder.output(try builder.apply(.reduce(.sum, axes: [0, 1]), x))
    return builder
  }

  @Test func aPlanIsKnownBeforeAndCountsStateBatchAndWorkspace() throws {
    let backend = try CPUBackend()
    let builder = try Self.chain(100, name: "chain")
    let memory = try #require(try backend.memory(of: builder.program))
    #expect(memory.state.bytes == 64 * 64 * 4 && memory.batch.bytes == 100 * 64 * 4)
    // Two products are alive at a time, each of 25 600 bytes.
    #expect(memory.workspace.bytes >= 2 * 25_600 && memory.workspace.bytes < 3 * 25_600)
    let executable = try backend.compile(builder.program, over: backend.makeStateStore())
    #expect(executable.memory == memory)
    let rough = try #require(backend.roughMemory(of: builder.program))
    #expect(rough.total <= memory.total && rough.state == memory.state)
  }

  @Test func programsOverAStoreShareTheArenaButNotTheirOutputs() throws {
    let backend = try CPUBackend()
    let store = CPUStateStore()
    let large = try Self.chain(500, name: "large")
    let small = try Self.chain(100, name: "small")
    try store.set(large.program.graph.slots[0], to: HostTensor(filling: [64, 64], with: 0.01))
    let first = try backend.compile(large.program, over: store)
    let second = try backend.compile(small.program, over: store)
    let known = store.workspace(.arena, byteCount: 1)
    #expect(known.byteCount >= 2 * 500 * 64 * 4)
    let expected = try first.run(large.inputs)
    let other = try second.run(small.inputs)
    #expect(expected[0] == first.output(0) && other[0] == second.output(0))
    #expect(expected[0] != other[0])
    #expect(try first.run(large.inputs) == expected)
  }

  @Test func thePlacesOfMaximaStandForTheImagesOfAPooling() throws {
    _ = try CPUBackend()
    var builder = ProgramBuilder("pools")
    let d = WindowDimensions(window: [2, 2], strides: [2, 2], padding: [.init(), .init()])
    let x = builder.input(HostTensor(zeros: [8, 16, 16, 4]))
    let images = try builder.apply(.unary(.tanh), x)
    let pooled = try builder.apply(.pool(.maximum, d), images)
    let gradient = try builder.apply(
      .maxPoolBackward(d), images, try builder.apply(.unary(.exp), pooled))
    builder.output(try builder.apply(.reduce(.sum, axes: [0, 1, 2, 3]), gradient))
    let store = CPUStateStore()
    let plan = Planner(builder.program, store).plan()
    // images or their gradient, and the pooled values twice at most: not both large ones.
    #expect(plan.memory.workspace.bytes < 2 * 8 * 16 * 16 * 4 * 4)
  }

  @Test func whatTheSystemDoesNotHaveIsAnError() throws {
    let backend = try CPUBackend()
    var builder = ProgramBuilder("huge")
    let x = builder.input(HostTensor(zeros: [1]))
    let wide = try builder.apply(.broadcast([1 << 30, 1 << 16]), x)
    let y = try builder.apply(.transpose([1, 0]), try builder.apply(.unary(.exp), wide))
    builder.output(try builder.apply(.reduce(.sum, axes: [0]), y))
    builder.output(y)
    let store = try backend.makeStateStore()
    do {
      _ = try backend.compile(builder.program, over: store)
      Issue.record("no error")
    } catch {
      #expect(error.kind == .backend && "\(error)".contains("memory: the system has no "))
    }
  }
}
