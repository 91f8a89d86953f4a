import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

/// LSTM and GRU as operations: against numbers computed by hand, against their definition, and
/// their gradients against finite differences.
@Suite struct RecurrentTests {
  private static let (batch, time, units) = (2, 3, 3)

  private static func random(_ shape: Int..., stream: UInt64) -> HostTensor {
    let key = RandomKey(seed: 11, stream: stream)
    let shape = Shape(shape)
    return HostTensor(
      unchecked: (0..<UInt64(shape.count)).map { 0.7 * key.normal(at: $0) }, shape: shape)
  }

  private static func operands(gates: Int, states: Int) -> [HostTensor] {
    [
      random(batch, time, gates * units, stream: 1), random(units, gates * units, stream: 2),
      random(gates * units, stream: 3),
    ] + (0..<states).map { random(batch, units, stream: 4 + UInt64($0)) }
  }

  static let operations: [Op] = [
    .lstm(reverse: false), .lstm(reverse: true), .gru(resetAfter: true, reverse: false),
    .gru(resetAfter: true, reverse: true), .gru(resetAfter: false, reverse: false),
    .gru(resetAfter: false, reverse: true),
  ]

  private static func operands(of op: Op) -> [HostTensor] {
    if case .lstm = op { return operands(gates: 4, states: 2) }
    return operands(gates: 3, states: 1)
  }

  /// Operation, operands and the index of the workspace in what it returns.
  private static func gradient(of op: Op, _ x: [Tensor]) -> (op: Op, operands: [Tensor]) {
    let forward = Tensor.apply(op, x)
    let upstream = Tensor(random(batch, time, units, stream: 8))
    switch op {
    case .lstm(let reverse):
      let last = Tensor(random(batch, units, stream: 9))
      return (
        .lstmGradient(reverse: reverse), [x[1], x[4], forward[2], forward[3], upstream, last]
      )
    case .gru(let resetAfter, let reverse):
      return (
        .gruGradient(resetAfter: resetAfter, reverse: reverse),
        [x[1], x[3], forward[0], forward[1], upstream]
      )
    default: return (op, x)
    }
  }

  @Test(arguments: operations)
  func operationsAgreeWithTheirDefinition(_ op: Op) throws {
    let x = Self.operands(of: op)
    let fused = try evaluate(at: x) { Tensor.apply(op, $0) }
    let unrolled = try evaluate(at: x) { RecurrentDefinition.outputs(op, $0) }
    #expect(fused.count == unrolled.count)
    for (a, b) in zip(fused, unrolled) { try expectClose(a, b, tolerance: tenDigits) }
  }

  @Test(arguments: operations)
  func gradientOperationsAgreeWithTheirDefinition(_ op: Op) throws {
    let x = Self.operands(of: op)
    let fused = try evaluate(at: x) {
      let gradient = Self.gradient(of: op, $0)
      return Tensor.apply(gradient.op, gradient.operands)
    }
    let unrolled = try evaluate(at: x) {
      let gradient = Self.gradient(of: op, $0)
      return RecurrentDefinition.outputs(gradient.op, gradient.operands)
    }
    #expect(fused.count == unrolled.count)
    for (a, b) in zip(fused, unrolled) { try expectClose(a, b, tolerance: tenDigits) }
  }

  @Test(arguments: operations)
  func gradientsAgreeWithFiniteDifferences(_ op: Op) throws {
    try GradientCheck().verify(at: Self.operands(of: op)) { x in
      // The workspace takes no part: its gradient goes through the definition, tested below.
      if case .lstm = op { return Array(Tensor.apply(op, x)[..<2]) }
      return [Tensor.apply(op, x)[0]]
    }
  }

  @Test(arguments: operations)
  func gradientsOfTheWorkspaceAgreeToo(_ op: Op) throws {
    try GradientCheck().verify(at: Self.operands(of: op)) { Tensor.apply(op, $0) }
  }

  @Test(arguments: [Op.lstm(reverse: true), .gru(resetAfter: true, reverse: false)])
  func gradientsCanBeDifferentiatedAgain(_ op: Op) throws {
    try GradientCheck(order: 2).verify(at: Self.operands(of: op)) { [Tensor.apply(op, $0)[0]] }
  }

  @Test func oneStepOfLSTMByHand() throws {
    // One unit: i = σ(1 + 2·0.5 + 0.1), f = σ(2 + 0 + 0.2), g = tanh(−1 + 0.5 + 0.3), o = σ(0.4).
    let results = try ProgramBuilder.evaluate(
      .lstm(reverse: false), doubles([1, 2, -1, 0], 1, 1, 4), doubles([2, 0, 1, 0], 1, 4),
      doubles([0.1, 0.2, 0.3, 0.4]), doubles([0.5], 1, 1), doubles([-2], 1, 1))
    let gates = [0.890903178, 0.900249511, -0.197375320, 0.598687660]
    let cell = gates[1] * -2 + gates[0] * gates[2]
    let digits = Tolerance(relative: 1e-8, absolute: 1e-8, float64Factor: 1)
    try expectClose(results[3], doubles(gates, 1, 1, 4), tolerance: digits)
    try expectClose(results[1], doubles([cell], 1, 1), tolerance: digits)
    try expectClose(
      results[0], doubles([gates[3] * -0.962317389], 1, 1, 1), tolerance: digits)
  }

  @Test func reverseIsTheSameOnReversedSequences() throws {
    for (forward, backward) in [
      (Op.lstm(reverse: false), Op.lstm(reverse: true)),
      (.gru(resetAfter: true, reverse: false), .gru(resetAfter: true, reverse: true)),
    ] {
      let x = Self.operands(of: forward)
      let order = HostTensor([2, 1, 0] as [Int32])
      let a = try evaluate(at: x) { x in
        var flipped = x
        flipped[0] = x[0].gathered(at: Tensor(order), axis: 1)
        return [Tensor.apply(forward, flipped)[0].gathered(at: Tensor(order), axis: 1)]
      }
      let b = try evaluate(at: x) { [Tensor.apply(backward, $0)[0]] }
      try expectClose(a[0], b[0], tolerance: tenDigits)
    }
  }
}
