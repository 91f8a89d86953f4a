import Hone
import Testing

/// Searching for a batch size: what fits, and what is fast.
@Suite struct BatchSizeSearchTests {
  private typealias Support = StatefulTraining

  private static func built(
    memoryLimit: ByteCount? = nil, on name: String = "cpu"
  ) throws -> Trainer {
    let trainer = try Samples.perceptron().compile(
      optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      memoryLimit: memoryLimit, backend: backend(name).choosing(.fixed))
    try trainer.build(fields: Samples.dataset(2).fields)
    return trainer
  }

  @Test(arguments: [40_000, 100_000, 999_999, 20_000_000] as [ByteCount])
  func theLargestFitsAndOneMoreDoesNot(_ limit: ByteCount) throws {
    let trainer = try Self.built()
    let found = try #require(try trainer.largestBatchSize(memoryLimit: limit, atMost: 1 << 20))
    let size = try #require(found.batchSize)
    #expect(!found.isAllSamples && found.limit == limit && size > 1)
    let memory = try #require(try trainer.memory(batchSize: size))
    #expect(found.memory == memory && memory.total <= limit)
    #expect(try #require(try trainer.memory(batchSize: size + 1)).total > limit)
    #expect(found.description.contains("the largest batch size is \(size), by memory"))
  }

  @Test func moreMemoryThanSamplesNeedIsSaid() throws {
    let found = try #require(try Self.built().largestBatchSize(atMost: 500))
    #expect(found.batchSize == 500 && found.isAllSamples)
    #expect(found.description.contains("all samples"))
    let none = try #require(try Self.built().largestBatchSize(memoryLimit: 100, atMost: 500))
    #expect(none.batchSize == nil && none.description.hasPrefix("no batch size fits: one sample"))
    let one = try #require(try Self.built().largestBatchSize(atMost: 1))
    #expect(one.batchSize == 1)
  }

  /// A convolution net keeps more of the forward part than a perceptron.
  @Test func underTheTrainersLimitMoreFitsByComputingAgain() throws {
    func largest(_ limit: ByteCount?) throws -> Int? {
      let trainer = try Sequential {
        Input(8, 8, 1)
        Conv2D(8, kernelSize: 3, padding: .same, activation: .tanh)
        Conv2D(8, kernelSize: 3, padding: .same, activation: .tanh)
        Conv2D(8, kernelSize: 3, padding: .same, activation: .tanh)
        Flatten()
        Dense(3)
      }.compile(
        optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
        memoryLimit: limit, backend: backend("cpu").choosing(.fixed))
      return try trainer.largestBatchSize(memoryLimit: 400_000, atMost: 1000)?.batchSize
    }
    let (plain, recomputed) = (try largest(nil), try largest(400_000))
    #expect(try #require(plain) < #require(recomputed))
  }

  /// With the trainer's own limit the answer is what `fit` takes: one more throws.
  @Test(arguments: [300_000, 2_000_000] as [ByteCount])
  func theTrainersOwnLimitIsUsedUp(_ limit: ByteCount) async throws {
    let trainer = try Sequential {
      Conv2D(8, kernelSize: 3, padding: .same, activation: .tanh)
      BatchNormalization()
      Conv2D(8, kernelSize: 3, padding: .same, activation: .tanh)
      Flatten()
      Dense(3)
    }.compile(
      optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      memoryLimit: limit, backend: backend("cpu").choosing(.fixed))
    let data = try ArrayDataset(
      x: HostTensor(zeros: [5000, 8, 8, 1], dtype: .float32),
      y: HostTensor(zeros: [5000], dtype: .int32))
    let found = try #require(try trainer.largestBatchSize(for: data))
    #expect(trainer.fields.isEmpty)
    let size = try #require(found.batchSize)
    try trainer.build(fields: data.fields)
    #expect(try #require(try trainer.memory(batchSize: size)) == found.memory)
    #expect(found.memory.total <= limit && found.limit == limit && !found.isAllSamples)
    await expectError(.usage, saying: "memoryLimit") {
      // The choices of the next sizes may differ by a little.
      _ = try trainer.memory(batchSize: size + max(1, size / 50))
    }
    #expect(try trainer.largestBatchSize(atMost: 5000) == found)
    // More than the trainer may take doesn't help; less counts without computing again.
    #expect(try trainer.largestBatchSize(memoryLimit: 1_000_000_000_000, atMost: 5000) == found)
    let less = try #require(try trainer.largestBatchSize(memoryLimit: 200_000, atMost: 5000))
    #expect(try #require(less.batchSize) < size && less.memory.total <= 200_000)
  }

  @Test func whereMemoryIsNotPlannedNothingIsClaimed() async throws {
    let trainer = try Self.built(on: "reference")
    #expect(try trainer.largestBatchSize(atMost: 100) == nil)
    let search = try await trainer.findBatchSize(
      Samples.dataset(20), candidates: [4, 16, 64], rounds: 1)
    #expect(search.largest == nil)
    #expect(search.rows.map(\.memory) == [nil, nil, nil])
    #expect(search.rows.map { $0.secondsPerStep != nil } == [true, true, false])
    #expect(search.description.contains("largest: unknown"))
  }

  @Test func candidatesAreMeasuredWhereTheyFit() async throws {
    let trainer = try Self.built()
    let memory = try #require(try trainer.memory(batchSize: 32)).total
    let search = try await trainer.findBatchSize(
      Samples.dataset(200), memoryLimit: memory, candidates: [64, 2, 32, 8, 8], rounds: 2)
    #expect(search.rows.map(\.batchSize) == [2, 8, 32, 64])
    #expect(search.rows.map { $0.secondsPerStep != nil } == [true, true, true, false])
    #expect(search.largest?.batchSize == 32)
    for row in search.rows.dropLast() {
      let (seconds, speed) = try (#require(row.secondsPerStep), #require(row.samplesPerSecond))
      #expect(abs(speed * seconds / Double(row.batchSize) - 1) < 1e-9)
    }
    let suggestion = try #require(search.suggestion)
    let speeds = try search.rows.dropLast().map { try #require($0.samplesPerSecond) }
    let most = try #require(speeds.max())
    #expect(search.fastest == search.rows[try #require(speeds.firstIndex(of: most))].batchSize)
    let first = try #require(speeds.firstIndex { $0 >= 0.95 * most })
    #expect(suggestion == search.rows[first].batchSize)
    #expect(search.description.contains("not measured"))
    let few = try await trainer.findBatchSize(Samples.dataset(20), rounds: 1)
    #expect(few.rows.filter { $0.secondsPerStep != nil }.map(\.batchSize) == [8, 16])
    #expect(few.largest?.batchSize == 20 && few.largest?.isAllSamples == true)
  }

  @Test(arguments: StatefulTraining.optimizers, backendNames)
  func trainingAfterASearchGivesTheBitsOfTrainingWithout(
    _ optimizer: String, _ name: String
  ) async throws {
    let plain = try Support.trainer(optimizer, backend(name))
    let searching = try Support.trainer(optimizer, backend(name))
    let candidates = [2, 4, 8]
    _ = try await searching.findBatchSize(Support.data(22), candidates: candidates, rounds: 1)
    #expect(searching.stepCount == 0 && searching.fields.isEmpty)
    _ = try await Support.fit(plain, epochs: 2)
    _ = try await Support.fit(searching, epochs: 2)
    searching.learningRate = 0.01
    plain.learningRate = 0.01
    let middle = try Support.State(plain)
    _ = try await searching.findBatchSize(Support.data(22), candidates: candidates, rounds: 1)
    try #expect(Support.State(searching) == middle)
    await expectError(.data, saying: "sample 60") {
      _ = try await searching.findBatchSize(
        Support.Broken(base: Support.data(64), row: 60), candidates: [4, 64])
    }
    let expected = try await Support.fit(plain, epochs: 4, from: 2)
    let history = try await Support.fit(searching, epochs: 4, from: 2)
    #expect(history.values == expected.values)
    try #expect(Support.State(searching) == Support.State(plain))
  }

  @Test func numbersOutOfRangeAreNamed() async throws {
    let trainer = try Self.built()
    let data = try Samples.dataset(8)
    for (candidates, rounds) in [([0, 8], 1), ([8], 0), ([], 1)] {
      await expectError(.usage, saying: "1 or more", "\(rounds)") {
        _ = try await trainer.findBatchSize(data, candidates: candidates, rounds: rounds)
      }
    }
    await expectError(.usage, saying: "atMost") { _ = try trainer.largestBatchSize(atMost: 0) }
    let unbuilt = try Samples.trainer(on: reference)
    await expectError(.state, saying: "the shape of the input isn't known") {
      _ = try unbuilt.largestBatchSize(atMost: 10)
    }
  }
}
