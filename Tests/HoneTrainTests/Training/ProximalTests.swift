import Hone
import Testing

/// L1 that reaches exact zeros (T83).
@Suite struct ProximalTests {
  private func trainer(
    _ regularizer: any Regularizer, _ optimizer: any Optimizer, on backend: any Backend
  ) throws -> Trainer {
    try Sequential {
      Dense(3, kernelRegularizer: regularizer)
    }.compile(
      optimizer: optimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: backend)
  }

  /// One update by hand: the gradient step without the penalty, then the threshold η·l1.
  @Test(arguments: backendNames)
  func anUpdateIsAGradientStepAndASoftThreshold(_ name: String) async throws {
    let data = try Samples.classes(12)
    func after(_ regularizer: any Regularizer) async throws -> [Float] {
      let trainer = try trainer(regularizer, .sgd(learningRate: 0.5), on: backend(name))
      _ = try await trainer.trainOnBatch(x: data.x, y: data.y)
      return try trainer.weights["dense_1/kernel"].floats
    }
    let plain = try await after(.l1(0))
    let drawn = try await after(.l1(0.4, proximal: true))
    for (before, after) in zip(plain, drawn) {
      let size = max(abs(before) - 0.5 * 0.4, 0)
      #expect(abs(after - (before < 0 ? -size : size)) < 1e-6)
    }
    #expect(drawn.contains(0) && drawn.contains { $0 != 0 })
  }

  /// The subgradient of plain L1 passes zero by; the threshold stays there, as it should for inputs
  /// that tell nothing.
  @Test func onlyTheProximalFormReachesZeros() async throws {
    let data = try Samples.classes(60)
    var zeros: [Int] = []
    for proximal in [false, true] {
      let trainer = try trainer(
        .l1(0.05, proximal: proximal),
        .sgd(learningRate: 0.3), on: reference)
      let history = try await trainer.fit(
        x: data.x, y: data.y, epochs: 150, batchSize: .all, verbose: 0)
      #expect(history["loss"][149] < history["loss"][0])
      #expect(history["penalty"][149] > 0)
      let sparsity = try trainer.sparsity()
      zeros.append(sparsity.rows[0].zeroCount)
    }
    #expect(zeros[0] == 0)
    #expect(zeros[1] >= 3)
  }

  @Test func thePartOfL2KeepsItsGradient() async throws {
    let data = try Samples.classes(12)
    func after(_ regularizer: any Regularizer) async throws -> HostTensor {
      let trainer = try trainer(regularizer, .sgd(learningRate: 0.5), on: reference)
      _ = try await trainer.trainOnBatch(x: data.x, y: data.y)
      return try trainer.weights["dense_1/kernel"]
    }
    let both = try await after(.l1l2(l1: 0, l2: 0.1, proximal: true))
    let alone = try await after(.l2(0.1))
    #expect(zip(both.floats, alone.floats).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func frozenWeightsStayAsTheyAre() async throws {
    let data = try Samples.classes(12)
    let trainer = try Sequential {
      Dense(4, kernelRegularizer: .l1(0.5, proximal: true), trainable: false)
      Dense(3)
    }.compile(
      optimizer: .sgd(learningRate: 0.5), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    try trainer.build(fields: try ArrayDataset(x: data.x, y: data.y).fields)
    let before = try trainer.weights["dense_1/kernel"]
    let logs = try await trainer.trainOnBatch(x: data.x, y: data.y)
    #expect(try trainer.weights["dense_1/kernel"] == before)
    #expect(logs["penalty"] == nil)
  }
}
