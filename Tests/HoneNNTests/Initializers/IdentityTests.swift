import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Initializers that are mostly zeros.
@Suite struct IdentityTests {
  private static let key = RandomKey(seed: 5)

  private func make(_ initializer: any Initializer, _ shape: Shape) -> [Float] {
    initializer.makeValue(shape: shape, dtype: .float32, key: Self.key).elements()
  }

  @Test func aMatrixHasTheGainOnItsDiagonal() {
    #expect(make(.identity, [2, 3]) == [1, 0, 0, 0, 1, 0])
    #expect(make(.identity(gain: 0.5), [3, 2]) == [0.5, 0, 0, 0.5, 0, 0])
    #expect(make(.identity(gain: 2), [3]) == [2, 2, 2])
    #expect(make(.identity, [0, 3]).isEmpty)
  }

  @Test(arguments: [[3, 3], [5, 1], [1, 1]])
  func aConvolutionPassesItsImagesOn(_ size: [Int]) throws {
    let layer = Conv2D(
      3, kernelSize: Sizes(size), padding: .same, useBias: false, kernelInitializer: .identity)
    let step = try LayerHarness(layer, [2, 5, 4, 3]).run()
    let kernel = try #require(step.weights["kernel"])
    #expect(kernel.elements(as: Float.self).reduce(0, +) == 3)
    let key = RandomKey(seed: 1)
    let image = try HostTensor((0..<120).map { Float(key.normal(at: $0)) }, shape: [2, 5, 4, 3])
    let output = try evaluate(at: [image, kernel]) { x in
      let window = size.map { EdgePadding(low: ($0 - 1) / 2, high: $0 / 2) }
      let dimensions = ConvolutionDimensions(
        strides: [1, 1], padding: window, dilation: [1, 1], groups: 1)
      return [Tensor.apply(.convolution(dimensions), x[0], x[1])]
    }
    #expect(output[0] == image)
  }

  @Test func sparseColumnsHaveTheirShareOfZeros() {
    let values = make(.sparse(sparsity: 0.3, stddev: 1), [11, 4])
    for column in 0..<4 {
      let zeros = (0..<11).count { values[$0 * 4 + column] == 0 }
      #expect(zeros == 4)  // ⌈0.3 · 11⌉
    }
    #expect(
      Set((0..<4).map { column in (0..<11).filter { values[$0 * 4 + column] == 0 } }).count > 1)
    #expect(make(.sparse(sparsity: 1), [3, 2]).allSatisfy { $0 == 0 })
    let dense = make(.sparse(sparsity: 0, stddev: 2), [200, 50]).map { Double($0) }
    let variance = dense.reduce(0) { $0 + $1 * $1 } / 10_000
    #expect(abs(variance / 4 - 1) < 0.05)
  }

  @Test func filesNameThem() throws {
    for name in ["identity", "dirac"] {
      #expect(
        try Registry.standard.make(.initializer, from: ConfigurationValue(name), at: "")
          is Identity)
    }
  }
}
