import Hone
import Testing

/// How many weights are exactly zero.
@Suite struct SparsityTests {
  @Test func zerosAreCountedByWeightAndLayer() throws {
    let trainer = try Sequential {
      Input(4)
      Dense(3, kernelInitializer: .identity)
      Dense(2, kernelInitializer: .ones, biasInitializer: .ones)
    }.compile(optimizer: .sgd(), loss: .mse, backend: reference)
    let sparsity = try trainer.sparsity()
    #expect(
      sparsity.rows.map { "\($0.path) \($0.zeroCount)/\($0.count) \($0.isKernel)" } == [
        "dense_1/kernel 9/12 true", "dense_1/bias 3/3 false", "dense_2/kernel 0/6 true",
        "dense_2/bias 0/2 false",
      ])
    #expect(sparsity.share(ofLayer: "dense_1") == 12.0 / 15)
    #expect(sparsity.share(ofLayer: "dense_3") == nil)
    #expect(
      sparsity.description == """
        12 of 23 weights are exactly 0
          dense_1/kernel  75.00 %  9 of 12
          dense_1/bias    100.00 %  3 of 3
        """)
  }

  @Test func runningStatisticsAreNoWeights() throws {
    let trainer = try Sequential {
      Input(4)
      BatchNormalization()
    }.compile(optimizer: .sgd(), loss: .mse, backend: reference)
    #expect(try trainer.sparsity().count == 8)
  }
}
