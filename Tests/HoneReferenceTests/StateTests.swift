import HoneBackend
import HoneCore
import HoneGraph
import HoneReference
import HoneTestSupport
import Testing

@Suite struct StateTests {
  private let backend = ReferenceBackend()

  @Test func updatesTakeEffectTogether() throws {
    var builder = ProgramBuilder("swap")
    let a = builder.state("a", tensor([1] as [Float]))
    let b = builder.state("b", tensor([2] as [Float]))
    builder.update("a", to: b)
    builder.update("b", to: try builder.apply(.binary(.add), a, b))
    builder.output(a)
    let store = try backend.makeStateStore()
    for (slot, value) in zip(builder.program.graph.slots, builder.initialState) {
      try store.set(slot, to: value)
    }
    let executable = try backend.compile(builder.program, over: store)
    #expect(try executable.run([]) == [tensor([1] as [Float])])
    #expect(try store.value(at: "a") == tensor([2] as [Float]))
    #expect(try store.value(at: "b") == tensor([3] as [Float]))
    #expect(try executable.run([]) == [tensor([2] as [Float])])
    #expect(try store.value(at: "b") == tensor([5] as [Float]))
  }

  @Test func compilingAddsMissingSlotsAsZerosAndKeepsOthers() throws {
    var builder = ProgramBuilder("counter")
    _ = builder.state("kept", tensor([7] as [Int64]))
    _ = builder.state("new", tensor([7] as [Int64]))
    let store = try backend.makeStateStore()
    try store.set(builder.program.graph.slots[0], to: tensor([5] as [Int64]))
    _ = try backend.compile(builder.program, over: store)
    #expect(store.slots.map(\.path) == ["kept", "new"])
    #expect(
      try store.snapshot() == ["kept": tensor([5] as [Int64]), "new": tensor([0] as [Int64])])
  }

  @Test func aSlotOfAnotherTypeIsAnError() throws {
    var builder = ProgramBuilder("dense")
    _ = builder.state("first", tensor([1] as [Float]))
    _ = builder.state("kernel", tensor([1, 2] as [Float]))
    let store = try backend.makeStateStore()
    let slot = StateSlot(path: "kernel", type: TensorType(.float32, [3]), role: .parameter)
    try store.set(slot, to: HostTensor(zeros: [3]))
    let error = #expect(throws: HoneError.self) {
      _ = try backend.compile(builder.program, over: store)
    }
    #expect(
      error?.description == "kernel: set state expects float32[3]. Received: float32[2]")
    #expect(store.slots.map(\.path) == ["kernel"], "a failed compilation adds nothing")
    #expect(throws: HoneError.self) { try store.set(slot, to: HostTensor(zeros: [2])) }
    #expect(throws: HoneError.self) { try store.value(at: "bias") }
  }

  @Test func aSnapshotBringsStateBack() throws {
    var builder = ProgramBuilder("grow")
    let w = builder.state("w", tensor([3] as [Float]))
    builder.update("w", to: try builder.apply(.binary(.multiply), w, w))
    let store = try backend.makeStateStore()
    try store.set(builder.program.graph.slots[0], to: builder.initialState[0])
    let executable = try backend.compile(builder.program, over: store)
    let snapshot = try store.snapshot()
    _ = try executable.run([])
    #expect(try store.value(at: "w") == tensor([9] as [Float]))
    try store.restore(snapshot)
    _ = try executable.run([])
    #expect(try store.value(at: "w") == tensor([9] as [Float]))
  }

  @Test func scalarsEnterInTheirType() throws {
    var builder = ProgramBuilder("scalars")
    builder.output(builder.scalar(2.75, dtype: .int64))
    builder.output(builder.scalar(0.1, dtype: .float32))
    #expect(
      try builder.run() == [HostTensor(scalar: Int64(2)), HostTensor(scalar: Float(0.1))])
  }

  @Test func wrongNumbersOfInputsAndScalarsAreErrors() throws {
    var builder = ProgramBuilder("add")
    builder.output(builder.input(tensor([1] as [Float])))
    let executable = try backend.compile(builder.program, over: try backend.makeStateStore())
    #expect(throws: HoneError.self) { try executable.run([]) }
    #expect(throws: HoneError.self) { try executable.run(builder.inputs, scalars: [1]) }
    #expect(throws: HoneError.self) { try executable.run([tensor([1, 2] as [Float])]) }
  }

  @Test func outputsBeforeTheFirstRunAreZeros() throws {
    var builder = ProgramBuilder("identity")
    builder.output(builder.input(tensor([1, 2] as [Float])))
    let executable = try backend.compile(builder.program, over: try backend.makeStateStore())
    #expect(executable.output(0) == tensor([0, 0] as [Float]))
  }

  @Test func unknownExtentsAreAnError() throws {
    var program = Program(name: "predict", graph: Graph(), outputs: [])
    let type = TensorType(.float32, [-1, 3])
    program.graph.inputs = [InputSpecification(name: "x", type: type)]
    program.graph.nodes = [Node(op: .input(0), inputs: [], types: [type], scope: "net")]
    program.outputs = [Program.Output(name: "y", value: ValueID(node: 0))]
    let error = #expect(throws: HoneError.self) {
      _ = try backend.compile(program, over: try backend.makeStateStore())
    }
    #expect(error?.kind == .model)
    #expect(error?.description.contains("float32[?, 3]") == true)
  }

  @Test func valuesNobodyNeedsAreNotComputedNorCounted() throws {
    var builder = ProgramBuilder("unused")
    let x = builder.input(tensor([1, 2] as [Float]))
    let large = try builder.apply(.broadcast([1000, 2]), x)
    _ = try builder.apply(.unary(.exp), large)
    builder.output(try builder.apply(.unary(.negate), x))
    let executable = try backend.compile(builder.program, over: try backend.makeStateStore())
    #expect(try executable.run(builder.inputs) == [tensor([-1, -2] as [Float])])
    #expect(executable.workspaceByteCount == 32)
  }

  @Test func theBackendSaysThatItIsSlow() {
    #expect(backend.name == "reference")
    #expect(backend.capabilities.warning?.contains("slow") == true)
    #expect(
      backend.capabilities.dtypes == [.float32, .float64, .int32, .int64, .uint8, .bool])
  }
}
