import Hone
import Testing

/// What training does when the loss stops being finite.
@Suite struct NonFiniteTests {
  /// The logarithm of the first feature: infinite where it is 0, NaN where it is negative.
  private struct Logarithm: Layer {
    func forward(_ x: Tensor) -> Tensor { log(x) }
  }

  private static let count = 24

  /// Samples whose features are positive, but for those of one.
  private static func data(lost: Int?) throws -> ArrayDataset {
    let values = (0..<count * 3).map { Float(1 + $0 % 5) / 4 }
    var x = values
    if let lost { x[lost * 3 + 1] = 0 }
    let labels = (0..<count).map { Int32($0 % 2) }
    return try ArrayDataset(
      x: HostTensor(x, shape: [count, 3]), y: HostTensor(labels))
  }

  private static func trainer(
    _ name: String, learningRate: Double = 0.1
  ) throws -> Trainer {
    try Sequential {
      Dense(3, kernelInitializer: .identity, name: "first", trainable: false)
      Logarithm()
      Dense(2)
    }.compile(
      optimizer: .sgd(learningRate: learningRate),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), backend: backend(name))
  }

  private static func fit(
    _ trainer: Trainer, _ data: ArrayDataset, epochs: Int = 2, _ policy: NonFinitePolicy
  ) async throws -> History {
    try await trainer.fit(
      data, epochs: epochs, batchSize: 4, verbose: 0, preflight: false, onNonFinite: policy)
  }

  @Test(arguments: backendNames)
  func theFirstOperationAndItsSamplesAreNamed(_ name: String) async throws {
    let trainer = try Self.trainer(name)
    await expectError(
      .diverged, saying: "logarithm_1", "log", "forward", "samples 17", "before that step"
    ) {
      _ = try await Self.fit(trainer, Self.data(lost: 17), .stop)
    }
    // The weights are the last good ones.
    let weights = try trainer.weights.values()
    #expect(weights.values.allSatisfy { $0.floats.allSatisfy { $0.isFinite } })
  }

  @Test(arguments: backendNames)
  func theBatchIsLeftOut(_ name: String) async throws {
    let trainer = try Self.trainer(name)
    let history = try await Self.fit(trainer, Self.data(lost: 17), .skipBatch())
    // One batch of six in each epoch.
    #expect(trainer.stepCount == 10)
    #expect(history.nonFinite.map(\.samples) == [[17], [17]])
    #expect(history.nonFinite.map(\.epoch) == [0, 1])
    #expect(history["loss"].allSatisfy { $0.isFinite })
    #expect(history.timings.map(\.samples) == [20, 20])
  }

  @Test func tooManyInARowAreAnError() async throws {
    let trainer = try Self.trainer("reference")
    let zeros = try ArrayDataset(
      x: HostTensor(zeros: [12, 3]), y: HostTensor([Int32](repeating: 1, count: 12)))
    await expectError(.diverged, saying: "at step 3") {
      _ = try await Self.fit(trainer, zeros, .skipBatch(limit: 2))
    }
  }

  @Test(arguments: backendNames)
  func aRateThatIsTooHighIsLoweredUntilTrainingHolds(_ name: String) async throws {
    /// A quadratic bowl: descent with a rate above 2 grows without end.
    let trainer = try Sequential {
      Dense(1, useBias: false)
    }.compile(
      optimizer: .sgd(learningRate: 1e20), loss: .meanSquaredError, backend: backend(name))
    let x = HostTensor(filling: [8, 1], with: 1)
    let data = try ArrayDataset(x: x, y: HostTensor(zeros: [8, 1]))
    let history = try await trainer.fit(
      data, epochs: 3, batchSize: 1, verbose: 0, preflight: false,
      onNonFinite: .rollBack(factor: 1e-11, limit: 3))
    #expect(history.nonFinite.count == 2)
    #expect(trainer.currentLearningRate == 1e20 * 1e-11 * 1e-11)
    #expect(trainer.stepCount == 24)
    #expect(history["loss"].count == 3 && history["loss"].allSatisfy { $0.isFinite })
  }

  @Test func aTrainingThatIsFineIsNotTouched() async throws {
    var values: [[String: HostTensor]] = []
    for policy in [NonFinitePolicy.stop, .skipBatch(), .rollBack()] {
      let trainer = try Self.trainer("reference")
      let history = try await Self.fit(trainer, Self.data(lost: nil), policy)
      #expect(history.nonFinite.isEmpty)
      values.append(try trainer.weights.values())
    }
    #expect(values[0] == values[1] && values[0] == values[2])
  }

  @Test(arguments: backendNames)
  func weightsThatAreLostInAnUpdateAreFoundThere(_ name: String) async throws {
    // The gradient is finite, its product with the rate isn't: the next loss is NaN.
    let trainer = try Sequential {
      Dense(1, useBias: false)
    }.compile(
      optimizer: .sgd(learningRate: 1e38), loss: .meanSquaredError, backend: backend(name))
    let data = try ArrayDataset(
      x: HostTensor(filling: [4, 1], with: 100), y: HostTensor(zeros: [4, 1]))
    await expectError(.diverged, saying: "by the optimizer") {
      try await trainer.fit(data, epochs: 3, batchSize: 2, verbose: 0, preflight: false)
    }
  }

  @Test(arguments: backendNames)
  func aTrainingThatTerminatesIsDiagnosedToo(_ name: String) async throws {
    let trainer = try Self.trainer(name)
    let history = try await trainer.fit(
      Self.data(lost: 17), epochs: 2, batchSize: 4, verbose: 0, callbacks: [TerminateOnNaN()],
      preflight: false)
    let found = try #require(history.nonFinite.first)
    #expect(history.nonFinite.count == 1)
    #expect(found.layer == "logarithm_1" && found.operation == "log" && found.samples == [17])
    #expect(found.direction == .forward && found.action == "training ends")
    let reason = try #require(history.stopReason)
    #expect(reason.contains("TerminateOnNaN: the loss is") && reason.contains("samples 17"))
    // The step that was lost is done, as in Keras.
    #expect(history["loss"].count == 1 && history["loss"][0].isFinite == false)
    #expect(trainer.stepCount == found.step + 1)
    let dense = try trainer.weights["dense_1/kernel"].floats
    #expect(dense.contains { !$0.isFinite })
  }
}

/// Going back more than once, and weights that are lost while the loss isn't.
@Suite struct RewindingTests {
  /// A quadratic bowl, in which descent with a rate above 2 grows without end: at a rate of 1e20 it
  /// is lost in its second step, and with 1e9 in its fourth.
  private static func bowl(_ name: String = "cpu") throws -> Trainer {
    try Sequential { Dense(1, useBias: false) }.compile(
      optimizer: .sgd(learningRate: 1e20), loss: .meanSquaredError, seed: 3,
      backend: backend(name))
  }

  private static func data() throws -> ArrayDataset {
    try ArrayDataset(x: HostTensor(filling: [8, 1], with: 1), y: HostTensor(zeros: [8, 1]))
  }

  /// Asks for a copy of the state after every step.
  private struct CopyAlways: Callback {
    func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) { trainer.requestCheckpoint() }
  }

  @Test func aTrainingThatWentBackIsFoundAgainFromThere() async throws {
    let trainer = try Self.bowl()
    let history = try await trainer.fit(
      Self.data(), epochs: 2, batchSize: 1, verbose: 0, callbacks: [CopyAlways()],
      preflight: false, onNonFinite: .rollBack(factor: 1e-11, limit: 3))
    // The second time it is lost before the step of the copy that was the newest the first time.
    #expect(history.nonFinite.count == 2)
    #expect(history.nonFinite.allSatisfy { $0.direction != .forward || $0.step > 0 })
    #expect(trainer.stepCount == 16)
  }

  @Test func checkpointsOfWhatWasGivenUpGo() async throws {
    let folder = try TemporaryFolder()
    let trainer = try Self.bowl()
    let plan = Checkpoints(folder.path + "/c", every: .steps(1), keep: 2)
    /// Ends the training in the first step after it went back for the last time.
    struct Stop: Callback {
      func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) {
        if trainer.currentLearningRate < 1 { trainer.interruptTraining() }
      }
    }
    _ = try await trainer.fit(
      Self.data(), epochs: 2, batchSize: 1, verbose: 0, callbacks: [Stop()], preflight: false,
      checkpoints: plan, onNonFinite: .rollBack(factor: 1e-11, limit: 3))
    #expect(trainer.stepCount == 1)
    let other = try Self.bowl()
    let point = try other.resume(from: plan.folder)
    #expect(point.stepCount == 1 && point.damaged.isEmpty)
  }

  @Test func whatACallbackSetIsntTakenBack() async throws {
    /// Gives the network other weights when an epoch begins.
    struct Set: Callback {
      func epochBegin(_ epoch: Int, _ trainer: Trainer) throws {
        let shape = try trainer.weights["dense_1/kernel"].shape
        try trainer.weights.set("dense_1/kernel", to: HostTensor(filling: shape, with: 7))
      }
    }
    struct Logarithm: Layer {
      func forward(_ x: Tensor) -> Tensor { log(x) }
    }
    let trainer = try Sequential {
      Logarithm()
      Dense(2)
    }.compile(
      optimizer: .sgd(learningRate: 0), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    var values = [Float](repeating: 1, count: 24)
    values[14] = 0
    let data = try ArrayDataset(
      x: HostTensor(values, shape: [8, 3]), y: HostTensor([Int32](repeating: 1, count: 8)))
    let history = try await trainer.fit(
      data, epochs: 2, batchSize: 2, verbose: 0, callbacks: [Set()], preflight: false,
      onNonFinite: .skipBatch())
    #expect(history.nonFinite.count == 2)
    #expect(try trainer.weights["dense_1/kernel"].floats.allSatisfy { $0 == 7 })
  }

  /// An update of the epoch's last step, after which no loss is computed.
  @Test(arguments: backendNames)
  func weightsThatAreLostBesideAFiniteLossAreFound(_ name: String) async throws {
    let data = try ArrayDataset(
      x: HostTensor(filling: [4, 1], with: 100), y: HostTensor(zeros: [4, 1]))
    func trainer() throws -> Trainer {
      try Sequential { Dense(1, useBias: false) }.compile(
        optimizer: .sgd(learningRate: 1e38), loss: .meanSquaredError, backend: backend(name))
    }
    let stopped = try trainer()
    await expectError(.diverged, saying: "weights aren't finite after step 1", "by the optimizer") {
      try await stopped.fit(data, batchSize: 4, verbose: 0, preflight: false)
    }
    #expect(try stopped.weights.values().values.allSatisfy { $0.floats.allSatisfy(\.isFinite) })
    let skipping = try trainer()
    let before = try {
      try skipping.build(fields: data.fields); return try skipping.weights.values()
    }()
    let history = try await skipping.fit(
      data, batchSize: 4, verbose: 0, preflight: false, onNonFinite: .skipBatch())
    #expect(history.nonFinite.map(\.direction) == [.update])
    #expect(try skipping.weights.values() == before)
  }
}
