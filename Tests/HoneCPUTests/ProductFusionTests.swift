import HoneBackend
import HoneCore
import HoneGraph
import HoneReference
import HoneTestSupport
import Testing

@testable import HoneCPU

/// Gradients of weights that are computed where the update reads them.
@Suite struct ProductFusionTests {
  private static let product = DotDimensions(lhsContracting: [0], rhsContracting: [0])

  private static func tensor(_ shape: Shape, _ stream: UInt64) -> HostTensor {
    let key = RandomKey(seed: 11, stream: stream)
    return HostTensor(
      unchecked: (0..<UInt64(shape.count)).map { Float(key.normal(at: $0)) }, shape: shape)
  }

  private static func scalar(
    _ value: Float, _ shape: Shape, in builder: inout ProgramBuilder
  ) throws -> ValueID {
    let constant = builder.constant(HostTensor(scalar: value))
    return try builder.apply(.broadcast(shape), constant)
  }

  /// A step of SGD with momentum and L2 penalty: m ← 0.9 m + xᵀg + 0.01 w, w ← w − 0.1 m. The
  /// operands are computed, so that their memory is free afterwards.
  private static func training(
    depth: Int, rows: Int, columns: Int, observed: Bool = false
  ) throws -> ProgramBuilder {
    var builder = ProgramBuilder("training")
    let shape: Shape = [rows, columns]
    let w = builder.state("w", tensor(shape, 1))
    let m = builder.state("m", tensor(shape, 2))
    let x = try builder.apply(.unary(.tanh), builder.input(tensor([depth, rows], 3)))
    let g = try builder.apply(.unary(.tanh), builder.input(tensor([depth, columns], 4)))
    let forward = DotDimensions(lhsContracting: [1], rhsContracting: [0])
    builder.output(try builder.apply(.dotGeneral(forward), x, w))
    let gradient = try builder.apply(.dotGeneral(product), x, g)
    if observed { builder.output(gradient) }
    let decay = try builder.apply(.binary(.multiply), w, try scalar(0.01, shape, in: &builder))
    let kept = try builder.apply(.binary(.multiply), m, try scalar(0.9, shape, in: &builder))
    let penalized = try builder.apply(.binary(.add), gradient, decay)
    let moved = try builder.apply(.binary(.add), kept, penalized)
    let step = try builder.apply(.binary(.multiply), moved, try scalar(0.1, shape, in: &builder))
    builder.update("m", to: moved)
    builder.update("w", to: try builder.apply(.binary(.subtract), w, step))
    return builder
  }

  private static func run(
    _ builder: ProgramBuilder, on backend: any Backend, steps: Int = 2
  ) throws -> [HostTensor] {
    let store = try backend.makeStateStore()
    for (slot, value) in zip(builder.program.graph.slots, builder.initialState) {
      try store.set(slot, to: value)
    }
    let executable = try backend.compile(builder.program, over: store)
    var outputs: [HostTensor] = []
    for _ in 0..<steps { outputs = try executable.run(builder.inputs) }
    return try outputs + builder.program.graph.slots.map { try store.value(at: $0.path) }
  }

  private static func expectAgreement(_ builder: ProgramBuilder, sum: Int) throws {
    let results = try zip(run(builder, on: CPUBackend()), run(builder, on: ReferenceBackend()))
    for (received, wanted) in results {
      try expectClose(received, wanted, tolerance: .sum(of: sum))
    }
  }

  private static func labels(_ builder: ProgramBuilder) throws -> [String] {
    _ = try CPUBackend()
    let store = CPUStateStore()
    try store.add(builder.program.graph.slots)
    return Planner(builder.program, store).plan().steps.map(\.label)
  }

  /// Depth, rows, columns: full and partial blocks of rows, one vector of columns left, operands as
  /// large as the result, a depth that is cut.
  @Test(
    arguments: [
      [128, 784, 128], [37, 411, 160], [256, 256, 256], [5, 70, 1_040], [1, 1_024, 64],
      [450, 257, 272],
    ])
  func theUpdateWithItsProductAgreesWithTheReference(_ sizes: [Int]) throws {
    let builder = try Self.training(depth: sizes[0], rows: sizes[1], columns: sizes[2])
    let fused = try Self.labels(builder).filter { $0.contains("tile") && $0.contains("dotGeneral") }
    #expect(fused.count == 1)
    try Self.expectAgreement(builder, sum: max(sizes[0], sizes[1]))
  }

  /// Small results, columns that fill no vector, gradients that the host reads, and a right operand
  /// that is too large.
  @Test(
    arguments: [[20, 30, 40, 0], [20, 900, 90, 0], [20, 300, 256, 1], [520, 257, 256, 0]])
  func otherProductsStayAsTheyAre(_ sizes: [Int]) throws {
    let builder = try Self.training(
      depth: sizes[0], rows: sizes[1], columns: sizes[2], observed: sizes[3] == 1)
    #expect(try Self.labels(builder).allSatisfy { !$0.contains("dotGeneral") })
    try Self.expectAgreement(builder, sum: sizes[1])
  }

  /// What the program writes must not lie where its product still reads: all have the same size, and
  /// the operand dies there.
  @Test func resultsDoNotTakeTheMemoryOfFactors() throws {
    var builder = ProgramBuilder("square")
    let shape: Shape = [256, 256]
    let x = try builder.apply(.unary(.tanh), builder.input(Self.tensor(shape, 1)))
    let gradient = try builder.apply(.dotGeneral(Self.product), x, x)
    let y = try builder.apply(.unary(.tanh), gradient)
    builder.output(try builder.apply(.dotGeneral(Self.product), y, y))
    #expect(try Self.labels(builder).filter { $0.contains("dotGeneral") }.count == 1)
    try Self.expectAgreement(builder, sum: 256)
  }

  /// One element of a product is known only when its row is.
  @Test func aProductWhoseElementIsReadBeyondItsPlaceStaysAsItIs() throws {
    var builder = ProgramBuilder("corner")
    let gradient = try builder.apply(
      .dotGeneral(Self.product), builder.input(Self.tensor([20, 300], 1)),
      builder.input(Self.tensor([20, 256], 2)))
    let corner = try builder.apply(
      .slice(starts: [299, 255], limits: [300, 256], strides: [1, 1]), gradient)
    let everywhere = try builder.apply(.broadcast([300, 256]), corner)
    builder.output(try builder.apply(.binary(.subtract), gradient, everywhere))
    try Self.expectAgreement(builder, sum: 40)
  }

  /// Two products feed one update: one is computed there, the other is read from memory.
  @Test func oneOfTwoProductsIsTakenIn() throws {
    var builder = ProgramBuilder("shared weight")
    let w = builder.state("w", Self.tensor([300, 256], 1))
    let products = try (0..<2).map { index in
      try builder.apply(
        .dotGeneral(Self.product), builder.input(Self.tensor([20, 300], 2 + index)),
        builder.input(Self.tensor([20, 256], 4 + index)))
    }
    let gradient = try builder.apply(.binary(.add), products[0], products[1])
    builder.update("w", to: try builder.apply(.binary(.subtract), w, gradient))
    #expect(try Self.labels(builder).count == 2)
    try Self.expectAgreement(builder, sum: 40)
  }
}
