import Hone
import Testing

/// Metrics over weighted samples, by `compile(weightedMetrics:)`.
@Suite struct WeightedMetricTrainingTests {
  /// Predictions of 1, of which the second and the fourth are wrong by 1 and by 2.
  private func trainer(_ name: String) throws -> Trainer {
    try Sequential([Input(1), Dense(1, useBias: false, kernelInitializer: .ones)]).compile(
      optimizer: .sgd(), loss: .meanSquaredError, metrics: [.meanAbsoluteError],
      weightedMetrics: [.meanAbsoluteError, .meanSquaredError], backend: try backend(name))
  }

  private static let x = HostTensor(filling: [4, 1], with: 1)
  private static let y = try? HostTensor([1, 2, 1, 3] as [Float], shape: [4, 1])

  @Test(arguments: backendNames)
  func weightsOfSamplesCountInTheWeightedOnesAlone(_ name: String) async throws {
    let y = try #require(Self.y)
    let trainer = try trainer(name)
    let weights = HostTensor([1, 2, 1, 0] as [Float])
    let logs = try await trainer.evaluate(
      x: Self.x, y: y, sampleWeight: weights, batchSize: 3)
    #expect(logs["mean_absolute_error"] == 0.75)  // (0 + 1 + 0 + 2) / 4
    #expect(logs["weighted_mean_absolute_error"] == 0.5)  // (0 + 2 + 0 + 0) / 4
    #expect(logs["mean_squared_error"] == 0.5)
    // Without weights the two are the same.
    let plain = try await trainer.evaluate(x: Self.x, y: y)
    #expect(plain["weighted_mean_absolute_error"] == 0.75)
    #expect(plain["mean_squared_error"] == 1.25)
  }

  @Test func aSavedModelKeepsThem() async throws {
    let y = try #require(Self.y)
    let trainer = try trainer("reference")
    let folder = try TemporaryFolder()
    try trainer.save(to: folder.path)
    let again = try SavedModel(folder.path).trainer(backend: reference)
    let logs = try await again.evaluate(
      x: Self.x, y: y, sampleWeight: HostTensor([1, 2, 1, 0] as [Float]))
    #expect(logs["weighted_mean_absolute_error"] == 0.5)
  }

  @Test func aMetricThatCannotWeighSamplesIsAnErrorBeforeTheFirstStep() async throws {
    let y = try #require(Self.y)
    let trainer = try Sequential([Input(1), Dense(1)]).compile(
      optimizer: .sgd(), loss: .meanSquaredError, weightedMetrics: [.r2Score()],
      backend: reference)
    await #expect(throws: HoneError.self) {
      _ = try await trainer.evaluate(
        x: Self.x, y: y, sampleWeight: HostTensor([1, 1, 1, 1] as [Float]))
    }
  }
}
