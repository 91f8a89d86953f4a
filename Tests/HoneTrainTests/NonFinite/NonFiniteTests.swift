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
}
