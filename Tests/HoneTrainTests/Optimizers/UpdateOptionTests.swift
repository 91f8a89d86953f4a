import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

/// Clipping, decay, accumulation, averages, multipliers: what is the same for every optimizer.
@Suite struct UpdateOptionTests {
  private let start = HostTensor([1, -2, 0.5] as [Float])
  private let slope = HostTensor([0.3, 4, -1.2] as [Float])

  /// The weights after steps along one gradient.
  private func weights(
    _ optimizer: any Optimizer, steps: Int = 1, on name: String = "reference"
  ) throws -> [Float] {
    let runner = try UpdateRunner(optimizer, weights: ["w": start], on: backend(name))
    for _ in 0..<steps { try runner.run([slope]) }
    return try runner.value("w").floats
  }

  private func expectClose(_ a: [Float], _ b: [Float], within limit: Float = 1e-6) {
    #expect(a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= limit }, "\(a), \(b)")
  }

  @Test(arguments: backendNames)
  func adaptiveClippingHoldsEachUnitAtAShareOfItsWeights(_ name: String) throws {
    let kernel = try HostTensor([3, 0.001, 4, 0] as [Float], shape: [2, 2])
    let gradient = try HostTensor([6, 0.0001, 8, 1] as [Float], shape: [2, 2])
    let runner = try UpdateRunner(
      .sgd(learningRate: 1).clipped(adaptive: 0.1), weights: ["w": kernel], on: backend(name))
    try runner.run([gradient])
    // Unit 0: ‖w‖ 5, ‖g‖ 10, so a factor 0.05. Unit 1: ‖w‖ 0.001, ‖g‖ 1, so a factor 0.0001.
    expectClose(
      try runner.value("w").floats, [2.7, 0.001, 3.6, -0.0001], within: 1e-6)
  }

  @Test func clippingLeavesSmallGradientsAndZerosAlone() throws {
    for clipping in [Clipping.value(10), .norm(10), .globalNorm(10), .adaptive(100)] {
      var clipped = SGD(learningRate: 0.1)
      clipped.options.clipping = clipping
      #expect(try weights(clipped) == weights(.sgd(learningRate: 0.1)))
      let runner = try UpdateRunner(clipped, weights: ["w": start], on: reference)
      try runner.run([HostTensor(zeros: [3])])
      #expect(try runner.value("w") == start)
    }
  }

  @Test func aSwiftChainAndAFileSayTheSame() throws {
    let chained: any Optimizer = .adamW(learningRate: 1e-3, weightDecay: 0.01).clipped(
      globalNorm: 1)
    let value = try ConfigurationValue(
      parsingJSON: #"{"adamw": {"weightDecay": 0.01, "globalClipNorm": 1}}"#, file: "optimizer")
    let read = try #require(
      try Registry.standard.make(.optimizer, from: value, at: "") as? any Optimizer)
    #expect(read.options == chained.options)
    #expect(read.configuration == chained.configuration)
    let all: any Optimizer = .sgd().clipped(value: 0.5).decayed(0.1, excluding: ["bias"])
      .accumulated(over: 4).averaged(.stochastic(start: 10, frequency: 5)).sharpnessAware(rho: 0.1)
      .multiplyingRate(by: 0.1, of: "dense_1", "conv*")
    let again = try #require(
      try Registry.standard.make(.optimizer, from: all.configuration, at: "") as? any Optimizer)
    #expect(again.options == all.options)
    #expect(again.options.learningRateMultipliers.count == 2)
  }

  @Test(arguments: [
    #"{"adam": {"clipNorm": 1, "clipValue": 1}}"#, #"{"sgd": {"useEma": true, "swaStart": 3}}"#,
  ])
  func twoKindsOfOneThingAreAnError(_ text: String) async throws {
    await expectError(.usage, saying: "one of", "help: leave all but one out") {
      _ = try Registry.standard.make(
        .optimizer, from: try ConfigurationValue(parsingJSON: text, file: "optimizer"), at: "")
    }
  }

  /// T74: for SGD an L2 penalty λ is a decay of 2λ, for Adam it isn't.
  @Test(arguments: backendNames)
  func l2EqualsDecayForPlainDescentOnly(_ name: String) async throws {
    func weights(_ optimizer: any Optimizer, l2: Double) async throws -> HostTensor {
      let model = Sequential { Dense(3, kernelRegularizer: l2 > 0 ? .l2(l2) : nil) }
      let trainer = try model.compile(
        optimizer: optimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true), seed: 2,
        backend: backend(name))
      try await trainer.fit(try Samples.dataset(32), epochs: 5, batchSize: 8, verbose: 0)
      return try trainer.weights["dense_1/kernel"]
    }
    let (sgd, adam) = (SGD(learningRate: 0.1), Adam(learningRate: 0.1))
    let penalty = try await weights(sgd, l2: 0.05)
    let decay = try await weights(sgd.decayed(0.1, excluding: ["bias"]), l2: 0)
    #expect(relativeError(penalty, decay) < 1e-6)
    let bare = try await weights(sgd, l2: 0)
    #expect(relativeError(penalty, bare) > 1e-2)
    let adamPenalty = try await weights(adam, l2: 0.05)
    let adamDecay = try await weights(adam.decayed(0.1, excluding: ["bias"]), l2: 0)
    #expect(relativeError(adamPenalty, adamDecay) > 1e-2)
  }

  /// Four batches of eight make the update of one batch of thirty-two.
  @Test(arguments: backendNames)
  func accumulatedStepsMakeTheUpdateOfALargeBatch(_ name: String) async throws {
    func weights(_ optimizer: any Optimizer, batchSize: BatchSize) async throws -> HostTensor {
      let trainer = try Samples.trainer(seed: 4, optimizer: optimizer, on: backend(name))
      try await trainer.fit(
        try Samples.dataset(64), epochs: 3, batchSize: batchSize, shuffle: false, verbose: 0)
      return try trainer.weights["dense_1/kernel"]
    }
    let large = try await weights(.adam(learningRate: 0.02), batchSize: 32)
    let small = try await weights(.adam(learningRate: 0.02).accumulated(over: 4), batchSize: 8)
    #expect(relativeError(small, large) < 1e-4)
  }

  @Test(arguments: backendNames)
  func weightsBecomeTheirAveragesAtTheEndOfTraining(_ name: String) async throws {
    let data = try Samples.dataset(20)
    let plain = try Samples.trainer(seed: 5, on: backend(name))
    try await plain.fit(data, epochs: 2, batchSize: 5, verbose: 0)
    let last = try plain.weights["dense_1/kernel"]
    for averaging in [Averaging.exponential(momentum: 0.9), .stochastic(start: 3, frequency: 2)] {
      let trainer = try Samples.trainer(
        seed: 5, optimizer: .sgd(learningRate: 0.1).averaged(averaging), on: backend(name))
      try await trainer.fit(data, epochs: 2, batchSize: 5, verbose: 0)
      let value = try trainer.weights["dense_1/kernel"]
      #expect(try value == trainer.optimizerSlot("average", of: "dense_1/kernel"))
      #expect(value != last)
    }
    // No update of the mean has come yet: the weights stay what they are.
    let early = try Samples.trainer(
      seed: 5, optimizer: .sgd(learningRate: 0.1).averaged(.stochastic(start: 9)),
      on: backend(name))
    try await early.fit(data, epochs: 2, batchSize: 5, verbose: 0)
    #expect(try early.weights["dense_1/kernel"] == last)
  }

  @Test(arguments: backendNames)
  func multipliersScaleTheStepsOfSomeWeights(_ name: String) async throws {
    let data = try Samples.dataset(8)
    func change(_ optimizer: any Optimizer) async throws -> [String: [Float]] {
      let trainer = try Samples.trainer(seed: 6, optimizer: optimizer, on: backend(name))
      try trainer.build(fields: data.fields)
      let before = try trainer.weights.values()
      try await trainer.fit(data, batchSize: 8, verbose: 0)
      return try trainer.weights.values().mapValues { $0.floats }
        .merging(before.mapValues { $0.floats }) { after, before in zip(after, before).map(-) }
    }
    let plain = try await change(.sgd(learningRate: 0.1))
    let scaled = try await change(
      .sgd(learningRate: 0.1).multiplyingRate(by: 0.25, of: "dense_1").multiplyingRate(
        by: 0, of: "dense_2/bias"))
    expectClose(
      try #require(scaled["dense_1/kernel"]),
      plain["dense_1/kernel"].map { $0.map { $0 / 4 } } ?? [])
    #expect(scaled["dense_2/kernel"] == plain["dense_2/kernel"])
    #expect(scaled["dense_2/bias"] == [0, 0, 0])
  }

  @Test func aPatternThatMeansNoWeightIsAnError() async throws {
    let data = try Samples.dataset(8)
    for optimizer in [
      SGD().multiplyingRate(by: 0.1, of: "dens_1"), SGD().decayed(0.1, excluding: ["dens_1"]),
    ] {
      let trainer = try Samples.trainer(optimizer: optimizer, on: reference)
      await expectError(.model, saying: "\"dens_1\" means no trainable weight", "dense_1") {
        try await trainer.fit(data, verbose: 0)
      }
    }
    let usual = try Samples.trainer(
      optimizer: SGD().decayed(0.1, excluding: WeightPattern.biasesAndNormalization),
      on: reference)
    try await usual.fit(data, verbose: 0)
  }

  @Test(arguments: [
    ("bias", "dense_1/bias", true), ("bias", "dense_1/bias_2", false),
    ("dense_1", "dense_1/kernel", true), ("dense_1", "dense_11/kernel", false),
    ("dense_*", "dense_11/kernel", true), ("block_1/conv*", "net/block_1/conv2d_1/kernel", true),
    ("conv*/bias", "conv2d_1/kernel", false), ("*", "a/b", true), ("a*c*e", "abcde/w", true),
    ("a*c*e", "abcd/w", false), ("", "a/b", false), ("a/b/c", "a/b", false),
  ])
  func patternsMeanWholeParts(_ pattern: String, _ path: String, _ matches: Bool) {
    #expect(WeightPattern.matches(pattern, path) == matches)
  }

  /// A frozen layer keeps its weights, and a frozen normalization its statistics.
  @Test(arguments: backendNames)
  func frozenLayersKeepWeightsAndStatistics(_ name: String) async throws {
    let model = Sequential {
      Dense(6, trainable: false)
      BatchNormalization(trainable: false)
      Dense(3)
    }
    let trainer = try model.compile(
      optimizer: .adamW(learningRate: 0.1).averaged(),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), backend: backend(name))
    let data = try Samples.dataset(16)
    try trainer.build(fields: data.fields)
    let before = try trainer.weights.values()
    try await trainer.fit(data, epochs: 2, batchSize: 8, verbose: 0)
    for (path, value) in try trainer.weights.values() {
      #expect((value == before[path]) == !path.hasPrefix("dense_2"), "\(path)")
    }
  }
}
