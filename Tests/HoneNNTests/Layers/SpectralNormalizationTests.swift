import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// What golden values don't say of layers whose kernels are divided by their largest singular value.
@Suite struct SpectralNormalizationTests {
  @Test func manyIterationsGiveTheLargestSingularValue() throws {
    // √45 and √5
    let kernel = try HostTensor([3, 0, 4, 5] as [Float], shape: [2, 2])
    let layer = SpectralNormalization(Dense(2, useBias: false), powerIterations: 30)
    let step = try LayerHarness(layer, [1, 2]).run(weights: ["dense_1/kernel": kernel])
    let normalized = try #require(step.weights["dense_1/kernel"]).elements(as: Double.self)
    for (received, wanted) in zip(normalized, [3, 0, 4, 5] as [Double]) {
      #expect(abs(received - wanted / 45.0.squareRoot()) < 1e-6)
    }
  }

  @Test func inferenceAndZerosLeaveTheKernel() throws {
    let layer = SpectralNormalization(Dense(2, kernelInitializer: .constant(3)))
    let inference = try LayerHarness(layer, [1, 2]).run(mode: .inference)
    #expect(inference.weights["dense_1/kernel"]?.elements(as: Float.self) == [3, 3, 3, 3])
    let zeros = SpectralNormalization(Dense(2, kernelInitializer: .zeros))
    let training = try LayerHarness(zeros, [1, 2]).run()
    #expect(training.weights["dense_1/kernel"]?.elements(as: Float.self) == [0, 0, 0, 0])
    #expect(
      training.weights["vector_u"]
        == (try LayerHarness(zeros, [1, 2]).run(mode: .inference).weights["vector_u"]))
  }

  @Test func aLayerWithoutAKernelIsAnError() {
    for layer in [
      SpectralNormalization(Flatten()), SpectralNormalization(Dense(2), powerIterations: 0),
      SpectralNormalization(Sequential([Dense(2), Dense(2)])),
    ] {
      let trace = LayerHarness(layer, [2, 3]).trace(batchSize: 2).trace
      #expect(trace.errors.count == 1)
      #expect(trace.errors[0].description.contains("SpectralNormalization"))
    }
  }
}

/// A layer that is called twice.
@Suite struct SharedWeightTests {
  /// As in Keras, whatever the number of calls: a penalty on a weight is one on the weight, one on
  /// the output is one for each.
  @Test func aWeightIsPenalizedOnceAndEachOutput() {
    let layer = Dense(3, kernelRegularizer: .l2(), activityRegularizer: .l1())
    let trace = Trace(mode: .training, batchSize: 2)
    let x = trace.input(name: "x", type: TensorType(.float32, [2, 3]))
    _ = layer(layer(x))
    #expect(trace.penalties.count == 3)
  }

  @Test func wordsBecomeVectorsAndScoresByOneTable() throws {
    let words = ReversibleEmbedding(7, 3, embeddingsRegularizer: .l2(), maskZero: true)
    let trace = Trace(mode: .training, batchSize: 2)
    let ids = trace.input(name: "ids", type: TensorType(.int32, [2, 5]))
    let scores = words(words(ids))
    #expect(scores.shape == [2, 5, 7] && scores.mask != nil)
    #expect(trace.graph.slots.map(\.path) == ["reversible_embedding_1/embeddings"])
    #expect(trace.penalties.count == 1)
    let wrong = trace.input(name: "v", type: TensorType(.float32, [2, 5, 4]))
    #expect(words(wrong).isPoisoned)
    #expect(trace.errors[0].description.contains("[N, …, 3]"))
  }
}
