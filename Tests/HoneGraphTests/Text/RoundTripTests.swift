import HoneCore
import HoneTestSupport
import Testing

@testable import HoneGraph

struct RoundTripTests {
  @Test func randomProgramsReadBackEqual() throws {
    var seen: Set<String> = []
    for seed in 0..<150 as Range<UInt64> {
      let program = RandomPrograms.program(seed: seed)
      try program.verify()
      let text = program.text
      let back = try GraphText.parse(text)
      #expect(back == program)
      #expect(back.text == text)
      seen.formUnion(program.graph.nodes.map(\.op.name))
    }
    #expect(seen == Set(Op.readableNames + ["input", "scalar", "state", "constant"]))
  }

  /// What the other test could miss: `==` takes 0 for −0 and no NaN for equal.
  @Test func attributesKeepTheirBits() throws {
    for value in [0, -0.0, .nan, -.infinity, Double.leastNonzeroMagnitude, 1.0.nextUp] {
      var graph = Graph()
      let type = TensorType(.float64, [])
      graph.inputs = [InputSpecification(name: "x", type: type)]
      graph.nodes = [
        Node(op: .input(0), inputs: [], types: [type]),
        Node(
          op: .pad(low: [], high: [], interior: [], value: value), inputs: [ValueID(node: 0)],
          types: [type]),
      ]
      let program = Program(name: "p", graph: graph, outputs: [])
      guard case .pad(_, _, _, let back) = try GraphText.parse(program.text).graph.nodes[1].op
      else {
        Issue.record("not a pad")
        continue
      }
      #expect(back.bitPattern == value.bitPattern)
    }
  }

  @Test func shapesThatDifferFromTheTypeAreWritten() throws {
    let text = """
      program p
      input x: float32[2, 3]
      %0 = input x
      %1 = reshape %0 {shape: [?, 2]} : float32[3, 2]
      output y = %1

      """
    let program = try GraphText.parse(text)
    #expect(program.graph.nodes[1].op == .reshape([-1, 2]))
    #expect(program.text == text)
  }

  @Test func anInvalidProgramStillPrints() {
    var graph = Graph()
    graph.nodes = [
      Node(op: .input(3), inputs: [ValueID(node: 7, output: 2)], types: []),
      Node(op: .convert(.int32), inputs: [], types: [TensorType(.bool, [2])]),
    ]
    let program = Program(
      name: "broken", graph: graph, outputs: [.init(name: "y", value: ValueID(node: 9))],
      updates: [.init(slot: 4, value: ValueID(node: 0))])
    #expect(
      program.text == """
        program broken
        %0 = input ?3 %7:2
        %1 = convert {dtype: int32} : bool[2]
        output y = %9:0
        update ?4 = %0:0

        """)
  }
}
