import Hone
import Testing

/// Weights by name: read, set, loaded whole or in part.
@Suite struct WeightsTests {
  private func built(_ layers: [any Layer]) throws -> Trainer {
    try Sequential([Input(4)] + layers).compile(optimizer: .sgd(), loss: .mse, backend: reference)
  }

  @Test func aWeightThatWasSetIsUsed() async throws {
    let trainer = try built([Dense(1)])
    try trainer.weights.set(
      "dense_1/kernel", to: HostTensor([1, 2, 3, 4] as [Float], shape: [4, 1]))
    try trainer.weights.set("dense_1/bias", to: HostTensor([0.5] as [Float]))
    let x = try HostTensor([1, 1, 1, 1, 0, 0, 0, 2] as [Float], shape: [2, 4])
    #expect(try await trainer.predict(x: x).floats == [10.5, 8.5])
  }

  @Test func everyMismatchIsListedAndNothingIsChanged() async throws {
    let trainer = try built([Dense(3), Dense(2)])
    let before = try trainer.weights.values()
    var values = before.mapValues { HostTensor(zeros: $0.shape) }
    values["dense_1/kernel"] = HostTensor(zeros: [4, 5])
    values["dense_1/bias"] = HostTensor(zeros: [3], dtype: .float64)
    values["dense_2/bias"] = nil
    values["dense_2/bais"] = HostTensor(zeros: [2])
    await expectError(
      .data, saying: "4 errors", "dense_1/kernel: load expects float32[4, 3].",
      "Received: float32[4, 5]", "dense_1/bias", "float64[3]",
      "dense_2/bias: load: this weight is missing", "dense_2/bais",
      "the model has no such weight", "dense_2/bias"
    ) { try trainer.weights.load(values) }
    #expect(try trainer.weights.values() == before)
  }

  @Test func aPartLoadsForFineTuning() async throws {
    let old = try built([Dense(3, name: "body"), Dense(10, name: "head")])
    let new = try built([Dense(3, name: "body"), Dense(2, name: "head"), Dense(1, name: "more")])
    let head = try new.weights["head/kernel"]
    #expect(
      try new.weights.load(old.weights.values(), partial: true) == ["body/kernel", "body/bias"])
    #expect(try new.weights["body/kernel"] == old.weights["body/kernel"])
    #expect(try new.weights["head/kernel"] == head)
    await expectError(.data, saying: "no weight fits", "help:") {
      try new.weights.load(["x": HostTensor(zeros: [1])], partial: true)
    }
  }

  @Test(arguments: backendNames)
  func frozenLayersKeepTheirWeightsAndStatistics(_ name: String) async throws {
    let model = Sequential {
      Dense(4, name: "body", trainable: false)
      BatchNormalization(name: "norm", trainable: false)
      Dense(3, name: "head")
    }
    let trainer = try model.compile(
      optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: backend(name))
    let data = try Samples.dataset(12)
    try trainer.build(fields: data.fields)
    let before = try trainer.weights.values()
    try await trainer.fit(data, batchSize: 5, verbose: 0)
    for weight in try trainer.weights.names {
      #expect(try (trainer.weights[weight] == before[weight]) == !weight.hasPrefix("head"))
    }
    #expect(throws: HoneError.self) { try trainer.optimizerSlot("m", of: "body/kernel") }
  }
}
