import Hone
import Testing

/// Models of ids: embedding, convolution over sequences, pooling.
@Suite struct SequenceModelTests {
  private static func model(rows: Int = 12) -> Sequential {
    Sequential {
      Input(7, dtype: .int32)
      Embedding(rows, 6)
      Conv1D(8, kernelSize: 3, padding: .causal, activation: .relu)
      LayerNormalization()
      GlobalMaxPooling1D()
      Dense(2)
    }
  }

  private static func trainer(rows: Int = 12, on name: String) throws -> Trainer {
    try model(rows: rows).compile(
      optimizer: .adam(learningRate: 0.02),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy], seed: 3,
      backend: backend(name))
  }

  /// Ids below 12; the label tells whether id 5 is among them.
  private static func samples(_ count: Int) throws -> (x: HostTensor, y: HostTensor) {
    let key = RandomKey(seed: 4)
    var ids = (0..<count * 7).map { Int32(key.integer(below: 12, at: UInt64($0))) }
    for row in stride(from: 0, to: count, by: 2) { ids[row * 7 + row % 7] = 5 }
    let labels = (0..<count).map { row in
      Int32(ids[row * 7..<row * 7 + 7].contains(5) ? 1 : 0)
    }
    return (try HostTensor(ids, shape: [count, 7]), HostTensor(labels))
  }

  @Test(arguments: backendNames)
  func aModelOfIdsLearnsAndIsSavedWhole(_ name: String) async throws {
    let folder = try TemporaryFolder()
    let (x, y) = try Self.samples(60)
    let trainer = try Self.trainer(on: name)
    let history = try await trainer.fit(x: x, y: y, epochs: 15, batchSize: 16, verbose: 0)
    #expect(try #require(history["accuracy"].last) > 0.95)
    try trainer.save(to: folder.path)
    let again = try SavedModel(folder.path).trainer(backend: backend(name))
    #expect(try await again.predict(x: x) == trainer.predict(x: x))
    #expect(try again.weights.names.contains("embedding_1/embeddings"))
  }

  @Test func idsOfOtherTypesAreTheSameIds() async throws {
    let (x, y) = try Self.samples(8)
    let trainer = try Self.trainer(on: "reference")
    try await trainer.fit(x: x, y: y, verbose: 0)
    let wanted = try await trainer.predict(x: x)
    for dtype in [DType.int64, .uint8, .float32] {
      #expect(try await trainer.predict(x: x.converted(to: dtype)) == wanted)
    }
  }

  @Test func anIdOutOfRangeNamesItsSample() async throws {
    let (x, y) = try Self.samples(6)
    for (id, help) in [(Int32(12), "one more row"), (-1, "mend the ids"), (40, "as many rows")] {
      var ids = x.elements(as: Int32.self)
      ids[4 * 7 + 2] = id
      for dtype in [DType.int32, .int64, .float32] {
        let bad = try HostTensor(ids, shape: [6, 7]).converted(to: dtype)
        await expectError(
          .data, saying: "training data: sample 4 expects ids from 0 to 11 in input \"x\"",
          "Received: \(id) at element 2", help
        ) { try await Self.trainer(on: "reference").fit(x: bad, y: y, verbose: 0) }
      }
      let bad = try HostTensor(ids, shape: [6, 7])
      await expectError(.data, saying: "data: sample 4 expects ids") {
        _ = try await Self.trainer(on: "reference").predict(x: bad)
      }
    }
  }

  @Test func theSummaryShowsIdsAndTables() throws {
    let text = try Self.trainer(on: "reference").summary().description
    #expect(text.contains("embedding_1"))
    #expect(text.contains("72"))
  }
}
