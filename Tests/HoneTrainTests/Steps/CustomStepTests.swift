import Hone
import HoneTestSupport
import Testing

/// Training steps as closures.
@Suite struct CustomStepTests {
  @Test(arguments: backendNames)
  func anAdversarialStepMovesBothNetworks(_ name: String) async throws {
    let generator = Sequential(name: "generator") {
      Dense(8, activation: .tanh)
      Dense(2)
    }
    let judge = Sequential(name: "judge") {
      Dense(8, activation: .tanh)
      Dense(1)
    }
    let step = try CustomStep(inputs: ["real": [2]], seed: 3, backend: backend(name)) { step in
      let fake = generator(step.normal([step.batchSize, 4]))
      let (real, forged) = (judge(step.input("real")), judge(fake.stopGradient()))
      let judging = softplus(-real).mean() + softplus(forged).mean()
      step.minimize(judging, weightsOf: judge, by: .adam(learningRate: 0.02))
      let forging = softplus(-judge(fake)).mean()
      step.minimize(forging, weightsOf: generator, by: .adam(learningRate: 0.01))
      return ["judging": judging, "forging": forging, "fake": fake.mean(axes: [0])]
    }
    // Real points lie around (3, 3); the generator starts around 0.
    let real = try HostTensor(
      Samples.normal([32, 2]).floats.map { 3 + 0.2 * $0 }, shape: [32, 2])
    try await step.build()
    let before = try step.weights()
    #expect(before.count == 8)
    var logs: [String: HostTensor] = [:]
    var judging: [Float] = []
    for _ in 0..<150 {
      logs = try await step.run(["real": real])
      judging.append(try #require(logs["judging"]).floats[0])
    }
    // First the judge learns to tell; then the forgeries move towards what is real.
    #expect(try #require(judging.min()) < judging[0])
    #expect(try #require(logs["fake"]).floats.allSatisfy { $0 > 1 })
    for (weight, value) in try step.weights() { #expect(value != before[weight]) }
  }

  @Test(arguments: backendNames)
  func distillationBringsAStudentToItsTeacher(_ name: String) async throws {
    let data = try Samples.dataset(60)
    let teacher = try Samples.trainer(
      optimizer: .adam(learningRate: 0.03), metrics: [.accuracy], on: backend(name))
    try await teacher.fit(data, epochs: 10, batchSize: 20, verbose: 0)

    let (large, small) = (Samples.perceptron(), Sequential { Dense(3) })
    let step = try CustomStep(inputs: ["x": [6]], backend: backend(name)) { step in
      let x = step.input("x")
      let wanted = softmax(large(x) / 2).stopGradient()
      let loss = -(wanted * logSoftmax(small(x) / 2)).sum(axes: [1]).mean()
      step.minimize(loss, weightsOf: small, by: .adam(learningRate: 0.05))
      return ["loss": loss]
    }
    try await step.build()
    try step.load(teacher.weights.values(), beneath: "sequential_1")
    var losses: [Float] = []
    for _ in 0..<40 {
      losses.append(try #require(try await step.run(["x": data.tensors[0]])["loss"]).floats[0])
    }
    #expect(losses[39] < 0.8 * losses[0])
    #expect(try step.weights(beneath: "sequential_1") == teacher.weights.values())

    let student = try small.compile(
      optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.accuracy], backend: backend(name))
    try student.build(fields: data.fields)
    try student.weights.load(step.weights(beneath: "sequential_2"))
    let (taught, asked) = (try await student.predict(data)[0], try await teacher.predict(data)[0])
    let agreed = zip(argmax(taught), argmax(asked)).count { $0 == $1 }
    #expect(agreed >= 48)
  }

  private func argmax(_ logits: HostTensor) -> [Int] {
    let values = logits.floats
    return (0..<logits.shape[0]).map { row in
      (0..<3).max { values[row * 3 + $0] < values[row * 3 + $1] } ?? 0
    }
  }

  @Test(arguments: backendNames)
  func aLaterUseOfAWeightSeesTheEarlierUpdate(_ name: String) async throws {
    let layer = Dense(1, useBias: false, kernelInitializer: .constant(2))
    let step = try CustomStep(inputs: ["x": [1]], backend: backend(name)) { step in
      let x = step.input("x")
      let before = layer(x).mean()
      step.minimize(before, weightsOf: layer, by: .sgd(learningRate: 0.5))
      let after = layer(x).mean()
      step.minimize(square(after), weightsOf: layer, by: .sgd(learningRate: 0.25))
      return ["before": before, "after": after, "last": layer(x).mean()]
    }
    let logs = try await step.run(["x": HostTensor(filling: [1, 1], with: 1)])
    // 2; minus 0.5 · 1 is 1.5; minus 0.25 · 2 · 1.5 is 0.75.
    #expect(logs["before"]?.floats == [2])
    #expect(logs["after"]?.floats == [1.5])
    #expect(logs["last"]?.floats == [0.75])
    #expect(try step.weight("dense_1/kernel").floats == [0.75])
  }

  @Test(arguments: backendNames)
  func gradientsOfGivenValuesMoveWeightsByHand(_ name: String) async throws {
    let layer = Dense(1, useBias: false, kernelInitializer: .constant(2))
    let step = try CustomStep(
      inputs: ["x": [1]], integerInputs: ["count": []], backend: backend(name)
    ) { step in
      let loss = (layer(step.input("x")) * step.input("count").converted(to: .float32)).mean()
      let gradients = gradient(of: loss, withRespectTo: step.weights(of: layer))
      step.update(weightsOf: layer, gradients: gradients.map { -$0 }, by: .sgd(learningRate: 1))
      return ["gradient": gradients[0]]
    }
    let logs = try await step.run([
      "x": HostTensor(filling: [1, 1], with: 1), "count": HostTensor([5] as [Int32]),
    ])
    #expect(logs["gradient"]?.floats == [5])
    #expect(try step.weight("dense_1/kernel").floats == [7])
  }

  @Test func randomDrawsAreFreshEachStepAndFollowTheSeed() async throws {
    func draws(seed: UInt64) async throws -> [[Float]] {
      let step = try CustomStep(inputs: ["x": [1]], seed: seed, backend: reference) { step in
        ["noise": step.normal([4]) + step.input("x").mean() * 0]
      }
      var results: [[Float]] = []
      for _ in 0..<2 {
        results.append(
          try #require(try await step.run(["x": HostTensor(zeros: [1, 1])])["noise"]).floats)
      }
      return results
    }
    let first = try await draws(seed: 1)
    #expect(first[0] != first[1])
    #expect(try await draws(seed: 1) == first)
    #expect(try await draws(seed: 2) != first)
  }
}
