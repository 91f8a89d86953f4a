import Testing

@testable import HoneGraph

struct DeadCodeRemovalTests {
  @Test func onlyOutputsAndUpdatesKeepNodes() throws {
    try expectPass(
      DeadCodeRemoval(),
      """
      %0 = input x
      %1 = input y
      %2 = state w
      %3 = exp %1 @unused
      %4 = add %0, %2 : float32[2, 3] @a/b at Model.swift:7
      %5 = multiply %3, %4
      %6 = negate %2 : float32[2, 3]
      output sum = %4
      update w = %6
      """,
      """
      %0 = input x
      %1 = state w
      %2 = add %0, %1 : float32[2, 3] @a/b at Model.swift:7
      %3 = negate %1 : float32[2, 3]
      output sum = %2
      update w = %3
      """)
  }

  @Test func oneUsedOutputKeepsANodeAndItsNumbering() throws {
    try expectPass(
      DeadCodeRemoval(),
      """
      %0 = input y
      %1 = input x
      %2 = constant [1.0, 1.0, 2.0] : float32[3]
      %3 = batchNormTraining %1, %2, %2 {axis: 1, epsilon: 0.001}
      output variance = %3:2
      """,
      """
      %0 = input x
      %1 = constant [1.0, 1.0, 2.0] : float32[3]
      %2 = batchNormTraining %0, %1, %1 {axis: 1, epsilon: 0.001} : (float32[2, 3], \
      float32[3], float32[3])
      output variance = %2:2
      """)
  }

  @Test func aProgramWithoutResultsBecomesEmpty() throws {
    try expectPass(DeadCodeRemoval(), "%0 = input x\n%1 = exp %0\n", "")
  }
}
