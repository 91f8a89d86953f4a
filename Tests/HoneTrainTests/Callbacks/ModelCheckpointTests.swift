import Foundation
import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

@Suite struct ModelCheckpointTests {
  private static func fit(
    _ callbacks: [any Callback], epochs: Int = 3, validates: Bool = true,
    metrics: [any Metric] = [.accuracy]
  ) async throws -> (Trainer, History) {
    let trainer = try Samples.trainer(metrics: metrics, on: reference)
    let history = try await trainer.fit(
      try Samples.dataset(24), epochs: epochs, batchSize: 8,
      validation: validates ? try Samples.dataset(9, seed: 2) : nil, verbose: 0,
      callbacks: callbacks)
    return (trainer, history)
  }

  /// The notes' own name, with an ending that Hone writes; `acc` is the accuracy of training.
  @Test func namesHoldNumbers() async throws {
    let folder = try TemporaryFolder()
    let name = "weights.{epoch:03d}-{val_loss:.4f}-{acc:.4f}.safetensors"
    let checkpoint = ModelCheckpoint(folder.path + "/deep/" + name, saveWeightsOnly: true)
    let (trainer, history) = try await Self.fit([checkpoint])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/deep")
    let wanted = (0..<3).map { epoch in
      String(
        format: "weights.%03d-%.4f-%.4f.safetensors", epoch + 1, history["val_loss"][epoch],
        history["accuracy"][epoch])
    }
    #expect(files.sorted() == wanted.sorted())
    let last = try trainer.weights["dense_1/kernel"].floats
    try trainer.weights.set("dense_1/kernel", to: HostTensor(zeros: [6, 8]))
    try trainer.loadWeights(from: folder.path + "/deep/" + wanted[2])
    #expect(try trainer.weights["dense_1/kernel"].floats == last)
  }

  @Test(
    arguments: [
      ("weights.{epoch:03d}-{val_loss:.4f}-{acc:.4f}.weights.hdf5", true, ".safetensors"),
      ("best.keras", false, "folder"), ("best.safetensors", false, "saveWeightsOnly"),
      ("best", true, ".safetensors"), ("{epoch:03q}", false, "{epoch:03q}"),
      ("{epoch", false, "{ without }"), ("{val_los:.4f}", false, "val_loss"),
    ])
  func aWrongPathIsAnErrorBeforeTheFirstStep(
    _ path: String, weightsOnly: Bool, says: String
  ) async throws {
    await expectError(.usage, saying: "ModelCheckpoint", says) {
      _ = try await Self.fit([ModelCheckpoint(path, saveWeightsOnly: weightsOnly)])
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func theBestModelIsKept() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/best"
    let (_, history) = try await Self.fit(
      [ModelCheckpoint(path, monitor: "val_accuracy", saveBestOnly: true)], epochs: 6)
    let values = history["val_accuracy"]
    let best = try #require(values.max())
    let saved = try SavedModel(path).trainer(backend: reference)
    #expect(saved.stepCount == 3 * (try #require(values.firstIndex(of: best)) + 1))
    #expect(try await saved.evaluate(Samples.dataset(9, seed: 2), verbose: 0)["accuracy"] == best)
  }

  @Test func everySoManyStepsAreSaved() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/{step}-{loss:.3f}.safetensors"
    _ = try await Self.fit(
      [ModelCheckpoint(path, saveWeightsOnly: true, saveFrequency: .steps(4))])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files.map { $0.prefix(2) } == ["4-", "8-"])
  }

  @Test func whatIsNeverLoggedIsAnError() async throws {
    await expectError(.usage, saying: "val_loss", "no validation data", "validationSplit") {
      _ = try await Self.fit([EarlyStopping()], validates: false)
    }
    await expectError(.usage, saying: "val_accurracy", "val_accuracy") {
      _ = try await Self.fit([EarlyStopping(monitor: "val_accurracy")])
    }
    await expectError(.usage, saying: "score", ".min or .max") {
      let score: any Metric = .custom("score", targets: .classIndices) { prediction, _ in
        prediction.sum(axes: [-1])
      }
      _ = try await Self.fit(
        [ModelCheckpoint("best", monitor: "val_score", saveBestOnly: true)], metrics: [score])
    }
  }
}

/// Which of the saved models stay.
@Suite struct KeptCheckpointTests {
  /// Sets the monitored log to given values.
  private struct Script: Callback {
    let values: [Double]
    var writes: [String] { ["score"] }
    func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) {
      logs["score"] = values[epoch]
    }
  }

  private static func kept(
    _ values: [Double], _ make: (String) -> ModelCheckpoint
  ) async throws -> [String] {
    let folder = try TemporaryFolder()
    try await Samples.trainer(on: reference).fit(
      Samples.dataset(8), epochs: values.count, batchSize: 4, verbose: 0,
      callbacks: [make(folder.path + "/{epoch}.safetensors"), Script(values: values)],
      preflight: false)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test(arguments: [
    ([3, 1, 2, 5, 4], 2, ["4.safetensors", "5.safetensors"]),
    ([3, 1, .nan, 5, 5], 2, ["4.safetensors", "5.safetensors"]),
    ([3, 3, 3], 2, ["1.safetensors", "2.safetensors"]),
    ([1, 2], 5, ["1.safetensors", "2.safetensors"]),
    ([.nan, 2], 1, ["2.safetensors"]),
  ])
  func theBestStay(_ values: [Double], _ count: Int, _ expected: [String]) async throws {
    let names = try await Self.kept(values) {
      ModelCheckpoint($0, monitor: "score", saveWeightsOnly: true, mode: .max, keepBest: count)
    }
    #expect(names == expected)
  }

  @Test func theOldestGoWhenTheyTakeTooMuch() async throws {
    // Each takes some 600 bytes; the best, the first, stays.
    let names = try await Self.kept([9, 1, 2, 3, 4]) {
      ModelCheckpoint(
        $0, monitor: "score", saveWeightsOnly: true, mode: .max, keepBest: 5, sizeLimit: 2000)
    }
    #expect(names.count < 5 && names.count > 1)
    #expect(names.contains("1.safetensors") && names.contains("5.safetensors"))
  }

  /// The direction of a log is known without `keepBest`, too.
  @Test func theBestStaysWithinALimitOfSize() async throws {
    let names = try await Self.kept([1, 9, 2, 3, 4]) {
      ModelCheckpoint($0, monitor: "score", saveWeightsOnly: true, mode: .max, sizeLimit: 1500)
    }
    #expect(names == ["2.safetensors", "5.safetensors"])
  }

  @Test func aNameThatTellsNothingApartIsAnError() async throws {
    await expectError(.usage, saying: "{epoch:03d}") {
      try await Samples.trainer(on: reference).fit(
        Samples.dataset(8), verbose: 0,
        callbacks: [ModelCheckpoint("w.safetensors", saveWeightsOnly: true, sizeLimit: 100)],
        preflight: false)
    }
  }

  @Test func everySecondEpochIsSaved() async throws {
    let names = try await Self.kept([1, 2, 3, 4, 5]) {
      ModelCheckpoint($0, saveWeightsOnly: true, saveFrequency: .epochs(2))
    }
    #expect(names == ["2.safetensors", "4.safetensors"])
  }
}
