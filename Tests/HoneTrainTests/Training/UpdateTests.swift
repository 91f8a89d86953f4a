import Hone
import Testing

/// How many updates training makes, on which samples, and that they are the same each time.
@Suite struct UpdateTests {
  /// T60, and A13, 2: ten updates an epoch, so a hundred in ten epochs.
  @Test(arguments: backendNames)
  func thousandSamplesInBatchesOfHundredMakeTenUpdatesPerEpoch(_ name: String) async throws {
    let trainer = try Samples.trainer(on: backend(name))
    let data = try Samples.dataset(1000)
    try await trainer.fit(data, batchSize: 100, verbose: 0)
    #expect(trainer.stepCount == 10)
    try await trainer.fit(data, epochs: 3, batchSize: 100, verbose: 0)
    #expect(trainer.stepCount == 40)
  }

  /// Batch, mini-batch and stochastic gradient descent (T58–T60).
  @Test(arguments: [(BatchSize.all, 1), (.count(100), 10), (.count(1), 1000)])
  func anEpochMakesAsManyUpdatesAsItHasBatches(_ size: BatchSize, _ updates: Int) async throws {
    let trainer = try Samples.trainer(on: reference)
    try await trainer.fit(try Samples.dataset(1000), batchSize: size, verbose: 0)
    #expect(trainer.stepCount == updates)
  }

  @Test(arguments: backendNames)
  func theLastSmallerBatchIsUsedToo(_ name: String) async throws {
    let trainer = try Samples.trainer(on: backend(name))
    try await trainer.fit(try Samples.dataset(25), epochs: 2, batchSize: 10, verbose: 0)
    #expect(trainer.stepCount == 6)

    // Two updates by hand on rows 0 ..< 4 and 4 ..< 6 must be one unshuffled epoch over 6 rows.
    let (whole, parts) = (
      try Samples.trainer(on: backend(name)), try Samples.trainer(on: backend(name))
    )
    let data = try Samples.dataset(6)
    try await whole.fit(data, batchSize: 4, shuffle: false, verbose: 0)
    for rows in [Array(0..<4), Array(4..<6)] {
      let batch = try data.tensors(at: rows)
      _ = try await parts.trainOnBatch(x: batch[0], y: batch[1])
    }
    #expect(try whole.weights.values() == parts.weights.values())
  }

  @Test(arguments: backendNames)
  func sameSeedGivesTheSameBitsAndAnotherSeedDoesNot(_ name: String) async throws {
    func weights(seed: UInt64) async throws -> [String: HostTensor] {
      let model = Sequential {
        Dense(8, activation: .relu)
        Dropout(0.3)
        Dense(3)
      }
      let trainer = try model.compile(
        optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true), seed: seed,
        backend: backend(name))
      try await trainer.fit(try Samples.dataset(50), epochs: 2, batchSize: 16, verbose: 0)
      return try trainer.weights.values()
    }
    let first = try await weights(seed: 7)
    #expect(try await weights(seed: 7) == first)
    let other = try await weights(seed: 8)
    #expect(other["dense_1/kernel"] != first["dense_1/kernel"])
  }

  @Test(arguments: backendNames)
  func samplesAreShuffledUnlessAskedNotTo(_ name: String) async throws {
    func weights(shuffle: Bool) async throws -> [String: HostTensor] {
      let trainer = try Samples.trainer(seed: 3, on: backend(name))
      try await trainer.fit(
        try Samples.dataset(20), batchSize: 5, shuffle: shuffle, verbose: 0)
      return try trainer.weights.values()
    }
    #expect(try await weights(shuffle: true) != weights(shuffle: false))
  }

  @Test(arguments: backendNames)
  func trainingLowersTheLossAndRaisesTheAccuracy(_ name: String) async throws {
    let trainer = try Samples.trainer(
      optimizer: .adam(learningRate: 0.02), metrics: [.accuracy], on: backend(name))
    let history = try await trainer.fit(
      try Samples.dataset(120), epochs: 12, batchSize: 20, verbose: 0)
    #expect(history["loss"].count == 12)
    #expect(history["loss"][11] < 0.6 * history["loss"][0])
    #expect(history["accuracy"][11] > 0.8)
  }

  @Test(arguments: backendNames)
  func theLearningRateCanBeReplacedAndGivenBack(_ name: String) async throws {
    let trainer = try Samples.trainer(on: backend(name))
    let data = try Samples.dataset(10)
    try trainer.build(fields: data.fields)
    let before = try trainer.weights.values()
    trainer.learningRate = 0
    try await trainer.fit(data, batchSize: 5, verbose: 0)
    #expect(try trainer.weights.values() == before)
    trainer.learningRate = nil
    try await trainer.fit(data, batchSize: 5, verbose: 0)
    #expect(try trainer.weights["dense_1/kernel"] != before["dense_1/kernel"])
  }

  @Test(arguments: backendNames)
  func dataOfAnotherElementTypeIsReadInItsOwnType(_ name: String) async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: backend(name))
    let data = try Samples.classes(12)
    let first = try await trainer.evaluate(x: data.x, y: data.y)
    for dtype in [DType.int64, .uint8] {
      let again = try await trainer.evaluate(x: data.x, y: data.y.converted(to: dtype))
      #expect(again == first)
    }
    let doubles = try await trainer.evaluate(x: data.x.converted(to: .float64), y: data.y)
    #expect(doubles == first)
    let bytes = try HostTensor((0..<72).map { UInt8($0) }, shape: [12, 6])
    let predicted = try await trainer.predict(x: bytes)
    #expect(try await trainer.predict(x: bytes.converted(to: .float32)) == predicted)
  }
}
