import Hone
import Testing

/// Preflight looks, and leaves everything as it was.
struct PreflightStateTests {
  private func trainer(_ backend: any Backend) throws -> Trainer {
    try Sequential {
      Conv2D(4, kernelSize: 3, useBias: false)
      BatchNormalization()
      ReLU()
      SpectralNormalization(Conv2D(4, kernelSize: 3, activation: .relu))
      Flatten()
      Dropout(0.3)
      Dense(3)
    }.compile(
      optimizer: .adam(learningRate: 0.01),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy], seed: 5,
      backend: backend)
  }

  @Test(arguments: backendNames)
  func stateAndStepCountStayTheSameBits(_ name: String) async throws {
    let trainer = try trainer(backend(name))
    let data = try PlannedTraining.rows(40, [8, 8, 1])
    try trainer.build(fields: data.fields)
    let before = try trainer.weights.values()
    let findings = try await trainer.preflight(data, epochs: 3, batchSize: 8)
    #expect(findings.allSatisfy { $0.severity == .note }, "\(findings)")
    #expect(try trainer.weights.values() == before)
    #expect(trainer.stepCount == 0)
    #expect(trainer.learningRate == nil)
  }

  @Test(arguments: backendNames)
  func trainingHasTheSameBitsWithAndWithoutIt(_ name: String) async throws {
    let data = try PlannedTraining.rows(40, [8, 8, 1])
    var results: [[String: HostTensor]] = []
    for preflight in [true, false] {
      let trainer = try trainer(backend(name))
      try await trainer.fit(
        data, epochs: 2, batchSize: 16, verbose: .silent, preflight: preflight)
      results.append(try trainer.weights.values())
    }
    #expect(results[0] == results[1])
  }

  @Test func itIsTheSameEachTime() async throws {
    let data = try PlannedTraining.rows(40, [8, 8, 1], scale: 300)
    var found: [[Finding]] = []
    for _ in 1...2 { found.append(try await trainer(reference).preflight(data, batchSize: 2)) }
    #expect(found[0] == found[1])
    #expect(found[0].contains { $0.rule == "batch-normalization-small-batch" })
    #expect(found[0].map(\.severity) == found[0].map(\.severity).sorted(by: >))
  }

  @Test func errorsEndTrainingBeforeItsFirstStepUnlessItIsLeftOut() async throws {
    let data = try Samples.dataset(30)
    func trainer() throws -> Trainer {
      try Sequential {
        Dense(3, activation: .softmax, name: "answer")
      }.compile(
        optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
        backend: reference)
    }
    let first = try trainer()
    await expectError(
      .usage, saying: "answer: softmax makes probabilities", "help: leave softmax out"
    ) { try await first.fit(data, verbose: .silent) }
    #expect(first.stepCount == 0)
    let second = try trainer()
    try await second.fit(data, verbose: .silent, preflight: false)
    #expect(second.stepCount == 1)
  }

  @Test func aThingAtSeveralLayersIsOneFinding() async throws {
    let found = try await PlannedTraining.model {
      for _ in 1...6 { Dense(8, activation: .sigmoid) }
      Dense(3)
    }.findings().filter { $0.rule == "saturating-hidden" }
    #expect(found.count == 1)
    #expect(found[0].place == "dense_1")
    #expect(found[0].message.hasSuffix("so it is at dense_2, dense_3, dense_4 and 2 more"))
  }

  @Test func partsOfAModelAreSeenThroughStructsAndFunctions() async throws {
    struct Block: Layer {
      let first = Dense(8)
      let second = Dense(8)
      func forward(_ x: Tensor) -> Tensor { sigmoid(second(tanh(first(x)))) }
    }
    let found = try await PlannedTraining.model {
      Block()
      Dense(3)
    }.findings()
    #expect(found.filter { $0.severity > .note }.map(\.rule) == ["saturating-hidden"])
    #expect(found.first?.place == "block_1")
    let gated = try await PlannedTraining.model {
      Gate()
      Dense(3)
    }.findings()
    #expect(gated.filter { $0.severity > .note } == [], "a sigmoid that multiplies is a gate")
  }
}

private struct Gate: Layer {
  let gate = Dense(6)
  func forward(_ x: Tensor) -> Tensor { x * sigmoid(gate(x)) }
}
