import Testing

@testable import HoneGraph

struct CommonSubexpressionsTests {
  @Test func equalOperationsOnEqualOperandsMerge() throws {
    try expectPass(
      CommonSubexpressions(),
      """
      %0 = input x
      %1 = input x
      %2 = exp %0 @first at Model.swift:1
      %3 = exp %1 @second
      %4 = add %2, %3
      output y = %4
      """,
      """
      %0 = input x
      %1 = exp %0 : float32[2, 3] @first at Model.swift:1
      %2 = add %1, %1 : float32[2, 3]
      output y = %2
      """)
  }

  @Test func theOrderOfOperandsMattersOnlyWhereItDoes() throws {
    let leaves = "%0 = input x\n%1 = input y\n"
    for op in ["add", "multiply"] {
      try expectPass(
        CommonSubexpressions(),
        leaves + "%2 = \(op) %0, %1\n%3 = \(op) %1, %0\noutput a = %2\noutput b = %3",
        leaves + "%2 = \(op) %0, %1 : float32[2, 3]\noutput a = %2\noutput b = %2")
    }
    for op in ["subtract", "maximum", "power"] {
      let text =
        leaves + "%2 = \(op) %0, %1 : float32[2, 3]\n%3 = \(op) %1, %0 : float32[2, 3]\n"
        + "output a = %2\noutput b = %3"
      try expectPass(CommonSubexpressions(), text, text)
    }
  }

  @Test func drawsOfDifferentStreamsNeverMerge() throws {
    func draw(_ label: Int, _ stream: Int) -> String {
      "%\(label) = random %0, %1 {draw: uniform, low: 0.0, high: 1.0, stream: \(stream)} "
        + ": float32[3]\n"
    }
    let leaves = "%0 = scalar seed\n%1 = scalar step\n"
    let different = leaves + draw(2, 1) + draw(3, 2) + "output a = %2\noutput b = %3"
    try expectPass(CommonSubexpressions(), different, different)
    try expectPass(
      CommonSubexpressions(), leaves + draw(2, 1) + draw(3, 1) + "output a = %2\noutput b = %3",
      leaves + draw(2, 1) + "output a = %2\noutput b = %2")
  }

  @Test func attributesAndConstantsThatDifferInBitsStayApart() throws {
    let text = """
      %0 = input x
      %1 = pad %0 {low: [1, 0], high: [0, 0], value: 0.0} : float32[3, 3]
      %2 = pad %0 {low: [1, 0], high: [0, 0], value: -0.0} : float32[3, 3]
      %3 = constant 0.0 : float32[]
      %4 = constant -0.0 : float32[]
      %5 = constant 0 : int32[]
      output a = %1
      output b = %2
      output c = %3
      output d = %4
      output e = %5
      """
    try expectPass(CommonSubexpressions(), text, text)
  }

  @Test func outputsOfMergedNodesAreRenamed() throws {
    try expectPass(
      CommonSubexpressions(),
      """
      %0 = input x
      %1 = constant [1.0, 1.0, 2.0] : float32[3]
      %2 = batchNormTraining %0, %1, %1 {axis: 1, epsilon: 0.001}
      %3 = batchNormTraining %0, %1, %1 {axis: 1, epsilon: 0.001}
      %4 = batchNormTraining %0, %1, %1 {axis: 1, epsilon: 0.002}
      %5 = add %2:1, %3:2
      output y = %5
      output z = %4:1
      """,
      """
      %0 = input x
      %1 = constant [1.0, 1.0, 2.0] : float32[3]
      %2 = batchNormTraining %0, %1, %1 {axis: 1, epsilon: 0.001} : (float32[2, 3], \
      float32[3], float32[3])
      %3 = batchNormTraining %0, %1, %1 {axis: 1, epsilon: 0.002} : (float32[2, 3], \
      float32[3], float32[3])
      %4 = add %2:1, %2:2 : float32[3]
      output y = %4
      output z = %3:1
      """)
  }
}
