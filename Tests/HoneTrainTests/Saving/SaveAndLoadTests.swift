import Foundation
import Hone
import Testing

@Suite struct SaveAndLoadTests {
  /// With everything that has state: running statistics, dropout, an optimizer with memory.
  private func trainer(seed: UInt64 = 6, on name: String) throws -> Trainer {
    let model = Sequential {
      Input(6)
      Dense(8, useBias: false, kernelRegularizer: .l2(1e-3))
      BatchNormalization(momentum: 0.8)
      ReLU()
      Dropout(0.25)
      Dense(3)
    }
    return try model.compile(
      optimizer: .adam(learningRate: .cosineDecay(0.02, steps: 20)),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy], seed: seed,
      backend: backend(name))
  }

  @Test(arguments: backendNames)
  func aLoadedModelPredictsTheSameBits(_ name: String) async throws {
    let folder = try TemporaryFolder()
    let data = try Samples.dataset(30)
    let trainer = try trainer(on: name)
    try await trainer.fit(data, epochs: 2, batchSize: 8, verbose: 0)
    try trainer.save(to: folder.path + "/a/b")
    let again = try SavedModel(folder.path + "/a/b").trainer(backend: backend(name))
    #expect(try await again.predict(data) == trainer.predict(data))
    #expect(try await again.evaluate(data) == trainer.evaluate(data))
    #expect(try again.weights.values() == trainer.weights.values())
    #expect(try again.weights.names == trainer.weights.names)
    #expect(again.stepCount == 8)
  }

  @Test(arguments: backendNames)
  func trainingOnAfterLoadingEqualsTrainingThrough(_ name: String) async throws {
    let folder = try TemporaryFolder()
    let data = try Samples.dataset(27)
    let through = try trainer(on: name)
    let whole = try await through.fit(data, epochs: 4, batchSize: 8, verbose: 0)
    let first = try trainer(on: name)
    try await first.fit(data, epochs: 2, batchSize: 8, verbose: 0)
    try first.save(to: folder.path)
    let second = try SavedModel(folder.path).trainer(backend: backend(name))
    let rest = try await second.fit(data, epochs: 4, batchSize: 8, initialEpoch: 2, verbose: 0)
    #expect(try second.weights.values() == through.weights.values())
    #expect(rest["loss"] == Array(whole["loss"].suffix(2)))
    for slot in ["m", "v"] {
      #expect(
        try second.optimizerSlot(slot, of: "dense_1/kernel")
          == through.optimizerSlot(slot, of: "dense_1/kernel"))
    }
    #expect(second.stepCount == through.stepCount)
  }

  /// The plan is measured where the first training begins, and reused from its record.
  @Test func aMeasuredPlanIsRecordedAndReused() async throws {
    let folder = try TemporaryFolder()
    let model = Sequential {
      Input(24, 24, 8)
      Conv2D(24, kernelSize: 3, activation: .relu)
      Flatten()
      Dense(3)
    }
    let shape: Shape = [16, 24, 24, 8]
    let pixels = (0..<shape.count).map { (index: Int) -> Float in Float(index * 7919 % 101) / 101 }
    let labels = (0..<16).map { (index: Int) -> Int32 in Int32(index % 3) }
    let data = try ArrayDataset(x: HostTensor(pixels, shape: shape), y: HostTensor(labels))
    let first = try model.compile(
      optimizer: .adam(learningRate: 1e-3), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      seed: 3, plan: .tune)
    try await first.fit(data, epochs: 1, batchSize: 16, verbose: 0)
    try first.save(to: folder.path)
    let saved = try SavedModel(folder.path)
    let plan = try #require(saved.plan)
    #expect(plan.choices.keys.contains { $0.hasPrefix("convolution backwardKernel") })
    #expect(plan.choices.keys.contains { $0.hasPrefix("dot") })
    // The rules may choose otherwise; the record goes first.
    let second = try saved.trainer(backend: CPUBackend(plan: .fixed))
    try await first.fit(data, epochs: 2, batchSize: 16, initialEpoch: 1, verbose: 0)
    try await second.fit(data, epochs: 2, batchSize: 16, initialEpoch: 1, verbose: 0)
    #expect(try first.weights.values() == second.weights.values())
  }

  @Test func savingAgainReplacesWhatWasThere() async throws {
    let folder = try TemporaryFolder()
    let data = try Samples.dataset(10)
    let trainer = try trainer(on: "reference")
    try trainer.save(to: folder.path)
    #expect(try SavedModel(folder.path).stepCount == 0)
    try await trainer.fit(data, batchSize: 5, verbose: 0)
    try trainer.save(to: folder.path)
    let again = try SavedModel(folder.path)
    #expect(again.stepCount == 2 && again.seed == 6)
    #expect(
      try again.trainer(backend: reference).weights.values() == trainer.weights.values())
  }

  @Test func aClosureWithinALossOrMetricIsNotWritten() async throws {
    let custom = CustomLoss("mine") { square($0 - $1) }
    let parts: [(any Loss, [any Metric])] = [
      (custom.weighted(reduction: .sum), []), (MeanSquaredError(), [.loss(custom)]),
    ]
    for (loss, metrics) in parts {
      let folder = try TemporaryFolder()
      let model = Sequential {
        Input(2)
        Dense(1)
      }
      let trainer = try model.compile(
        optimizer: .sgd(), loss: loss, metrics: metrics, backend: reference)
      try trainer.save(to: folder.path)
      await expectError(.model, saying: "a closure") { _ = try SavedModel(folder.path) }
    }
  }

  @Test func namesOfClassesAndMetricsComeBack() async throws {
    let folder = try TemporaryFolder()
    let samples = try Samples.classes(9)
    let data = try ArrayDataset(x: samples.x, y: samples.y, classNames: ["cat", "dog", "eel"])
    let trainer = try trainer(on: "reference")
    try await trainer.fit(data, verbose: 0)
    try trainer.save(to: folder.path)
    let again = try SavedModel(folder.path).trainer(backend: reference)
    #expect(again.classNames == ["cat", "dog", "eel"])
    #expect(again.fields == data.fields)
    #expect(try await again.evaluate(data).keys.sorted() == ["accuracy", "loss", "penalty"])
  }

  @Test func aModelWithAClosureSavesItsWeightsAndSaysSo() async throws {
    let folder = try TemporaryFolder()
    func trainer(seed: UInt64) throws -> Trainer {
      try Sequential { Dense(3) }.compile(
        optimizer: .sgd(), loss: .custom("gap") { square($0 - $1) }, seed: seed, backend: reference)
    }
    let (first, x) = (try trainer(seed: 1), try Samples.normal([2, 4]))
    _ = try await first.predict(x: x)
    try first.save(to: folder.path)
    await expectError(.model, saying: "closure", "help: build the model in Swift", "loadWeights") {
      _ = try SavedModel(folder.path)
    }
    let second = try trainer(seed: 2)
    let other = try await second.predict(x: x)
    #expect(try second.loadWeights(from: folder.path) == ["dense_1/kernel", "dense_1/bias"])
    #expect(try await second.predict(x: x) == first.predict(x: x))
    #expect(try await second.predict(x: x) != other)
  }

  @Test func filesThatAreMissingOrDamagedAreNamed() async throws {
    let folder = try TemporaryFolder()
    await expectError(.file, saying: folder.path + "/model.json", "no such file", "help:") {
      _ = try SavedModel(folder.path)
    }
    try trainer(on: "reference").save(to: folder.path)
    let weights = folder.path + "/weights.safetensors"
    let bytes = try Array(Data(contentsOf: URL(filePath: weights)))
    try Data(bytes.dropLast(7)).write(to: URL(filePath: weights))
    await expectError(.file, saying: "weights.safetensors") {
      _ = try SavedModel(folder.path).trainer(backend: reference)
    }
    try Data("{\"model\": ".utf8).write(to: URL(filePath: folder.path + "/model.json"))
    do {
      _ = try SavedModel(folder.path)
      Issue.record("a damaged file was read")
    } catch {
      #expect(error.description.contains("model.json"))
    }
  }
}
