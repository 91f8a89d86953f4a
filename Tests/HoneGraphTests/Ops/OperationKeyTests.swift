import HoneCore
import HoneGraph
import Testing

/// Tracing makes equal operations one node, and no others.
struct OperationKeyTests {
  private func program(padding values: [Double]) throws -> Program {
    let trace = Trace(mode: .inference, batchSize: 1)
    let x = trace.input(name: "x", type: TensorType(.float32, [2]))
    let outputs = values.enumerated().map { index, value in
      ("output_\(index)", x.padded([EdgePadding(low: 1, high: 0)], value: value))
    }
    return try trace.program(name: "pads", outputs: outputs)
  }

  @Test func padsWithZeroAndWithMinusZeroStayTwo() throws {
    let program = try program(padding: [0, -0.0, 0, -0.0])
    #expect(program.outputs.map(\.value.node) == [1, 2, 1, 2])
    #expect(program.graph.nodes.count == 3)
  }
}
