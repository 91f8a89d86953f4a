import Hone
import Testing

/// Training within a memory limit: fewer bytes, the same bits.
@Suite struct MemoryLimitTests {
  /// Fixed choices, so that the same convolution runs twice whatever the limit.
  private static func engine() throws -> any Backend { try CPUBackend().choosing(.fixed) }

  private static func trainer(limit: ByteCount?) throws -> Trainer {
    try Sequential {
      Input(16, 16, 3)
      for filters in [8, 16] {
        Conv2D(filters, kernelSize: 3, padding: .same, useBias: false)
        BatchNormalization()
        ReLU()
        Conv2D(filters, kernelSize: 3, padding: .same, activation: .tanh)
        Dropout(0.25)
        MaxPooling2D(2)
      }
      Flatten()
      Dense(32, activation: .relu)
      Dropout(0.5)
      Dense(4)
    }.compile(
      optimizer: .adam(learningRate: 1e-3),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy], seed: 3,
      memoryLimit: limit, backend: engine())
  }

  private static func data() throws -> ArrayDataset {
    try ArrayDataset(
      x: Samples.normal([160, 16, 16, 3]), y: HostTensor((0..<160).map { Int32($0 % 4) }))
  }

  @Test(arguments: [0.95, 0.8, 0.7])
  func fiveStepsGiveTheSameWeights(_ share: Double) async throws {
    let whole = try Self.trainer(limit: nil)
    let planned = try #require(try whole.memory(batchSize: 32)).total
    let limit = ByteCount(Int(Double(planned.bytes) * share))
    let tight = try Self.trainer(limit: limit)
    #expect(try #require(try tight.memory(batchSize: 32)).total <= limit)
    for trainer in [whole, tight] {
      try await trainer.fit(Self.data(), epochs: 1, batchSize: 32, verbose: 0)
      #expect(trainer.stepCount == 5)
    }
    #expect(try whole.weights.values() == tight.weights.values())
    let report = try #require(tight.memoryReport)
    #expect(report.before == planned && report.after <= limit && !report.recomputed.isEmpty)
    #expect(report.description.contains("instead of \(planned)") && report.extraFlops > 0)
    #expect(whole.memoryReport == nil)
  }

  @Test func aWideLimitChangesNothing() async throws {
    let trainer = try Self.trainer(limit: .gigabytes(2))
    try await trainer.fit(Self.data(), epochs: 1, batchSize: 32, verbose: 0)
    let report = try #require(trainer.memoryReport)
    #expect(report.recomputed.isEmpty && report.before == report.after)
  }

  @Test func aLimitThatCannotBeKeptNamesTheLeast() async throws {
    let trainer = try Self.trainer(limit: 100_000)
    await expectError(
      .usage, saying: "memoryLimit: training takes", "at the least", "Received: 100 kB", "help:"
    ) { try await trainer.fit(Self.data(), epochs: 1, batchSize: 32, verbose: 0) }
    #expect(trainer.stepCount == 0)
  }

  @Test func anEngineThatPlansNoMemoryRefusesALimit() async throws {
    let trainer = try Sequential { Dense(4) }.compile(
      optimizer: .sgd(), loss: .mse, memoryLimit: .megabytes(1), backend: reference)
    await expectError(.backend, saying: "the reference backend doesn't plan memory", "help:") {
      try await trainer.fit(
        x: HostTensor(zeros: [4, 3]), y: HostTensor(zeros: [4, 4]), verbose: 0)
    }
  }
}
