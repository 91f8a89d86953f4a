import Hone
import Testing

/// Losses and metrics are exact whatever the batches are.
@Suite struct EvaluationTests {
  @Test(arguments: backendNames)
  func evaluationIsExactOverUnequalBatches(_ name: String) async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: backend(name))
    let data = try Samples.dataset(37)
    let whole = try await trainer.evaluate(data, batchSize: .all)
    for size in [1, 5, 10, 36] {
      let parts = try await trainer.evaluate(data, batchSize: .count(size))
      #expect(parts["accuracy"] == whole["accuracy"])
      let (a, b) = (try #require(parts["loss"]), try #require(whole["loss"]))
      #expect((a - b).magnitude < 1e-6 * b)
    }
    // A mean of the batches' means would be another number.
    var sum = 0.0
    for rows in [Array(0..<36), [36]] {
      let batch = try data.tensors(at: rows)
      let logs = try await trainer.evaluate(x: batch[0], y: batch[1])
      sum += try #require(logs["loss"]) / 2
    }
    #expect((sum - (whole["loss"] ?? 0)).magnitude > 1e-4)
  }

  @Test(arguments: backendNames)
  func accuracyIsTheShareOfRightPredictions(_ name: String) async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: backend(name))
    let data = try Samples.classes(23)
    let logs = try await trainer.evaluate(x: data.x, y: data.y, batchSize: 8)
    let logits = try await trainer.predict(x: data.x, batchSize: 5).floats
    let labels: [Int32] = data.y.elements()
    let right = (0..<23).count { row in
      (0..<3).max { logits[row * 3 + $0] < logits[row * 3 + $1] } == Int(labels[row])
    }
    #expect(logs["accuracy"] == Double(right) / 23)
  }

  @Test(arguments: backendNames)
  func validationIsWhatEvaluateGives(_ name: String) async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: backend(name))
    let held = try Samples.dataset(19, seed: 2)
    let history = try await trainer.fit(
      try Samples.dataset(30), epochs: 2, batchSize: 8, validation: held, verbose: 0)
    #expect(
      history.names == ["loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"])
    let after = try await trainer.evaluate(held, batchSize: 8)
    #expect(history["val_loss"][1] == after["loss"])
    #expect(history["val_accuracy"][1] == after["accuracy"])
    #expect(history["val_loss"][0] != history["val_loss"][1])
  }

  @Test(arguments: backendNames)
  func evaluationChangesNoWeightAndNoStatistic(_ name: String) async throws {
    let model = Sequential {
      Dense(4)
      BatchNormalization()
      Dense(3)
    }
    let trainer = try model.compile(
      optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: backend(name))
    let data = try Samples.dataset(20)
    try await trainer.fit(data, batchSize: 7, verbose: 0)
    let before = try trainer.weights.values()
    _ = try await trainer.evaluate(data)
    _ = try await trainer.predict(data, batchSize: 3)
    #expect(try trainer.weights.values() == before)
    #expect(trainer.stepCount == 3)
  }

  @Test(arguments: backendNames)
  func predictionsDoNotDependOnTheBatchSize(_ name: String) async throws {
    let trainer = try Samples.trainer(on: backend(name))
    let x = try Samples.normal([11, 6])
    let whole = try await trainer.predict(x: x)
    #expect(whole.shape == [11, 3])
    let parts = try await trainer.predict(x: x, batchSize: 4)
    for (a, b) in zip(whole.floats, parts.floats) { #expect((a - b).magnitude < 1e-5) }
  }

  @Test(arguments: backendNames)
  func sampleWeightsScaleTheLossOfTheirSamples(_ name: String) async throws {
    let trainer = try Samples.trainer(on: backend(name))
    let data = try Samples.classes(4)
    func loss(_ weights: [Float]) async throws -> Double {
      let weighted = try ArrayDataset(x: data.x, y: data.y, sampleWeights: HostTensor(weights))
      return try #require(try await trainer.evaluate(weighted)["loss"])
    }
    var single: [Double] = []
    for row in 0..<4 {
      single.append(try await loss((0..<4).map { $0 == row ? 1 : 0 }))
    }
    let mixed = try await loss([0.5, 2, 0, 1])
    let wanted = 0.5 * single[0] + 2 * single[1] + single[3]
    #expect((mixed - wanted).magnitude < 1e-6)
    let plain = try await trainer.evaluate(x: data.x, y: data.y)
    #expect((single.reduce(0, +) - (plain["loss"] ?? 0)).magnitude < 1e-6)
  }
}
