import Hone
import Testing

/// The table that `summary()` prints.
@Suite struct SummaryTests {
  @Test func aSmallModelPrintsLikeThis() async throws {
    let shared = Dense(3)
    let model = Sequential {
      Input(4, 4, 1)
      Conv2D(2, kernelSize: 3, useBias: false)
      BatchNormalization()
      ReLU()
      Flatten()
      Sequential(name: "body") {
        Dense(3, activation: .relu, trainable: false)
        shared
      }
      shared
      Dropout(0.5)
      Dense(2)
    }
    let trainer = try model.compile(
      optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    let x = try Samples.normal([10, 4, 4, 1])
    let y = HostTensor([Int32](repeating: 1, count: 10))
    #expect(try !trainer.summary().description.contains("training samples"))
    try await trainer.fit(x: x, y: y, verbose: 0)
    #expect(
      try trainer.summary().description == """
        layer                                       role    output shape  parameters  FLOPs
        ───────────────────────────────────────────────────────────────────────────────────
        x (Input)                                   input   [?, 4, 4, 1]           0      0
        conv2d_1 (Conv2D)                           hidden  [?, 2, 2, 2]          18    144
        batch_normalization_1 (BatchNormalization)  hidden  [?, 2, 2, 2]           8     16
        relu_1 (ReLU)                               hidden  [?, 2, 2, 2]           0      8
        flatten_1 (Flatten)                         hidden  [?, 8]                 0      0
        body (Sequential)                           hidden  [?, 3]                 0      0
          dense_1 (Dense)                           hidden  [?, 3]                27     54
          dense_2 (Dense)                           hidden  [?, 3]                12     21
        body/dense_2 (Dense)                        hidden  [?, 3]            shared     21
        dropout_1 (Dropout)                         hidden  [?, 3]                 0      0
        dense_1 (Dense)                             output  [?, 2]                 8     14
        ───────────────────────────────────────────────────────────────────────────────────
        trainable 42 · non-trainable 31 · optimizer state 84
        278 FLOPs for one sample, forward
        10 training samples · 4.20 parameters per sample
        """)
  }

  @Test func parametersPerSampleNeedTheNumberOfSamples() async throws {
    let trainer = try Samples.trainer(optimizer: .sgd(momentum: 0.9), on: reference)
    try trainer.build(fields: try Samples.dataset(1).fields)
    #expect(try trainer.summary().parametersPerSample == nil)
    try await trainer.fit(try Samples.dataset(166), batchSize: 83, verbose: 0)
    let summary = try trainer.summary()
    #expect(summary.trainableCount == 6 * 8 + 8 + 8 * 3 + 3)
    #expect(summary.optimizerCount == 83)
    #expect(summary.nonTrainableCount == 0)
    #expect(summary.parametersPerSample == 0.5)
    // Two products, two additions of a bias, and the activation.
    #expect(summary.flops == 2 * 6 * 8 + 8 + 8 + 2 * 8 * 3 + 3)
  }

  @Test func aLayersOwnWeightsCountBesideThoseOfItsParts() throws {
    struct Gate: Layer {
      let identity = LayerIdentity()
      let dense = Dense(4)
      func forward(_ x: Tensor) -> Tensor {
        dense(x) * x.weight("gate", shape: [4], initializer: .ones)
      }
    }
    let model = Sequential {
      Input(2)
      Gate()
    }
    let trainer = try model.compile(optimizer: .sgd(), loss: .mse, backend: reference)
    let rows = try trainer.summary().rows
    #expect(rows.map(\.path) == ["x", "gate_1", "gate_1/dense_1"])
    #expect(rows.map(\.parameterCount) == [0, 4, 12])
    #expect(rows.map(\.depth) == [0, 0, 1])
    #expect(rows.map(\.role) == ["input", "hidden", "output"])
  }

  @Test func theMemoryOfTrainingIsStatedForABatchSizeBeforeTheFirstStep() throws {
    let model = Sequential {
      Input(16)
      Dense(32, activation: .relu)
      Dense(4)
    }
    let trainer = try model.compile(
      optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.accuracy], backend: CPUBackend())
    let small = try #require(try trainer.memory(batchSize: 8))
    let large = try #require(try trainer.memory(batchSize: 800))
    // Weights, two memories for each, and the sums of loss and accuracy.
    #expect(small.state.bytes == 3 * 4 * (16 * 32 + 32 + 32 * 4 + 4) + 4 * 8)
    #expect(small.state == large.state && large.batch.bytes == 100 * small.batch.bytes)
    #expect(small.batch.bytes == 8 * (16 + 1) * 4 && small.workspace < large.workspace)
    let summary = try trainer.summary(batchSize: 800)
    #expect(summary.memory == large)
    #expect(summary.description.hasSuffix("training takes \(large) at batch size 800"))
    #expect(try trainer.optimizerSlotsAreAbsent)
  }
}

extension Trainer {
  fileprivate var optimizerSlotsAreAbsent: Bool {
    get throws {
      do {
        _ = try optimizerSlot("m", of: "dense_1/kernel")
        return false
      } catch { return error.kind == .state }
    }
  }
}
