import HoneCore
import HoneTestSupport
import Testing

@testable import HoneGraph

/// Computing again instead of keeping: what is copied, and where to.
@Suite struct RematerializationTests {
  /// Training of one weight: `r = tanh(x + w)` is kept for the gradient `g · (1 − r²)`.
  private static let text = """
    program train
    input x: float32[64, 64]
    scalar rate: float32
    slot w: float32[64, 64] parameter trainable
    %0 = input x
    %1 = state w
    %2 = scalar rate
    %3 = add %0, %1 : float32[64, 64] @layer
    %4 = tanh %3 : float32[64, 64] @layer
    %5 = exp %4 : float32[64, 64] @head
    %6 = reduceSum %5 {axes: [0, 1]} : float32[] @head
    %7 = square %4 : float32[64, 64] @layer
    %8 = broadcast %2 : float32[64, 64]
    %9 = multiply %7, %8 : float32[64, 64]
    %10 = subtract %1, %9 : float32[64, 64]
    output loss = %6
    update w = %10
    """

  /// The bytes of the values that are alive together at most, each from its node to its last use.
  private static func peak(_ program: Program) -> Int {
    let graph = program.graph
    var last: [Int: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for input in node.inputs { last[input.node] = index }
    }
    var (alive, most) = (0, 0)
    for (index, node) in graph.nodes.enumerated() where !node.inputs.isEmpty {
      let bytes = { (at: Int) in graph.byteCount(of: ValueID(node: at)) }
      alive += bytes(index)
      most = max(most, alive)
      for input in Set(node.inputs.map(\.node)) where last[input] == index {
        if !graph.nodes[input].inputs.isEmpty { alive -= bytes(input) }
      }
    }
    return most
  }

  @Test func aGradientReadsACopyThatIsMadeRightBeforeIt() throws {
    let program = try GraphText.parse(Self.text)
    let pass = Rematerialization(program) { program in
      program.graph.nodes.contains(where: \.isRecomputed) ? 1 : 2
    }
    let result = pass.fitting(1)
    #expect(result.before == 2 && result.after == 1)
    try result.program.verify()
    let nodes = result.program.graph.nodes
    let copies = nodes.indices.filter { nodes[$0].isRecomputed }
    #expect(copies.map { nodes[$0].op.name } == ["add", "tanh"])
    #expect(copies.map { nodes[$0].scope } == ["layer", "layer"])
    // Between the loss and the node that reads them.
    #expect(copies == [7, 8] && nodes[9].op == .unary(.square))
    #expect(nodes[9].inputs == [ValueID(node: 8)] && nodes[5].inputs == [ValueID(node: 4)])
    #expect(result.recomputed == [3, 4] && result.flops == 2 * 64 * 64)
  }

  @Test func copiesSurviveTheOtherPassesAndText() throws {
    let program = try GraphText.parse(Self.text)
    let result = Rematerialization(program) { program in
      program.graph.nodes.contains(where: \.isRecomputed) ? 1 : 2
    }.fitting(1)
    #expect(result.program.optimized() == result.program)
    #expect(try GraphText.parse(result.program.text) == result.program)
    #expect(result.program.text.contains("@layer recomputed"))
  }

  @Test func aProgramThatFitsIsLeftAsItIs() throws {
    let program = try GraphText.parse(Self.text)
    let result = Rematerialization(program, measuring: Self.peak).fitting(1 << 20)
    #expect(result.program == program && result.recomputed.isEmpty)
  }

  @Test func whatFreesNothingIsKept() throws {
    let program = try GraphText.parse(Self.text)
    let result = Rematerialization(program) { _ in 7 }.fitting(1)
    #expect(result.program == program && result.after == 7)
  }

  /// A chain of elementwise layers whose gradients each read their layer's result.
  @Test(arguments: [6, 12])
  func aLongChainFitsIntoHalfOfItsMemory(_ depth: Int) throws {
    var lines = [
      "program train", "input x: float32[64, 64]", "scalar rate: float32",
      "slot w: float32[64, 64] parameter trainable", "%0 = input x", "%1 = state w",
      "%2 = scalar rate",
    ]
    let type = ": float32[64, 64]"
    lines.append("%3 = add %0, %1 \(type)")
    for layer in 0..<depth { lines.append("%\(4 + layer) = tanh %\(3 + layer) \(type)") }
    var next = 4 + depth
    lines.append("%\(next) = reduceSum %\(next - 1) {axes: [0, 1]} : float32[]")
    let loss = next
    next += 1
    lines.append("%\(next) = square %\(3 + depth) \(type)")
    for layer in (0..<depth).reversed() {
      lines.append("%\(next + 1) = multiply %\(next), %\(4 + layer) \(type)")
      next += 1
    }
    lines.append("%\(next + 1) = broadcast %2 \(type)")
    lines.append("%\(next + 2) = multiply %\(next), %\(next + 1) \(type)")
    lines.append("%\(next + 3) = subtract %1, %\(next + 2) \(type)")
    lines += ["output loss = %\(loss)", "update w = %\(next + 3)"]
    let program = try GraphText.parse(lines.joined(separator: "\n"))
    let before = Self.peak(program)
    let result = Rematerialization(program, measuring: Self.peak).fitting(before * 2 / 3)
    try result.program.verify()
    #expect(result.after <= before * 2 / 3, "\(result.after) of \(before)")
    #expect(Self.peak(result.program) == result.after)
  }

  /// The mask of a dropout follows from a counter: the gradient draws it again.
  @Test func drawsAreRepeatedInsteadOfKept() throws {
    let trace = Trace(mode: .training, batchSize: 4)
    let x = trace.input(name: "x", type: TensorType(.float32, [4, 6]))
    let weight = trace.state(
      path: "w", type: TensorType(.float32, [4, 6]), role: .parameter, isTrainable: true,
      initial: ConstantValue(0.1))
    let kept = trace.random(.bernoulli(probability: 0.5), shape: [4, 6], dtype: .bool)
    let loss = tanh(select(kept, x * weight, zerosLike(x))).sum()
    let change = gradient(of: loss, withRespectTo: [weight])[0]
    trace.update(path: "w", to: weight - trace.scalar("learning_rate") * change)
    let program = try trace.program(name: "train", outputs: [("loss", loss)]).optimized()
    let redrawn = Rematerialization.redrawing(program)
    try redrawn.verify()
    let draws = redrawn.graph.nodes.filter { $0.op.name == "random" }
    #expect(program.graph.nodes.filter { $0.op.name == "random" }.count == 1)
    #expect(draws.map(\.isRecomputed) == [false, true] && draws[0].op == draws[1].op)
    #expect(draws[0].inputs == draws[1].inputs)
    #expect(redrawn.optimized() == redrawn)
  }
}
