import Hone
import Testing

/// Weights of samples and classes in training and evaluation.
@Suite struct WeightingTests {
  @Test(arguments: backendNames)
  func classWeightsAreWeightsOfTheirSamples(_ name: String) async throws {
    let data = try Samples.classes(24)
    let labels = data.y.elements(as: Int32.self)
    let weights = HostTensor(labels.map { [1, 0.5, 4][Int($0)] as Float })
    func train(_ body: (Trainer) async throws -> History) async throws -> (
      loss: [Double], weights: [String: HostTensor]
    ) {
      let trainer = try Samples.trainer(on: backend(name))
      let history = try await body(trainer)
      return (history["loss"], try trainer.weights.values())
    }
    let byClass = try await train {
      try await $0.fit(
        x: data.x, y: data.y, epochs: 2, batchSize: 7, verbose: 0, classWeight: [1: 0.5, 2: 4])
    }
    let bySample = try await train {
      try await $0.fit(
        x: data.x, y: data.y, sampleWeight: weights, epochs: 2, batchSize: 7, verbose: 0)
    }
    let plain = try await train {
      try await $0.fit(x: data.x, y: data.y, epochs: 2, batchSize: 7, verbose: 0)
    }
    #expect(byClass.loss == bySample.loss)
    #expect(byClass.weights == bySample.weights)
    #expect(byClass.weights != plain.weights)
  }

  @Test func evaluationAndSingleBatchesTakeWeightsToo() async throws {
    let trainer = try Samples.trainer(on: reference)
    let data = try Samples.classes(4)
    let none = HostTensor([0, 0, 0, 0] as [Float])
    #expect(try await trainer.evaluate(x: data.x, y: data.y, sampleWeight: none)["loss"] == 0)
    let before = try trainer.weights.values()
    let logs = try await trainer.trainOnBatch(x: data.x, y: data.y, sampleWeight: none)
    #expect(logs["loss"] == 0)
    #expect(try trainer.weights.values() == before)
  }

  @Test func validationThatIsSplitOffHasNoClassWeights() async throws {
    let trainer = try Samples.trainer(on: reference)
    trainer.learningRate = 0
    let data = try Samples.classes(40)
    let history = try await trainer.fit(
      x: data.x, y: data.y, batchSize: 10, validationSplit: 0.5, verbose: 0,
      classWeight: [0: 0, 1: 0, 2: 0])
    #expect(history["loss"] == [0])
    #expect(try #require(history["val_loss"].first) > 0.1)
  }

  @Test func classWeightsWantLabelsAndNoOtherWeights() async throws {
    let trainer = try Samples.trainer(on: reference)
    let data = try Samples.classes(4)
    await expectError(.data, saying: "weights already") {
      _ = try await trainer.fit(
        x: data.x, y: data.y, sampleWeight: HostTensor([1, 1, 1, 1] as [Float]), verbose: 0,
        classWeight: [0: 2])
    }
    await expectError(.data, saying: "one class label for each sample", "sample weights") {
      _ = try await trainer.fit(x: data.x, y: data.x, verbose: 0, classWeight: [0: 2])
    }
    await expectError(.usage, saying: "weights of 0 or more", "-1") {
      _ = try await trainer.fit(x: data.x, y: data.y, verbose: 0, classWeight: [0: -1])
    }
  }

  @Test(arguments: backendNames)
  func aLossDividedByTheWeightsIsTheirWeightedMean(_ name: String) async throws {
    let data = try Samples.classes(6)
    let weights: [Float] = [1, 0, 2, 0.5, 0, 3]
    func loss(_ reduction: LossReduction) async throws -> Double {
      let trainer = try Samples.perceptron().compile(
        optimizer: .sgd(),
        loss: SparseCategoricalCrossentropy(fromLogits: true).weighted(reduction: reduction),
        backend: backend(name))
      let logs = try await trainer.evaluate(
        x: data.x, y: data.y, sampleWeight: HostTensor(weights))
      return try #require(logs["loss"])
    }
    let total = try await loss(.sum)
    #expect(abs(try await loss(.sumOverBatchSize) - total / 6) < 1e-6)
    #expect(abs(try await loss(.meanWithSampleWeight) - total / 6.5) < 1e-6)
  }
}
