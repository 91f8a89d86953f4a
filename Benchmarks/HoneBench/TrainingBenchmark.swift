import Hone
import HoneTrain

/// Training steps over batches that stay in memory and are used in turn.
final class TrainingBenchmark: Benchmark {
  private let training: ManualStep
  private let batches: [[HostTensor]]
  private var next = 0

  init(_ options: Options) throws {
    let workload = try Workload.named(options.workload, options.size)
    let trainer = try workload.model.compile(
      optimizer: workload.optimizer,
      loss: .sparseCategoricalCrossentropy(fromLogits: true))
    training = try ManualStep(trainer, fields: workload.fields, batchSize: workload.batchSize)
    batches = (0..<8).map { workload.batch($0) }
  }

  var parameterCount: Int? { training.parameterCount }
  var result: Double { training.loss }

  func step() throws {
    try training.run(batches[next])
    next = (next + 1) % batches.count
  }

  func rates() throws -> Rates? { try training.rates(batches[next]) }
}

/// Predictions of the trained kind of `cnn`: batches whose results are read, each one.
final class PredictionBenchmark: Benchmark {
  private let prediction: ManualStep
  private let batches: [[HostTensor]]
  private var next = 0
  private var last: HostTensor?

  init(batchSize: Int) throws {
    let workload = try Workload.named("cnn", Workload.Size(batch: batchSize))
    let trainer = try workload.model.compile(
      optimizer: workload.optimizer,
      loss: .sparseCategoricalCrossentropy(fromLogits: true))
    prediction = try ManualStep(
      predicting: trainer, fields: workload.fields.filter { $0.role == .input },
      batchSize: batchSize)
    batches = (0..<8).map { Array(workload.batch($0).prefix(1)) }
  }

  var parameterCount: Int? { prediction.parameterCount }
  var result: Double { last?.elements(as: Double.self).reduce(0, +) ?? .nan }

  func step() throws {
    try prediction.run(batches[next])
    last = prediction.output(0)
    next = (next + 1) % batches.count
  }

  func rates() throws -> Rates? { try prediction.rates(batches[next]) }
}

extension ManualStep {
  func run(_ batch: [HostTensor]) throws(HoneError) {
    try run(inputs: Self.pointers(batch))
    withExtendedLifetime(batch) {}
  }

  func rates(_ batch: [HostTensor]) throws(HoneError) -> Rates {
    defer { withExtendedLifetime(batch) {} }
    return Rates(try callTimes(inputs: Self.pointers(batch), steps: 20))
  }

  private static func pointers(_ batch: [HostTensor]) -> [UnsafeRawPointer] {
    batch.compactMap { $0.withUnsafeBytes { UnsafeRawPointer($0.baseAddress) } }
  }
}
