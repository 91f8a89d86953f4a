import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct BatchNormalizationTests {
  private static let batch = HostTensor([1, 2, 3, 4, 5, 9] as [Float])

  private func step(_ layer: BatchNormalization, mode: Mode = .training) throws
    -> LayerHarness.Step
  {
    try LayerHarness(layer).run(inputs: [try Self.batch.reshaped(to: [6, 1])], mode: mode)
  }

  private func statistic(_ step: LayerHarness.Step, _ name: String) throws -> Double {
    try #require(step.weights[name]).elements(as: Double.self)[0]
  }

  @Test func runningStatisticsFollowTheBatch() throws {
    // Mean 4; squared deviations 9, 4, 1, 0, 1, 25: sum 40.
    let keras = try step(BatchNormalization(momentum: 0.9))
    #expect(abs(try statistic(keras, "moving_mean") - 0.4) < 1e-6)
    #expect(abs(try statistic(keras, "moving_variance") - (0.9 + 0.1 * 40 / 6)) < 1e-6)
    let torch = try step(BatchNormalization(.pytorch))
    #expect(abs(try statistic(torch, "moving_mean") - 0.4) < 1e-6)
    #expect(abs(try statistic(torch, "moving_variance") - (0.9 + 0.1 * 40 / 5)) < 1e-6)
  }

  @Test func inferenceAndFrozenLayersUseAndKeepTheRunningStatistics() throws {
    for (layer, mode) in [
      (BatchNormalization(epsilon: 0), Mode.inference),
      (BatchNormalization(epsilon: 0, trainable: false), Mode.training),
    ] {
      let step = try step(layer, mode: mode)
      #expect(relativeError(step.outputs[0], try Self.batch.reshaped(to: [6, 1])) < 1e-6)
      #expect(try statistic(step, "moving_mean") == 0)
      #expect(try statistic(step, "moving_variance") == 1)
    }
  }

  @Test func aFrozenModelFreezesTheLayersWithin() throws {
    let model = Sequential([BatchNormalization(), Dense(2)], trainable: false)
    let step = try LayerHarness(model).run(inputs: [try Self.batch.reshaped(to: [6, 1])])
    #expect(step.weightGradients.isEmpty)
    #expect(step.weights["batch_normalization_1/moving_mean"]?.elements(as: Float.self) == [0])
  }

  @Test func aLayerCalledTwiceUpdatesItsStatisticsInCallOrder() throws {
    let step = try LayerHarness(Twice()).run(inputs: [try Self.batch.reshaped(to: [6, 1])])
    // 0 → 0.5·0 + 0.5·4 = 2 → 0.5·2 + 0.5·8 = 5.
    #expect(step.weights["batch_normalization_1/moving_mean"]?.elements(as: Float.self) == [5])
  }

  @Test func conventionsHaveTheirConstants() {
    let keras = BatchNormalization()
    let torch = BatchNormalization(.pytorch)
    #expect([keras.momentum, keras.epsilon] == [0.99, 1e-3])
    #expect([torch.momentum, torch.epsilon] == [0.9, 1e-5])
  }

  @Test func anAxisThatIsNotThereIsAnError() {
    for layer in [BatchNormalization(axis: 2), BatchNormalization(momentum: 2)] {
      let (trace, outputs) = LayerHarness(layer, [2, 3]).trace(batchSize: 2)
      #expect(outputs[0].isPoisoned)
      #expect(trace.errors.count == 1)
      #expect(trace.errors[0].description.contains("batch_normalization_1"))
    }
  }
}

/// Batch normalization of x and of 2x by one layer.
private struct Twice: Layer {
  let norm = BatchNormalization(momentum: 0.5)
  func forward(_ x: Tensor) -> Tensor { norm(x) + norm(x * 2) }
}
