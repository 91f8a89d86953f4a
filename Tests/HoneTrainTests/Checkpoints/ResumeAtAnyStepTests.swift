import Foundation
import Hone
import Testing

/// Going on from a checkpoint gives the bits of a training that was never interrupted.
@Suite struct ResumeAtAnyStepTests {
  /// Remembers what it saw, and adds a log.
  private struct Witness: StatefulCallback, Codable {
    var steps: [Int] = []
    var writes: [String] { ["steps_seen"] }
    mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) {
      steps.append(trainer.stepCount)
    }
    func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) {
      logs["steps_seen"] = Double(steps.count)
    }
    private enum CodingKeys: CodingKey { case steps }
  }

  private static func fit(
    _ trainer: Trainer, into folder: String?, keep: Int = 2, epochs: Int = 4, plateau: Bool = true
  ) async throws -> History {
    // A schedule and a plateau exclude each other.
    let plateau: [any Callback] =
      plateau ? [ReduceLROnPlateau(factor: 0.5, patience: 1)] : []
    return try await trainer.fit(
      StatefulTraining.data(22, seed: 1), epochs: epochs, batchSize: 4,
      validation: StatefulTraining.data(9, seed: 2), verbose: 0,
      callbacks: [EarlyStopping(patience: 2, restoreBestWeights: true), Witness()] + plateau,
      preflight: false,
      checkpoints: folder.map { Checkpoints($0, every: .steps(1), keep: keep) })
  }

  @Test(arguments: StatefulTraining.optimizers, backendNames)
  func theBitsAreThoseOfTrainingThrough(_ optimizer: String, _ name: String) async throws {
    let folder = try TemporaryFolder()
    let plateau = !optimizer.contains("cosineDecay")
    let all = folder.path + "/all"
    let through = try StatefulTraining.trainer(optimizer, backend(name))
    let expected = try await Self.fit(through, into: all, keep: 1000, plateau: plateau)
    let files = try FileManager.default.contentsOfDirectory(atPath: all)
      .filter { $0.hasPrefix("step-") }.sorted()
    #expect(files.count == through.stepCount + 1)
    let report = try #require(expected.checkpoints)
    // One before the first step; the last step and the end share a name.
    #expect(report.written == through.stepCount + 2 && report.failed == 0)
    for file in files {
      let one = folder.path + "/" + file
      try FileManager.default.createDirectory(atPath: one, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: all + "/" + file, toPath: one + "/" + file)
      let again = try StatefulTraining.trainer(optimizer, backend(name))
      let point = try again.resume(from: one)
      #expect(again.stepCount == point.stepCount)
      let history = try await Self.fit(again, into: one, plateau: plateau)
      #expect(try again.weights.values() == through.weights.values())
      #expect(history.values == expected.values)
      #expect(history.epochs == expected.epochs)
      #expect(history.stopReason == expected.stopReason)
      #expect(again.stepCount == through.stepCount)
    }
  }

  @Test func moreEpochsGoOnFromTheEnd() async throws {
    let folder = try TemporaryFolder()
    let short = try StatefulTraining.trainer(StatefulTraining.optimizers[1], reference)
    _ = try await Self.fit(short, into: folder.path, epochs: 1)
    let again = try StatefulTraining.trainer(StatefulTraining.optimizers[1], reference)
    try again.resume(from: folder.path)
    let history = try await Self.fit(again, into: folder.path, epochs: 3)
    let through = try StatefulTraining.trainer(StatefulTraining.optimizers[1], reference)
    let expected = try await Self.fit(through, into: nil, epochs: 3)
    #expect(history.values == expected.values)
    #expect(try again.weights.values() == through.weights.values())
  }

  @Test func otherSettingsAreNamed() async throws {
    let folder = try TemporaryFolder()
    _ = try await Self.fit(
      try StatefulTraining.trainer(StatefulTraining.optimizers[1], reference), into: folder.path)
    let again = try StatefulTraining.trainer(StatefulTraining.optimizers[0], reference)
    try again.resume(from: folder.path)
    await expectError(.usage, saying: "optimizer", "samples", "22", "10", "batchSize") {
      try await again.fit(
        StatefulTraining.data(10, seed: 1), epochs: 4, batchSize: 5, verbose: 0, preflight: false)
    }
    let other = try StatefulTraining.trainer(StatefulTraining.optimizers[1], reference)
    try other.resume(from: folder.path)
    await expectError(.usage, saying: "the callbacks of the interrupted training", "Witness") {
      try await other.fit(
        StatefulTraining.data(22, seed: 1), epochs: 4, batchSize: 4,
        validation: StatefulTraining.data(9, seed: 2),
        verbose: 0, preflight: false)
    }
  }
}
