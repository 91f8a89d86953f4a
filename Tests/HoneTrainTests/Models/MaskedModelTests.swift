import Hone
import HoneTestSupport
import Testing

/// Masks end to end: sequences of unequal length in training, losses and metrics.
@Suite struct MaskedModelTests {
  /// Ids 1 … 5, zeros behind; the label is whether the last id is above 3.
  private static func data(_ count: Int) throws -> (x: HostTensor, y: HostTensor) {
    let key = RandomKey(seed: 3)
    var ids: [Int32] = []
    var labels: [Int32] = []
    for sample in 0..<UInt64(count) {
      let length = 1 + Int(key.uniform(at: 100 * sample + 50) * 6)
      let row = (0..<length).map { Int32(1 + key.uniform(at: 100 * sample + UInt64($0)) * 5) }
      labels.append(row[length - 1] > 3 ? 1 : 0)
      ids += row + Array(repeating: 0, count: 6 - length)
    }
    return (try HostTensor(ids, shape: [count, 6]), HostTensor(labels))
  }

  private static let layers: [any Layer] = [
    LSTM(8), GRU(8), SimpleRNN(8), Bidirectional(GRU(6)),
  ]

  @Test(arguments: backendNames)
  func whatStandsLastIsLearnedThoughPaddingFollows(_ backendName: String) async throws {
    let (x, y) = try Self.data(96)
    for layer in Self.layers {
      let model = Sequential([Embedding(6, 6, maskZero: true), layer, Dense(2)])
      let trainer = try model.compile(
        optimizer: .adam(learningRate: 0.03),
        loss: .sparseCategoricalCrossentropy(fromLogits: true),
        metrics: [.accuracy], backend: try backend(backendName))
      try await trainer.fit(x: x, y: y, epochs: 15, batchSize: 40, verbose: .silent)
      #expect(try #require(try await trainer.evaluate(x: x, y: y)["accuracy"]) > 0.97)
    }
  }

  /// Whatever the targets of masked steps are, and whatever is predicted there, nothing changes.
  @Test(arguments: backendNames)
  func maskedStepsCountNeitherInLossNorInMetrics(_ backendName: String) async throws {
    let (x, _) = try Self.data(10)
    func results(_ filler: Int32) async throws -> ([String: Double], [String: HostTensor]) {
      let ids = x.elements(as: Int32.self)
      let targets = ids.map { $0 == 0 ? filler : ($0 + 1) % 4 }
      let y = try HostTensor(targets, shape: [10, 6])
      let model = Sequential([Embedding(6, 5, maskZero: true), Dropout(0.2), Dense(4)])
      let trainer = try model.compile(
        optimizer: .sgd(learningRate: 0.5), loss: .sparseCategoricalCrossentropy(fromLogits: true),
        metrics: [.accuracy], backend: try backend(backendName))
      try await trainer.fit(x: x, y: y, epochs: 3, batchSize: 4, verbose: .silent)
      return (try await trainer.evaluate(x: x, y: y), try trainer.weights.values())
    }
    let (first, second) = (try await results(0), try await results(3))
    #expect(first.0 == second.0)
    #expect(first.1 == second.1)
    #expect(first.0["accuracy"] != 0)
  }

  @Test func lossAndMetricAreMeansOverTheStepsThatCount() async throws {
    let x = try HostTensor([1, 2, 0, 3, 0, 0] as [Int32], shape: [2, 3])
    let y = try HostTensor([1, 5, 9, 4, 9, 9] as [Float], shape: [2, 3, 1])
    let model = Sequential([
      Embedding(4, 1, embeddingsInitializer: .ones, maskZero: true),
      Dense(1, kernelInitializer: .ones),
    ])
    let trainer = try model.compile(
      optimizer: .sgd(), loss: .meanSquaredError, metrics: [.meanSquaredError], backend: reference)
    // (0² + 4² + 3²) / 3
    let plain = try await trainer.evaluate(x: x, y: y)
    #expect(abs(try #require(plain["loss"]) - 25.0 / 3) < 1e-5)
    #expect(plain.values.allSatisfy { abs($0 - 25.0 / 3) < 1e-5 })
    // (2·0² + 2·4² + 1·3²) / 3
    let weighted = try await trainer.evaluate(
      x: x, y: y, sampleWeight: HostTensor([2, 1] as [Float]))
    #expect(abs(try #require(weighted["loss"]) - 41.0 / 3) < 1e-5)
  }

  @Test func everyWeightOfALayerCanBeConstrained() async throws {
    let (x, y) = try Self.data(8)
    func weights(_ constraint: (any Constraint)?) async throws -> [String: HostTensor] {
      let model = Sequential([
        Embedding(6, 4, embeddingsConstraint: constraint),
        LSTM(
          3, kernelConstraint: constraint, recurrentConstraint: constraint,
          biasConstraint: constraint, returnSequences: true),
        GRU(
          3, kernelConstraint: constraint, recurrentConstraint: constraint,
          biasConstraint: constraint, returnSequences: true),
        MultiHeadAttention(
          numHeads: 2, keyDim: 2, kernelConstraint: constraint, biasConstraint: constraint),
        SimpleRNN(
          3, kernelConstraint: constraint, recurrentConstraint: constraint,
          biasConstraint: constraint),
        Dense(2, kernelConstraint: constraint, biasConstraint: constraint),
      ])
      let trainer = try model.compile(
        optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
        backend: reference)
      try await trainer.fit(x: x, y: y, batchSize: 4, verbose: .silent)
      return try trainer.weights.values()
    }
    for (name, value) in try await weights(.nonNegative) {
      #expect(value.floats.allSatisfy { $0 >= 0 }, "\(name)")
    }
    let free = try await weights(nil).filter { $0.value.floats.contains { $0 < 0 } }
    #expect(free.count > 15)
  }

  /// The functional model's layers see the masks too.
  @Test func masksGoThroughFunctionalModels() async throws {
    let ids = Input(6, dtype: .int32)
    let words = Embedding(6, 4, maskZero: true, name: "words")(ids)
    let attended = MultiHeadAttention(numHeads: 2, keyDim: 2, name: "heads")([words, words])
    let sum = Add()([attended, words])
    let model = Model(inputs: ids, outputs: Dense(1)(GlobalAveragePooling1D()(sum)))
    let trainer = try model.compile(
      optimizer: .adam(), loss: .meanSquaredError, backend: reference)
    // The vector of id 0 stands at masked steps alone.
    let (x, _) = try Self.data(5)
    let first = try await trainer.predict(x: x)
    var table = try trainer.weights["words/embeddings"].floats
    for index in 0..<4 { table[index] = 100 }
    try trainer.weights.set("words/embeddings", to: HostTensor(table, shape: [6, 4]))
    #expect(try await trainer.predict(x: x) == first)
  }
}
