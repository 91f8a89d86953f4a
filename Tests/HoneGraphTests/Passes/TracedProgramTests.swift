import HoneBackend
import HoneCore
import HoneReference
import Testing

@testable import HoneGraph

/// A traced and differentiated training step through everything that happens to it on its way.
struct TracedProgramTests {
  private func training() throws -> Program {
    let trace = Trace(mode: .training, batchSize: 4)
    let x = trace.input(name: "x", type: TensorType(.float32, [4, 6]))
    let labels = trace.input(name: "labels", type: TensorType(.int32, [4]))
    let kernel = trace.state(
      path: "dense/kernel", type: TensorType(.float32, [6, 3]), role: .parameter,
      isTrainable: true, initial: ConstantValue(0.1))
    let bias = trace.state(
      path: "dense/bias", type: TensorType(.float32, [3]), role: .parameter, isTrainable: true,
      initial: ConstantValue(0))
    let kept = trace.random(.bernoulli(probability: 0.5), shape: [4, 6], dtype: .bool)
    let dropped = select(kept, x * 2, zerosLike(x))
    let logits = softplus(matmul(dropped, kernel) + bias)
    let loss = -(logSoftmax(logits) * labels.oneHot(depth: 3)).sum(axes: [1]).mean()
    let penalized = loss + pow(kernel, 2).sum() * 0.01
    let gradients = gradient(of: penalized, withRespectTo: [kernel, bias])
    let rate = trace.scalar("learning_rate")
    trace.update(path: "dense/kernel", to: kernel - rate * gradients[0])
    trace.update(path: "dense/bias", to: bias - rate * gradients[1])
    return try trace.program(name: "train", outputs: [("loss", penalized), ("logits", logits)])
  }

  @Test func itVerifiesReadsBackAndIsShortened() throws {
    let program = try training()
    try program.verify()
    #expect(try GraphText.parse(program.text) == program)
    let optimized = program.optimized()
    try optimized.verify()
    #expect(try GraphText.parse(optimized.text) == optimized)
    #expect(optimized.graph.nodes.count < program.graph.nodes.count)
    #expect(optimized.graph.slots == program.graph.slots)
    #expect(!optimized.graph.nodes.contains { $0.op == .stopGradient })
  }

  @Test func itTrainsToTheSameBitsOptimizedAndReadBack() throws {
    let program = try training()
    let programs = [program, program.optimized(), try GraphText.parse(program.optimized().text)]
    let states = try programs.map { program in
      let backend = ReferenceBackend()
      let store = try backend.makeStateStore()
      let key = RandomKey(seed: 3)
      for slot in program.graph.slots {
        let values = (0..<slot.type.shape.count).map { key.uniform(at: UInt64($0)) }
        try store.set(slot, to: HostTensor(values, shape: slot.type.shape))
      }
      let executable = try backend.compile(program, over: store)
      let x = try HostTensor((0..<24).map { Float($0) / 12 - 1 }, shape: [4, 6])
      let scalars = program.graph.scalars.map(\.name)
      var losses: [HostTensor] = []
      for step in 0..<5 {
        let known: [String: Double] = ["seed": 7, "step": Double(step)]
        let values = scalars.map { known[$0] ?? 0.1 }
        losses += try executable.run([x, HostTensor([Int32(0), 2, 1, 0])], scalars: values)
      }
      return (losses, try store.snapshot())
    }
    for state in states.dropFirst() {
      #expect(state.0 == states[0].0)
      #expect(state.1 == states[0].1)
    }
  }
}
