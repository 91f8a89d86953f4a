import HoneBackend
import HoneCPU
import HoneCore
import HoneGraph
import HoneReference
import HoneTestSupport
import Testing

/// Graphs on which the engine once failed, as shrinking left them.
@Suite struct FoundGraphTests {
  /// Two nodes over one element join a group that another one lies between: what they read later
  /// depends on what they made before.
  @Test func aGroupThatOthersReadMayNotWaitForThem() throws {
    try expectAgreement(
      """
      program found
      input x: float32[3, 6, 1]
      input y: float32[3, 6, 1]
      input c: float32[1]
      %0 = input y
      %1 = input c
      %2 = input x
      %3 = sigmoid %1
      %4 = batchNormTraining %2, %3, %3 {axis: 2, epsilon: 0.001}
      %5 = subtract %2, %0
      %6 = reduceSum %5 {axes: [0, 1]}
      %7 = multiply %6, %3
      %8 = reshape %7 : float32[1, 1, 1]
      %9 = broadcast %8 : float32[3, 6, 1]
      %10 = multiply %4:0, %5
      %11 = reduceSum %10 {axes: [0, 1]}
      %12 = reshape %11 : float32[1, 1, 1]
      %13 = broadcast %12 : float32[3, 6, 1]
      %14 = add %9, %13
      output y = %14
      """)
  }

  private func expectAgreement(_ text: String) throws {
    let program = try GraphText.parse(text)
    let inputs = program.graph.inputs.enumerated().map { index, input in
      let key = RandomKey(seed: 1).folding(UInt64(index))
      let values = (0..<UInt64(input.type.shape.count)).map { key.normal(at: $0) }
      return HostTensor(unchecked: values, shape: input.type.shape).converted(to: input.type.dtype)
    }
    func run(_ backend: any Backend) throws -> [HostTensor] {
      try backend.compile(program, over: try backend.makeStateStore()).run(inputs)
    }
    for (received, wanted) in zip(try run(CPUBackend()), try run(ReferenceBackend())) {
      try expectClose(received, wanted, tolerance: .sum(of: 18))
    }
  }
}
