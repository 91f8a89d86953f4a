import Foundation
import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

@Suite struct TensorBoardTests {
  private let folder: TemporaryFolder
  private let path: String
  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/logs"
  }

  private func fit(_ callback: TensorBoard, epochs: Int = 2) async throws -> (Trainer, History) {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: reference)
    let history = try await trainer.fit(
      try Samples.dataset(24), epochs: epochs, batchSize: 8,
      validation: try Samples.dataset(9, seed: 2), verbose: 0, callbacks: [callback])
    return (trainer, history)
  }

  /// Folders, tags and steps are those that Keras 3.15 wrote for the same training.
  @Test func scalarsAreWhereKerasPutsThem() async throws {
    let (trainer, history) = try await fit(TensorBoard(logDir: path))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix("events") }
        .sorted() == ["train", "validation"])
    let train = try EventReader(folder: path + "/train")
    for epoch in 0..<2 {
      #expect(train.tags(at: epoch) == ["epoch_loss", "epoch_accuracy", "epoch_learning_rate"])
    }
    #expect(train.values.count == 6)
    for name in ["loss", "accuracy", "learning_rate"] {
      let scalars = train.scalars("epoch_" + name)
      #expect((0..<2).map { scalars[$0] } == history[name].map { Float($0) })
    }
    let validation = try EventReader(folder: path + "/validation")
    for epoch in 0..<2 {
      #expect(
        validation.scalars("epoch_accuracy")[epoch] == Float(history["val_accuracy"][epoch]))
      #expect(
        validation.scalars("evaluation_loss_vs_iterations")[3 * (epoch + 1)]
          == Float(history["val_loss"][epoch]))
    }
    #expect(validation.values.count == 8 && trainer.stepCount == 6)
  }

  @Test(arguments: [
    (TensorBoard.UpdateFrequency.batch, [1, 2, 3, 4, 5, 6]), (.steps(2), [2, 4, 6]),
    (.steps(5), [5]), (.epoch, []),
  ])
  func stepsAreWrittenAsOftenAsAsked(
    _ frequency: TensorBoard.UpdateFrequency, steps: [Int]
  ) async throws {
    let (_, history) = try await fit(
      TensorBoard(logDir: path, writeStepsPerSecond: true, updateFreq: frequency))
    let train = try EventReader(folder: path + "/train")
    #expect(train.scalars("batch_loss").keys.sorted() == steps)
    #expect(train.scalars("batch_steps_per_second").values.allSatisfy { $0 > 0 })
    #expect(train.scalars("epoch_steps_per_second").count == 2)
    // The last step of an epoch has the epoch's mean.
    if steps.contains(6) {
      #expect(train.scalars("batch_accuracy")[6] == Float(history["accuracy"][1]))
    }
  }

  @Test func weightsAreWrittenEverySoManyEpochs() async throws {
    let (trainer, _) = try await fit(
      TensorBoard(logDir: path, histogramFreq: 2, writeImages: true), epochs: 4)
    let train = try EventReader(folder: path + "/train")
    for epoch in 0..<4 {
      let weights = train.values.filter { $0.step == epoch && !$0.tag.hasPrefix("epoch_") }
      let names = try trainer.weights.names.flatMap { [$0 + "/histogram", $0 + "/image"] }
      #expect(weights.map(\.tag) == (epoch % 2 == 0 ? names : []))
      // Histograms are a tensor with metadata, pictures an image.
      for weight in weights {
        #expect(weight.fields == (weight.tag.hasSuffix("/image") ? [4] : [8, 9]))
      }
    }
  }

  @Test func theHyperparametersAreTheRuns() async throws {
    _ = try await fit(TensorBoard(logDir: path, hyperparameters: ["note": "a", "seed": 7]))
    let root = try EventReader(folder: path)
    #expect(
      root.values.map(\.tag) == [
        "_hparams_/session_start_info", "_hparams_/session_end_info",
      ])
    let trainer = try Samples.trainer(on: reference)
    let values = TensorBoard.hyperparameters(of: trainer, and: ["note": "a", "seed": 7])
    let byName = Dictionary(values.map { ($0.name, $0.value) }) { $1 }
    #expect(byName["optimizer"] == "sgd" && byName["note"] == "a" && byName["seed"] == 7)
    #expect(byName["optimizer.learningRate"] == 0.1)
    #expect(values.map(\.name) == values.map(\.name).sorted())
  }

  @Test func anEvaluationIsWrittenToo() async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: reference)
    try await trainer.fit(try Samples.dataset(8), batchSize: 8, verbose: 0)
    let logs = try await trainer.evaluate(
      try Samples.dataset(9, seed: 2), callbacks: [TensorBoard(logDir: path)])
    let validation = try EventReader(folder: path + "/validation")
    #expect(
      validation.scalars("evaluation_accuracy_vs_iterations")
        == [1: Float(try #require(logs["accuracy"]))])
  }

  @Test func wrongNumbersAreErrorsBeforeTheFirstStep() async throws {
    await expectError(.usage, saying: "TensorBoard", "updateFreq") {
      _ = try await fit(TensorBoard(logDir: path, updateFreq: .steps(0)))
    }
    await expectError(.usage, saying: "TensorBoard", "histogramFreq") {
      _ = try await fit(TensorBoard(logDir: path, histogramFreq: -1))
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
