import Hone
import Testing

/// Searching for a learning rate by training a copy.
@Suite struct LearningRateSearchTests {
  private typealias Support = StatefulTraining

  @Test(arguments: StatefulTraining.optimizers, backendNames)
  func trainingAfterASearchGivesTheBitsOfTrainingWithout(
    _ optimizer: String, _ name: String
  ) async throws {
    let plain = try Support.trainer(optimizer, backend(name))
    let searching = try Support.trainer(optimizer, backend(name))
    // Before the weights are made, between two trainings, and with a sample that can't be read.
    let found = try await searching.findLearningRate(Support.data(22), batchSize: 4)
    #expect(searching.stepCount == 0 && searching.fields.isEmpty)
    #expect(throws: HoneError.self) { try searching.weights.values() }
    _ = try await Support.fit(plain, epochs: 2)
    _ = try await Support.fit(searching, epochs: 2)
    let middle = try Support.State(plain)
    #expect(!middle.memory.isEmpty)
    try #expect(Support.State(searching) == middle)

    // Other rates, another batch size, other samples.
    let again = try await searching.findLearningRate(
      Support.data(70, seed: 3), from: 1e-5, to: 1, steps: 20, batchSize: 16)
    #expect(again.points.first?.loss != found.points.first?.loss)
    try #expect(Support.State(searching) == middle)
    await expectError(.data, saying: "sample 60") {
      _ = try await searching.findLearningRate(
        Support.Broken(base: Support.data(64), row: 60), batchSize: 8)
    }
    try #expect(Support.State(searching) == middle)
    let expected = try await Support.fit(plain, epochs: 4, from: 2)
    let history = try await Support.fit(searching, epochs: 4, from: 2)
    #expect(history.values == expected.values)
    try #expect(Support.State(searching) == Support.State(plain))
  }

  @Test(arguments: backendNames)
  func aRateThatTheUserSetStays(_ name: String) async throws {
    let trainer = try Support.trainer(backend: name)
    trainer.learningRate = 0.003
    _ = try await trainer.findLearningRate(Support.data(12), steps: 10, batchSize: 4)
    #expect(trainer.learningRate == 0.003)
  }

  @Test func theSameSearchGivesTheSameCurve() async throws {
    let trainer = try Support.trainer(backend: "reference")
    let data = try Support.data(22)
    let first = try await trainer.findLearningRate(data, steps: 20, batchSize: 4)
    #expect(try await trainer.findLearningRate(data, steps: 20, batchSize: 4) == first)
    // Small data is gone through again and again, in full batches.
    #expect(first.points.count == 20)
    #expect(abs(first.points[0].rate / 1e-7 - 1) < 1e-12 && first.points[19].rate == 10)
    let factors = zip(first.points.dropFirst(), first.points).map { $0.rate / $1.rate }
    for factor in factors { #expect(abs(factor / factors[0] - 1) < 1e-9) }
  }

  @Test func arraysAndSourcesGiveTheSameCurve() async throws {
    let trainer = try Support.trainer(backend: "reference")
    let data = try Support.data(22)
    let wanted = try await trainer.findLearningRate(data, steps: 12, batchSize: 4)
    let arrays = try await trainer.findLearningRate(
      x: data.tensors[0], y: data.tensors[1], steps: 12, batchSize: 4)
    #expect(arrays == wanted)
    let source = try await trainer.findLearningRate(
      DatasetSource(data), steps: 12, batchSize: 4, workers: 2)
    #expect(source == wanted)
  }

  @Test(arguments: backendNames)
  func theSuggestionTrains(_ name: String) async throws {
    let data = try Samples.dataset(240)
    func loss(_ rate: Double) async throws -> Double {
      let trainer = try Samples.trainer(
        optimizer: .adam(learningRate: .constant(rate)), on: backend(name))
      let history = try await trainer.fit(
        data, epochs: 5, batchSize: 16, verbose: 0, preflight: false)
      return try #require(history["loss"].last)
    }
    let trainer = try Samples.trainer(optimizer: .adam(), on: backend(name))
    let search = try await trainer.findLearningRate(data, batchSize: 16)
    let rate = try #require(search.suggestion, "\(search)")
    let reached = try await loss(rate)
    #expect(try await reached < 0.5 * loss(rate / 1000), "\(search)")
    #expect(try await reached < loss(min(rate * 1000, 100)), "\(search)")
  }

  @Test func accumulatedBatchesShareARate() async throws {
    let data = try Samples.dataset(32)
    let whole = try Samples.trainer(optimizer: .sgd(), on: reference)
    let halves = try Samples.trainer(optimizer: .sgd().accumulated(over: 2), on: reference)
    let wanted = try await whole.findLearningRate(data, to: 1, steps: 30, batchSize: 8)
    let found = try await halves.findLearningRate(data, to: 1, steps: 30, batchSize: 4)
    #expect(found.points.count == wanted.points.count)
    for (a, b) in zip(found.points, wanted.points) { #expect(abs(a.loss - b.loss) < 1e-5) }
  }

  @Test func ratesThatChangeNothingAreNoSuggestion() async throws {
    let trainer = try Samples.trainer(optimizer: .sgd(), on: reference)
    let data = try Samples.dataset(60)
    let small = try await trainer.findLearningRate(data, from: 1e-12, to: 1e-9, steps: 40)
    #expect(small.suggestion == nil && small.end == .finished)
    #expect(small.reason.contains("Go on to larger rates"))
    let large = try await trainer.findLearningRate(data, from: 1e3, to: 1e6, steps: 40)
    #expect(large.suggestion == nil && large.end != .finished)
    #expect(large.reason.contains("Begin with smaller rates"))
  }

  @Test func everyNumberOutOfRangeIsNamed() async throws {
    let trainer = try Samples.trainer(on: reference)
    let data = try Samples.dataset(8)
    await expectError(
      .usage, saying: "from", "to", "steps", "smoothing", "Received: -1.0", "Received: 9"
    ) {
      _ = try await trainer.findLearningRate(data, from: -1, to: -2, steps: 9, smoothing: 1)
    }
    await expectError(.usage, saying: "batchSize") {
      _ = try await trainer.findLearningRate(data, batchSize: 0)
    }
    await expectError(.data, saying: "training data") {
      _ = try await trainer.findLearningRate(data.prefix(0))
    }
  }
}

extension StatefulTraining {
  static func trainer(backend name: String) throws -> Trainer {
    try trainer(optimizers[0], backend(name))
  }
}
