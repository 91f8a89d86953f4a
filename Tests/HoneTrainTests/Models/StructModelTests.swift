import Hone
import Testing

/// Models as structs of layers, with losses and metrics as closures.
@Suite struct StructModelTests {
  private struct ResidualBlock: Layer {
    let conv1 = Conv2D(2, kernelSize: 3, padding: .same, activation: .relu)
    let norm = BatchNormalization()
    let conv2 = Conv2D(2, kernelSize: 3, padding: .same)
    func forward(_ x: Tensor) -> Tensor { relu(x + conv2(norm(conv1(x)))) }
  }

  private struct Network: Layer {
    let stem = Conv2D(2, kernelSize: 3, padding: .same)
    let blocks = [ResidualBlock(), ResidualBlock()]
    let head = Dense(3)
    func forward(_ x: Tensor) -> Tensor {
      head(GlobalAveragePooling2D()(blocks.reduce(stem(x)) { $1($0) }))
    }
  }

  /// A layer that makes its weight itself.
  private struct Scale: Layer {
    let identity = LayerIdentity()
    func forward(_ x: Tensor) -> Tensor {
      x * x.weight("factor", shape: [x.shape[-1]], initializer: .ones)
    }
  }

  @Test(arguments: backendNames)
  func aResidualNetworkNamesItsWeightsAndLearns(_ name: String) async throws {
    let trainer = try Network().compile(
      optimizer: .adam(learningRate: 0.03), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.accuracy], backend: backend(name))
    // The class is the channel that is brightest.
    let labels = (0..<18).map { Int32($0 % 3) }
    var pixels = try Samples.normal([18, 4, 4, 3]).floats.map { $0 * 0.1 }
    for index in pixels.indices where index % 3 == Int(labels[index / 48]) { pixels[index] += 1 }
    let x = try HostTensor(pixels, shape: [18, 4, 4, 3])
    let history = try await trainer.fit(
      x: x, y: HostTensor(labels), epochs: 8, batchSize: 6, verbose: 0)
    #expect(history["loss"][7] < history["loss"][0])
    let names = try trainer.weights.names
    #expect(names.count == 2 + 2 * 8 + 2)
    #expect(
      Set(names).isSuperset(of: [
        "conv2d_1/kernel", "residual_block_1/conv2d_2/kernel",
        "residual_block_2/batch_normalization_1/moving_mean", "dense_1/bias",
      ]))
    #expect(
      try trainer.weights["residual_block_1/batch_normalization_1/moving_mean"].floats != [0, 0])
  }

  @Test(arguments: backendNames)
  func aLayerOfOnesOwnStandsAmongOthers(_ name: String) async throws {
    let model = Sequential {
      Input(2)
      Scale()
      Dense(1, useBias: false, kernelInitializer: .ones)
    }
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.5), loss: .custom("itself") { prediction, _ in prediction },
      backend: backend(name))
    #expect(try trainer.weights.names == ["scale_1/factor", "dense_1/kernel"])
    // loss = Σ fᵢ kᵢ xᵢ at f = k = 1: df = x.
    let x = try HostTensor([1, -2] as [Float], shape: [1, 2])
    _ = try await trainer.trainOnBatch(x: x, y: HostTensor(zeros: [1, 1]))
    #expect(try trainer.weights["scale_1/factor"].floats == [0.5, 2])
  }

  @Test(arguments: backendNames)
  func closuresAreLossesAndMetrics(_ name: String) async throws {
    let model = Sequential { Dense(1, kernelInitializer: .zeros) }
    let huber = CustomLoss("huber") { prediction, target in
      let gap = abs(prediction - target)
      return select(gap .< 1, square(gap) * 0.5, gap - 0.5)
    }
    let worst = CustomMetric("gap") { prediction, target in abs(prediction - target) }
    let trainer = try model.compile(
      optimizer: .sgd(), loss: huber, metrics: [worst], backend: backend(name))
    let (x, y) = (HostTensor(zeros: [4, 2]), HostTensor([0.5, -0.5, 3, -4] as [Float]))
    let logs = try await trainer.evaluate(x: x, y: y, batchSize: 3)
    // Predictions are 0: (0.125 + 0.125 + 2.5 + 3.5) / 4 and (0.5 + 0.5 + 3 + 4) / 4.
    #expect((try #require(logs["loss"]) - 1.5625).magnitude < 1e-7)
    #expect(logs["gap"] == 2)
  }

  @Test(arguments: backendNames)
  func penaltiesOfWeightsAddToTheLoss(_ name: String) async throws {
    let model = Sequential {
      Dense(2, useBias: false, kernelInitializer: .constant(3), kernelRegularizer: .l2(0.01))
    }
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.5), loss: .custom("nothing") { $0 * 0 + $1 * 0 },
      backend: backend(name))
    let (x, y) = (HostTensor(zeros: [2, 2]), HostTensor(zeros: [2, 2]))
    let logs = try await trainer.trainOnBatch(x: x, y: y)
    #expect((try #require(logs["loss"]) - 0.01 * 4 * 9).magnitude < 1e-6)
    // d(λw²)/dw = 0.06 at w = 3.
    #expect(
      try trainer.weights["dense_1/kernel"].floats.allSatisfy { ($0 - 2.97).magnitude < 1e-6 })
  }
}
