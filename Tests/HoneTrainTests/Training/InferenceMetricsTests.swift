import Foundation
import Hone
import Testing

/// The training data, evaluated after each epoch as validation data is.
@Suite struct InferenceMetricsTests {
  /// What differs between training and inference: augmentation, statistics, dropout.
  private static func trainer(_ backend: any Backend) throws -> Trainer {
    try StatefulTraining.trainer(StatefulTraining.optimizers[1], backend)
  }

  private static func fit(
    _ trainer: Trainer, callbacks: [any Callback] = [], epochs: Int = 2,
    classWeight: [Int: Double] = [:], checkpoints: Checkpoints? = nil, evaluates: Bool = true
  ) async throws -> History {
    try await trainer.fit(
      StatefulTraining.data(22), epochs: epochs, batchSize: 4,
      validation: StatefulTraining.data(9, seed: 2), evaluateTrainingData: evaluates, verbose: 0,
      callbacks: callbacks, classWeight: classWeight, preflight: false, checkpoints: checkpoints)
  }

  @Test(arguments: backendNames)
  func theyAreWhatEvaluateGives(_ name: String) async throws {
    let trainer = try Self.trainer(backend(name))
    let history = try await Self.fit(trainer)
    let trained = ["loss", "penalty", "accuracy"]
    #expect(
      history.names == trained + trained.map { "inference_" + $0 } + trained.map { "val_" + $0 }
        + ["learning_rate"])
    let after = try await trainer.evaluate(StatefulTraining.data(22), batchSize: 4)
    for name in trained { #expect(history["inference_" + name][1] == after[name]) }
    #expect(history["inference_loss"][1] != history["loss"][1])
  }

  @Test func trainingIsTheSameWithAndWithout() async throws {
    let with = try Self.trainer(reference)
    let without = try Self.trainer(reference)
    let a = try await Self.fit(with)
    let b = try await Self.fit(without, evaluates: false)
    #expect(try with.weights.values() == without.weights.values())
    for name in b.names { #expect(a[name] == b[name]) }
  }

  @Test func classWeightsCountInTrainingAlone() async throws {
    let trainer = try Self.trainer(reference)
    let history = try await Self.fit(trainer, classWeight: [0: 5, 1: 0.5])
    let after = try await trainer.evaluate(StatefulTraining.data(22), batchSize: 4)
    #expect(history["inference_loss"][1] == after["loss"])
  }

  @Test func callbacksCanReadThem() async throws {
    let folder = try TemporaryFolder()
    let trainer = try Self.trainer(reference)
    let history = try await Self.fit(
      trainer,
      callbacks: [
        EarlyStopping(monitor: "inference_accuracy", patience: 1, baseline: 2),
        CSVLogger(folder.path + "/log.csv"),
      ], epochs: 3)
    #expect(history.stopReason?.contains("inference_accuracy") == true)
    let heading = try folder.text("log.csv").split(separator: "\r\n")[0].split(separator: ",")
    #expect(heading.contains("inference_loss") && !heading.contains("val_inference_loss"))
    await expectError(.usage, saying: "the training data isn't evaluated", "evaluateTrainingData") {
      _ = try await Self.fit(
        trainer, callbacks: [EarlyStopping(monitor: "inference_loss")], evaluates: false)
    }
  }

  @Test func resumingWithinAnEpochKeepsThem() async throws {
    /// Interrupts after a number of updates.
    struct Interrupter: Callback {
      let after: Int
      func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
        if trainer.stepCount == after { trainer.interruptTraining() }
      }
    }
    let through = try Self.trainer(reference)
    let expected = try await Self.fit(through, callbacks: [Interrupter(after: -1)])
    let folder = try TemporaryFolder()
    let checkpoints = Checkpoints(folder.path)
    let cut = try await Self.fit(
      try Self.trainer(reference), callbacks: [Interrupter(after: 8)], checkpoints: checkpoints)
    #expect(cut.wasInterrupted && cut.epochs == [0])
    let other = try Self.trainer(reference)
    try other.resume(from: folder.path)
    await expectError(.usage, saying: "evaluateTrainingData", "true", "false") {
      _ = try await Self.fit(
        other, callbacks: [Interrupter(after: -1)], checkpoints: checkpoints, evaluates: false)
    }
    let again = try Self.trainer(reference)
    try again.resume(from: folder.path)
    let history = try await Self.fit(
      again, callbacks: [Interrupter(after: -1)], checkpoints: checkpoints)
    #expect(history == expected)
    #expect(try again.weights.values() == through.weights.values())
  }
}
