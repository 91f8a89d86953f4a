import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

/// The running statistics of a whole data set (T50), and single samples (T51).
@Suite struct PopulationTests {
  private static let first = Dense(4, name: "first")
  private static let second = Dense(3, name: "second")

  private static func model(_ convention: BatchNormalization.Convention = .keras) -> Sequential {
    Sequential([
      first, BatchNormalization(convention, name: "norm1"), ReLU(), second,
      BatchNormalization(convention, name: "norm2"), Dense(2),
    ])
  }

  private static func trainer(
    _ model: any Layer = model(), on backend: any Backend
  ) throws -> Trainer {
    try model.compile(
      optimizer: .adam(learningRate: 0.01), loss: .meanSquaredError, backend: backend)
  }

  /// 53 samples, their features far from mean 0 and variance 1.
  private static func data() throws -> (x: HostTensor, y: HostTensor) {
    let x = try Samples.normal([53, 5]).floats.map { 3 * $0 + 4 }
    return (try HostTensor(x, shape: [53, 5]), try Samples.normal([53, 2], seed: 2))
  }

  @Test(arguments: backendNames)
  func statisticsAreThoseOfTheWholeDataSet(_ backendName: String) async throws {
    for convention in BatchNormalization.Convention.allCases {
      let (x, y) = try Self.data()
      let trainer = try Self.trainer(Self.model(convention), on: try backend(backendName))
      try await trainer.fit(x: x, y: y, epochs: 2, batchSize: 16, verbose: .silent)
      let weights = try trainer.weights.values()
      let before = try Self.distance(trainer, x, convention)
      let layers = try await trainer.recomputeBatchNormalization(
        on: ArrayDataset(x: x), batchSize: 16)
      #expect(layers == ["norm1", "norm2"])
      #expect(before > 0.3)
      #expect(try Self.distance(trainer, x, convention) < 2e-6)
      for (name, value) in try trainer.weights.values() where !name.contains("moving") {
        #expect(value == weights[name], "\(name)")
      }
      let once = try trainer.weights["norm2/moving_variance"]
      try await trainer.recomputeBatchNormalization(on: ArrayDataset(x: x), batchSize: .all)
      #expect(relativeError(try trainer.weights["norm2/moving_variance"], once) < 1e-6)
    }
  }

  /// How far the statistics are from those that float64 gives, as a share of these.
  private static func distance(
    _ trainer: Trainer, _ x: HostTensor, _ convention: BatchNormalization.Convention
  ) throws -> Double {
    func numbers(_ name: String) throws -> [Double] { try trainer.weights[name].elements() }
    var rows = x.elements(as: Double.self)
    var worst = 0.0
    for (dense, norm) in [("first", "norm1"), ("second", "norm2")] {
      let (kernel, bias) = (try numbers(dense + "/kernel"), try numbers(dense + "/bias"))
      let (width, features) = (bias.count, kernel.count / bias.count)
      let count = rows.count / features
      var sums = (0..<count * width).map { place in
        (0..<features).reduce(bias[place % width]) { sum, index in
          sum + rows[place / width * features + index] * kernel[index * width + place % width]
        }
      }
      let (gamma, beta) = (try numbers(norm + "/gamma"), try numbers(norm + "/beta"))
      let mean = try numbers(norm + "/moving_mean")
      let variance = try numbers(norm + "/moving_variance")
      for channel in 0..<width {
        let column = (0..<count).map { sums[$0 * width + channel] }
        let wanted = column.reduce(0, +) / Double(count)
        let squares = column.reduce(0) { $0 + ($1 - wanted) * ($1 - wanted) }
        let spread = squares / Double(convention == .keras ? count : count - 1)
        worst = max(worst, abs(mean[channel] - wanted) / spread.squareRoot())
        worst = max(worst, abs(variance[channel] - spread) / spread)
        let epsilon = convention == .keras ? 1e-3 : 1e-5
        for row in 0..<count {
          let place = row * width + channel
          let scaled = (sums[place] - mean[channel]) / (variance[channel] + epsilon).squareRoot()
          sums[place] = max(gamma[channel] * scaled + beta[channel], 0)
        }
      }
      rows = sums
    }
    return worst
  }

  @Test(arguments: backendNames)
  func theyAreBetterThanMovingOnesAfterAFewSteps(_ backendName: String) async throws {
    let (x, y) = try Self.data()
    let trainer = try Self.trainer(on: try backend(backendName))
    try await trainer.fit(x: x, y: y, epochs: 3, batchSize: 16, verbose: .silent)
    let moving = try #require(try await trainer.evaluate(x: x, y: y)["loss"])
    try await trainer.recomputeBatchNormalization(on: ArrayDataset(x: x, y: y))
    let exact = try #require(try await trainer.evaluate(x: x, y: y)["loss"])
    #expect(exact < 0.8 * moving)
  }

  @Test(arguments: backendNames)
  func aSampleIsPredictedAloneAsWithinABatch(_ backendName: String) async throws {
    let (x, y) = try Self.data()
    let trainer = try Self.trainer(on: try backend(backendName))
    try await trainer.fit(x: x, y: y, epochs: 2, batchSize: 16, verbose: .silent)
    let together = try await trainer.predict(x: x)
    for row in [0, 17, 52] {
      let values = Array(x.floats[row * 5..<row * 5 + 5])
      let alone = try await trainer.predict(x: HostTensor(values, shape: [1, 5]))
      let wanted = try HostTensor(Array(together.floats[row * 2..<row * 2 + 2]), shape: [1, 2])
      #expect(relativeError(alone, wanted) < 1e-6)
    }
  }

  @Test func frozenLayersStayAndModelsWithoutAreLeftAlone() async throws {
    let (x, _) = try Self.data()
    let frozen = Sequential([BatchNormalization(trainable: false), Dense(2)])
    let trainer = try Self.trainer(frozen, on: reference)
    let layers = try await trainer.recomputeBatchNormalization(on: ArrayDataset(x: x))
    #expect(layers.isEmpty)
    #expect(try trainer.weights["batch_normalization_1/moving_mean"].floats == [0, 0, 0, 0, 0])
  }

  @Test func maskedStepsDoNotCount() async throws {
    let x = HostTensor(
      unchecked: [1, 2, 0, 0, 5, 6, 3, 1, 0, 0, 0, 0] as [Float], shape: [2, 3, 2])
    let trainer = try Self.trainer(
      Sequential([Masking(), BatchNormalization(), Dense(1)]), on: reference)
    try await trainer.recomputeBatchNormalization(on: ArrayDataset(x: x), batchSize: 1)
    let mean = try trainer.weights["batch_normalization_1/moving_mean"].floats
    let variance = try trainer.weights["batch_normalization_1/moving_variance"].floats
    for (received, wanted) in zip(mean + variance, [3, 3, 8.0 / 3, 14.0 / 3] as [Float]) {
      #expect(abs(received - wanted) < 1e-5)
    }
  }

  @Test func partsFarFromZeroMergeWithoutCancelling() {
    var moments = PopulationMoments()
    moments.add(mean: [1e9 + 1], variance: [2], count: 3)
    moments.add(mean: [1e9 + 4], variance: [0], count: 1)
    moments.add(mean: [7], variance: [7], count: 0)
    #expect(moments.mean == [1e9 + 1.75])
    #expect(abs(moments.variance(isUnbiased: false)[0] - (6 + 9 * 0.75) / 4) < 1e-6)
    #expect(abs(moments.variance(isUnbiased: true)[0] - (6 + 9 * 0.75) / 3) < 1e-6)
  }
}
