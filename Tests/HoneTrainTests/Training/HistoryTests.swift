import Hone
import Testing

@Suite struct HistoryTests {
  @Test func historyHasAValuePerEpochForEachName() async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: reference)
    let data = try Samples.classes(20)
    let history = try await trainer.fit(
      x: data.x, y: data.y, epochs: 3, batchSize: 6, validation: (data.x, data.y), verbose: 0)
    #expect(history.epochs == [0, 1, 2])
    #expect(
      history.names == ["loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"])
    #expect(history.names.allSatisfy { history[$0].count == 3 })
    #expect(history["loss"].allSatisfy { $0.isFinite && $0 > 0 })
    #expect(history["nothing"].isEmpty)
    #expect(!history.wasInterrupted)
  }

  @Test func theLossIsTheMeanOverTheSamplesOfTheEpoch() async throws {
    let trainer = try Samples.trainer(on: reference)
    trainer.learningRate = 0
    let data = try Samples.dataset(17)
    let history = try await trainer.fit(data, batchSize: 5, verbose: 0)
    let exact = try #require(try await trainer.evaluate(data, batchSize: .all)["loss"])
    #expect((history["loss"][0] - exact).magnitude < 1e-6)
  }

  @Test func laterEpochsGoOnFromAnInitialEpoch() async throws {
    let trainer = try Samples.trainer(on: reference)
    let history = try await trainer.fit(
      try Samples.dataset(8), epochs: 5, batchSize: 4, initialEpoch: 3, verbose: 0)
    #expect(history.epochs == [3, 4])
    #expect(trainer.stepCount == 4)
    let none = try await trainer.fit(try Samples.dataset(8), epochs: 0, verbose: 0)
    #expect(none.epochs.isEmpty && trainer.stepCount == 4)
  }

  @Test func trainOnBatchReportsTheLossBeforeItsUpdate() async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: reference)
    let data = try Samples.classes(9)
    let before = try await trainer.evaluate(x: data.x, y: data.y)
    let logs = try await trainer.trainOnBatch(x: data.x, y: data.y)
    #expect(logs == before)
    let after = try await trainer.evaluate(x: data.x, y: data.y)
    #expect(try #require(after["loss"]) < #require(before["loss"]))
    #expect(trainer.stepCount == 1)
  }
}
