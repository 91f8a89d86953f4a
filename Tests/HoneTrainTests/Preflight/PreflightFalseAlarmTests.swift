import Hone
import Testing

@testable import HoneTrain

/// What looks like a mistake and isn't, and what looks right and isn't.
struct PreflightFalseAlarmTests {
  private func rules(_ training: PlannedTraining) async throws -> [String] {
    try await training.findings().filter { $0.severity > .note }.map(\.rule)
  }

  /// A layer of a user's with a name like those of ours, which ends in probabilities.
  private struct AttentionPooling: Layer {
    let score = Dense(1)
    let answer = Dense(3)
    func forward(_ x: Tensor) -> Tensor { softmax(answer(x * sigmoid(score(x)))) }
  }

  private struct ReshapedAdd: Layer {
    let answer = Dense(3)
    func forward(_ x: Tensor) -> Tensor { softmax(answer(x)) }
  }

  @Test func layersAreNotKnownByTheirNames() async throws {
    let probabilities: any Loss = .sparseCategoricalCrossentropy()
    for last in [AttentionPooling(), ReshapedAdd()] as [any Layer] {
      let plan = PlannedTraining(
        layers: { [Dense(8, kernelInitializer: .heNormal), ReLU(), last] }, loss: probabilities)
      #expect(try await rules(plan) == [])
      let logits = plan.with { $0.loss = .sparseCategoricalCrossentropy(fromLogits: true) }
      #expect(try await rules(logits) == ["probabilities-as-logits"])
    }
  }

  @Test func softmaxOverOneChannelOfAPictureIsFound() async throws {
    let plan = PlannedTraining(
      layers: { [Conv2D(1, kernelSize: 1, activation: .softmax)] }, loss: .binaryCrossentropy(),
      metrics: [],
      data: {
        try ArrayDataset(
          x: Samples.normal([40, 4, 4, 2]),
          y: HostTensor((0..<640).map { Float($0 % 2) }, shape: [40, 4, 4, 1]))
      })
    #expect(try await rules(plan) == ["one-unit-softmax"])
  }

  @Test func aLossThatIsNotFiniteStaysAnErrorBesideWhatMayCauseIt() async throws {
    let plan = PlannedTraining(
      layers: { [Dense(8, activation: .exponential), Dense(3)] as [any Layer] },
      data: { try PlannedTraining.rows(60, scale: 1e4) })
    let found = try await plan.findings()
    #expect(found.contains { $0.rule == "input-range" })
    #expect(found.contains { $0.rule == "initial-loss" && $0.severity == .error })
  }
}

/// What preflight itself takes.
struct PreflightCostTests {
  /// Samples of many numbers, none of which is stored; counts how many are asked for at once.
  private struct Large: Dataset {
    let width: Int
    var count: Int { 1000 }
    var fields: [FieldSpec] {
      [FieldSpec(.input, name: "x", shape: [width], dtype: .float32)]
    }
    func gather(
      _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
      into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
    ) throws(HoneError) {
      for buffer in buffers { buffer.initializeMemory(as: UInt8.self, repeating: 0) }
    }
  }

  @Test(arguments: [(1 << 10, 128), (1 << 20, 16), (1 << 24, 2)])
  func samplesAreFewerWhereTheyAreLarge(_ width: Int, _ count: Int) throws {
    #expect(try Preflight.samples(of: Large(width: width), seed: 1)[0].shape[0] == count)
  }

  /// A model whose inputs make an infinite loss, which a batch shows if one is run at all.
  private func trainer(memoryLimit: ByteCount? = nil) throws -> Trainer {
    try Sequential {
      Conv2D(16, kernelSize: 3, padding: .same, activation: .exponential)
      GlobalAveragePooling2D()
      Dense(3)
    }.compile(
      optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true), seed: 3,
      memoryLimit: memoryLimit, backend: try backend("cpu"))
  }

  private func rules(
    _ trainer: Trainer, batchSize: BatchSize, machine: Int?
  ) async throws -> [String] {
    try await trainer.preflight(
      .dataset(PlannedTraining.rows(64, [32, 32, 1], scale: 1e4)), epochs: 4,
      batchSize: batchSize, validation: nil, validationSplit: 0, shuffle: true, callbacks: [],
      machineMemory: machine
    ).filter { $0.severity > .note }.map(\.rule)
  }

  @Test func aBatchThatTrainingCouldNotTakeIsNotTried() async throws {
    let wide = try trainer()
    #expect(try await rules(wide, batchSize: 32, machine: nil).contains("initial-loss"))
    let needed = try #require(try wide.memory(batchSize: 32)).total.bytes
    let tight = try await rules(wide, batchSize: 32, machine: needed / 2)
    #expect(tight.contains("memory") && !tight.contains("initial-loss"), "\(tight)")
    // Where training takes smaller batches, so does this.
    let small = try await rules(wide, batchSize: 2, machine: needed / 2)
    #expect(small.contains("initial-loss") && !small.contains("memory"), "\(small)")
    let limited = try trainer(memoryLimit: ByteCount(needed / 3))
    let found = try await rules(limited, batchSize: 32, machine: nil)
    #expect(!found.contains("initial-loss"), "\(found)")
  }

  @Test func theMemoryRuleMeasuresWhatTrainingTakes() async throws {
    let plan = PlannedTraining(
      layers: {
        [
          Conv2D(32, kernelSize: 3, padding: .same, activation: .relu), BatchNormalization(),
          Dropout(0.2), Conv2D(32, kernelSize: 3, padding: .same, activation: .relu),
          GlobalAveragePooling2D(), Dense(3),
        ] as [any Layer]
      }, data: { try PlannedTraining.rows(32, [32, 32, 1]) }, batchSize: 32,
      machineMemory: 8 << 20)
    let trainer = try Sequential(plan.layers()).compile(
      optimizer: plan.optimizer, loss: plan.loss, metrics: plan.metrics, seed: 3,
      backend: try backend("cpu"))
    try trainer.build(fields: plan.data().fields)
    let needed = try #require(try trainer.memory(batchSize: 32)).total
    let found = try await plan.findings(on: try backend("cpu"))
    let memory = try #require(found.first { $0.rule == "memory" })
    #expect(memory.message.hasPrefix("a step takes \(needed), the data apart"), "\(memory)")
  }
}
