import HoneCore
import Testing

@testable import HoneGraph

struct VerifyTests {
  private static let text = """
    program train
    input x: float32[2, 3]
    input y: float32[2, 3]
    scalar rate: float32
    scalar step: int64
    slot w: float32[2, 3] parameter trainable
    slot v: float32[3] optimizer
    %0 = input x
    %1 = state w
    %2 = add %0, %1 : float32[2, 3] @dense/add at Model.swift:12
    output a = %2
    output b = %1
    update w = %2
    """

  private func message(_ change: (inout Program) -> Void) throws -> String {
    var program = try GraphText.parse(Self.text)
    change(&program)
    do throws(HoneError) {
      try program.verify()
      return "no error"
    } catch {
      #expect(error.kind == .model)
      return error.description
    }
  }

  @Test func aSoundProgramPasses() throws {
    #expect(try message { _ in } == "no error")
  }

  @Test func theMessageNamesScopeNodeAndLine() throws {
    let message = try message {
      $0.graph.nodes[2].types[0].shape = [3, 2]
      $0.updates = []
    }
    #expect(
      message == """
        dense/add: %2 = add expects the type float32[2, 3]. Received: float32[3, 2]
          at Model.swift:12
          help: this is a fault of a pass or of hand-written graph text
        """)
  }

  @Test func operandsMustPrecedeTheirUser() throws {
    for node in [2, 3, -1] {
      let message = try message { $0.graph.nodes[2].inputs[1].node = node }
      #expect(message.contains("%2 = add expects operands that precede it. Received: %\(node)"))
    }
    let output = try message { $0.graph.nodes[2].inputs[1].output = 1 }
    #expect(output.contains("expects an output in 0 ..< 1 of %1. Received: 1"))
  }

  @Test func typesMustBeThoseOfInference() throws {
    let none = try message { $0.graph.nodes[2].types = [] }
    #expect(none.contains("%2 = add expects the type float32[2, 3]. Received: none"))
    let leaf = try message { $0.graph.nodes[0].types[0].dtype = .float64 }
    #expect(leaf.contains("%0 = input expects the type float32[2, 3]. Received: float64[2, 3]"))
    #expect(leaf.contains("operands of one type"))
    let operands = try message { $0.graph.nodes[2].inputs.removeLast() }
    #expect(operands.contains("%2 = add expects 2 operands. Received: 1"))
    let op = try message { $0.graph.nodes[2].op = .binary(.and) }
    #expect(op.contains("and expects a bool operand"))
  }

  @Test func indicesMustLieWithinTheirTables() throws {
    for op in [Op.input(2), .input(-1), .scalar(2), .state(2)] {
      let message = try message { $0.graph.nodes[0].op = op }
      #expect(message.contains("%0 = \(op.name) expects an entry of the graph's table"))
    }
    let operand = try message { $0.graph.nodes[1].inputs = [ValueID(node: 0)] }
    #expect(operand.contains("%1 = state expects no operands. Received: 1"))
    let output = try message { $0.outputs[0].value = ValueID(node: 3) }
    #expect(output.contains("train: output a expects a value of the graph. Received: %3:0"))
    let slot = try message { $0.updates[0].slot = 2 }
    #expect(slot.contains("train: update expects a slot in 0 ..< 2. Received: 2"))
    let update = try message { $0.updates[0].value = ValueID(node: 0, output: 1) }
    #expect(update.contains("train: update w expects a value of the graph. Received: %0:1"))
  }

  @Test func aSlotHasOneUpdateOfItsType() throws {
    let twice = try message { $0.updates.append($0.updates[0]) }
    #expect(twice.contains("train: update w expects one update of a slot. Received: a second"))
    let type = try message { $0.updates[0].slot = 1 }
    #expect(type.contains("update v expects a value of type float32[3]. Received: float32[2, 3]"))
  }

  @Test func namesAreUnique() throws {
    #expect(try message { $0.graph.inputs[1].name = "x" }.contains("a second input of this name"))
    #expect(
      try message { $0.graph.scalars[1].name = "rate" }.contains("a second scalar of this name"))
    #expect(try message { $0.graph.slots[1].path = "w" }.contains("a second slot of this name"))
    #expect(try message { $0.outputs[1].name = "a" }.contains("a second output of this name"))
  }

  @Test func allFaultsAreReportedTogether() throws {
    let message = try message {
      $0.graph.inputs[1].name = "x"
      $0.graph.nodes[2].types = []
      $0.outputs[1].name = "a"
    }
    #expect(message.hasPrefix("5 errors:\n"))  // Two results lose their value.
  }
}
