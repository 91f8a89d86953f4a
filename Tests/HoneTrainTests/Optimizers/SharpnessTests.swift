import Hone
import Testing

/// Sharpness-aware minimization takes the gradient at the worst point near the weights.
@Suite struct SharpnessTests {
  private static let x: [[Double]] = [[1, 2], [-1, 0.5], [0.3, -1], [2, 1]]
  private static let y: [Double] = [1, 0, 2, -1]

  private func slope(_ w: [Double]) -> [Double] {
    var slope = [0.0, 0]
    for (x, y) in zip(Self.x, Self.y) {
      let off = x[0] * w[0] + x[1] * w[1] - y
      for index in 0..<2 { slope[index] += 2 * off * x[index] / 4 }
    }
    return slope
  }

  @Test(arguments: backendNames)
  func theStepFollowsTheGradientAtTheWorstPoint(_ name: String) async throws {
    let model = Sequential { Dense(1, useBias: false) }
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.1).sharpnessAware(rho: 0.5), loss: .meanSquaredError,
      backend: backend(name))
    let data = try ArrayDataset(
      x: HostTensor(Self.x.flatMap { $0.map { Float($0) } }, shape: [4, 2]),
      y: HostTensor(Self.y.map { Float($0) }, shape: [4, 1]))
    try trainer.build(fields: data.fields)
    var w: [Double] = try trainer.weights["dense_1/kernel"].elements()
    let loss = zip(Self.x, Self.y).reduce(0) { sum, pair in
      let off = pair.0[0] * w[0] + pair.0[1] * w[1] - pair.1
      return sum + off * off / 4
    }
    let history = try await trainer.fit(data, batchSize: 4, shuffle: false, verbose: 0)
    let g = slope(w)
    let norm = (g[0] * g[0] + g[1] * g[1]).squareRoot()
    let sharp = slope([w[0] + 0.5 * g[0] / norm, w[1] + 0.5 * g[1] / norm])
    w = [w[0] - 0.1 * sharp[0], w[1] - 0.1 * sharp[1]]
    let received: [Double] = try trainer.weights["dense_1/kernel"].elements()
    for (a, b) in zip(received, w) { #expect(abs(a - b) < 1e-5) }
    // The loss that is reported is that at the weights.
    #expect(abs(history["loss"][0] - loss) < 1e-5)
  }

  @Test(arguments: backendNames)
  func statisticsAndSummariesAreThoseOfOnePass(_ name: String) async throws {
    func trainer(_ optimizer: any Optimizer) throws -> Trainer {
      try Sequential {
        Dense(8, kernelRegularizer: .l2(1e-3))
        BatchNormalization(momentum: 0.5)
        ReLU()
        Dropout(0.2)
        Dense(3)
      }.compile(
        optimizer: optimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true), seed: 3,
        backend: backend(name))
    }
    let (plain, sharp) = (
      try trainer(.sgd(learningRate: 0.1)),
      try trainer(.sgd(learningRate: 0.1).sharpnessAware(rho: 0.3))
    )
    let data = try Samples.dataset(16)
    let losses = try await [plain, sharp].asyncMap {
      try await $0.fit(data, batchSize: 16, shuffle: false, verbose: 0)["loss"][0]
    }
    #expect(losses[0] == losses[1])
    let path = "batch_normalization_1/moving_mean"
    #expect(try plain.weights[path] == sharp.weights[path])
    #expect(try plain.weights["dense_1/kernel"] != sharp.weights["dense_1/kernel"])
    #expect(try plain.weights.names == sharp.weights.names)
    let history = try await sharp.fit(data, epochs: 20, batchSize: 8, verbose: 0)
    #expect(history["loss"][19] < 0.8 * losses[0])
  }
}

extension Array {
  /// The elements, transformed one after another.
  fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
    var result: [T] = []
    for element in self { result.append(try await transform(element)) }
    return result
  }
}
