import Hone
import Testing

/// What searches and resuming are tried on: everything that has state.
enum StatefulTraining {
  static let optimizers: [String] = [
    #"{"adam": {"learningRate": {"cosineDecay": {"initial": 0.02, "steps": 30}}, "useEma": true}}"#,
    #"{"sgd": {"learningRate": 0.05, "momentum": 0.9, "gradientAccumulationSteps": 2}}"#,
  ]

  /// Augmentation, batch normalization, dropout and a penalty.
  static func trainer(_ optimizer: String = optimizers[0], _ backend: any Backend) throws -> Trainer
  {
    let made = try #require(
      try Registry.standard.make(
        .optimizer, from: ConfigurationValue(parsingJSON: optimizer, file: "optimizer"), at: "")
        as? any Optimizer)
    return try Sequential {
      RandomFlip(.horizontal)
      Conv2D(4, kernelSize: 3, padding: .same, kernelRegularizer: .l2(0.01))
      BatchNormalization()
      Activation(.relu)
      Flatten()
      Dropout(0.3)
      Dense(3)
    }.compile(
      optimizer: made, loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.accuracy], seed: 5, backend: backend)
  }

  static func data(_ count: Int, seed: UInt64 = 1) throws -> ArrayDataset {
    let x = try Samples.normal([count, 6, 6, 1], seed: seed)
    let labels = (0..<count).map { (row: Int) -> Int32 in Int32((row * 7 + row / 3) % 3) }
    return try ArrayDataset(x: x, y: HostTensor(labels))
  }

  static func fit(_ trainer: Trainer, epochs: Int, from first: Int = 0) async throws -> History {
    try await trainer.fit(
      data(22), epochs: epochs, batchSize: 4, validation: data(9, seed: 2), initialEpoch: first,
      verbose: 0, preflight: false)
  }

  /// Everything of a trainer that a user can see.
  struct State: Equatable {
    var weights: [String: HostTensor]
    var memory: [String: HostTensor]
    var stepCount: Int
    var learningRate: Double?
    var plan: PlanRecord?

    init(_ trainer: Trainer) throws {
      weights = try trainer.weights.values()
      memory = [:]
      for name in weights.keys {
        for slot in ["m", "v", "momentum", "velocity", "average", "accumulated"] {
          memory["\(name) \(slot)"] = try? trainer.optimizerSlot(slot, of: name)
        }
      }
      stepCount = trainer.stepCount
      learningRate = trainer.learningRate
      plan = trainer.backend.planRecord
    }
  }

  /// Data with a sample that can't be read; only its first samples are read before training.
  struct Broken: Dataset {
    let base: ArrayDataset
    let row: Int
    var count: Int { base.count }
    var fields: [FieldSpec] { base.fields }
    var isCostlyToRead: Bool { true }

    func gather(
      _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
      into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
    ) throws(HoneError) {
      guard !rows.contains(row) else {
        throw HoneError(.data, path: "sample \(row)", message: "it can't be read.")
      }
      try base.gather(rows, key: key, into: buffers)
    }
  }
}
