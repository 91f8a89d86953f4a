import Hone
import Testing

/// Models that `model.json` can't hold, used by the graphs that are saved beside it.
@Suite struct SavedGraphTests {
  private func trainer(on name: String) throws -> Trainer {
    let model = Sequential {
      Input(6)
      Dense(8, activation: .custom("cube") { $0 * $0 * $0 })
      BatchNormalization(momentum: 0.5)
      Dropout(0.5)
      Dense(3)
    }
    return try model.compile(
      optimizer: .adam(learningRate: 0.01),
      loss: .custom("gap", targets: .classIndices) { logits, labels in
        -(logSoftmax(logits) * labels.oneHot(depth: 3)).sum(axes: [1])
      },
      metrics: [
        .custom("largest", targets: .classIndices) { prediction, _ in prediction.max(axes: [1]) }
      ],
      backend: backend(name))
  }

  @Test(arguments: backendNames)
  func predictionsAndMeansAreThoseOfTheModel(_ name: String) async throws {
    let folder = try TemporaryFolder()
    let (data, trainer) = (try Samples.dataset(21), try trainer(on: name))
    try await trainer.fit(data, epochs: 2, batchSize: 8, verbose: 0)
    try trainer.save(to: folder.path)
    let graph = try #require(try SavedGraph(ifNeededFor: folder.path))
    #expect(graph.fields == data.fields)
    let outputs = try await graph.predict(data, backend: backend(name))
    let wanted = try await trainer.predict(data)
    #expect(outputs.count == 1 && outputs[0].shape == wanted[0].shape)
    for (a, b) in zip(outputs[0].floats, wanted[0].floats) { #expect(abs(a - b) < 1e-5) }
    let means = try await graph.evaluate(data, backend: backend(name))
    for (name, value) in try await trainer.evaluate(data) {
      #expect(try abs(#require(means[name]) - value) < 1e-5, "\(name)")
    }
  }

  @Test func aModelThatAFileHoldsNeedsNoGraph() throws {
    let folder = try TemporaryFolder()
    let trainer = try Samples.trainer(on: reference)
    try trainer.build(fields: try Samples.dataset(1).fields)
    try trainer.save(to: folder.path)
    #expect(try SavedGraph(ifNeededFor: folder.path) == nil)
  }

  @Test func withoutTargetsThereIsNothingToMeasure() async throws {
    let folder = try TemporaryFolder()
    let trainer = try trainer(on: "reference")
    try trainer.save(to: folder.path)
    let graph = try #require(try SavedGraph(ifNeededFor: folder.path))
    await expectError(.model, saying: "evaluate", "help: save the model after fit") {
      _ = try await graph.evaluate(try Samples.dataset(3), backend: reference)
    }
  }
}
