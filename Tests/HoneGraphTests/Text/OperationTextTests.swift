import HoneCore
import HoneGraph
import Testing

/// Single operations as text.
@Suite struct OperationTextTests {
  @Test(arguments: [
    (Op.binary(.add), "add"),
    (.concatenate(axis: 1), "concatenate {axis: 1}"),
    (.reshape([Shape.unknown, 4]), "reshape {shape: [?, 4]}"),
    (.broadcast([2, 3]), "broadcast {shape: [2, 3]}"),
    (.convert(.int32), "convert {dtype: int32}"),
    (.constant(HostTensor([0.5, 1] as [Float])), "constant [0.5, 1.0] : float32[2]"),
    (.constant(HostTensor(filling: [2, 2], with: 3)), "constant splat 3.0 : float32[2, 2]"),
    (.iota(shape: [10], axis: 0, dtype: .int32), "iota {axis: 0, shape: [10], dtype: int32}"),
  ])
  func operationsAreWrittenAndReadBack(_ op: Op, _ text: String) throws {
    #expect(GraphText.print(op) == text)
    #expect(try GraphText.parseOperation(text, file: "op") == op)
  }

  @Test(arguments: ["", "ad", "add {axis: 1}", "concatenate", "add %1", "input x", "add\nadd"])
  func anythingElseIsAnError(_ text: String) {
    #expect(throws: HoneError.self) { _ = try GraphText.parseOperation(text, file: "op") }
  }
}
