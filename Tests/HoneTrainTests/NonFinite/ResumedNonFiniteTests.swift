import Hone
import Testing

/// A training that isn't finite goes on from a checkpoint as if it had never been interrupted.
@Suite struct ResumedNonFiniteTests {
  /// Interrupts after so many steps of this process; never if that is negative.
  private struct Interrupter: Callback {
    let after: Int
    var seen = 0
    mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
      seen += 1
      if seen == after { trainer.interruptTraining() }
    }
  }

  /// Counts, as a callback with memory.
  private struct Counter: StatefulCallback, Codable {
    var steps = 0
    var writes: [String] { ["steps"] }
    mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) { steps += 1 }
    func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) {
      logs["steps"] = Double(steps)
    }
    private enum CodingKeys: CodingKey { case steps }
  }

  /// A quadratic bowl, on which descent with a rate above 1 grows: in the second epoch, until the
  /// rate was lowered twice.
  private static func bowl(_ backend: any Backend) throws -> Trainer {
    try Sequential {
      Dropout(0.2)
      Dense(1, useBias: false)
    }.compile(
      optimizer: .sgd(learningRate: 0.1, momentum: 0.2), loss: .meanSquaredError, seed: 3,
      backend: backend)
  }

  private static func fit(
    _ trainer: Trainer, interruptedAfter step: Int = -1, into checkpoints: Checkpoints?
  ) async throws -> History {
    let x = HostTensor(filling: [11, 2], with: 1)
    return try await trainer.fit(
      ArrayDataset(x: x, y: HostTensor(filling: [11, 1], with: 0.5)), epochs: 3, batchSize: 1,
      verbose: 0,
      callbacks: [
        LearningRateScheduler { epoch, _ in epoch == 1 ? 3000 : 0.1 }, Counter(),
        Interrupter(after: step),
      ], preflight: false, checkpoints: checkpoints,
      onNonFinite: .rollBack(factor: 0.01, limit: 5))
  }

  @Test(arguments: backendNames)
  func rollingBackAfterAResumeGoesWhereTrainingThroughGoes(_ name: String) async throws {
    let through = try Self.bowl(backend(name))
    let expected = try await Self.fit(through, into: nil)
    #expect(expected.nonFinite.count >= 2)
    #expect(expected.nonFinite.allSatisfy { $0.epoch == 1 && $0.step > 2 })
    #expect(expected["steps"] == [11, 22, 33])
    var interrupted = 0
    for step in 1..<60 {
      let folder = try TemporaryFolder()
      let checkpoints = Checkpoints(folder.path, every: .steps(2))
      let cut = try await Self.fit(
        try Self.bowl(backend(name)), interruptedAfter: step, into: checkpoints)
      guard cut.wasInterrupted else { break }
      interrupted += 1
      let again = try Self.bowl(backend(name))
      try again.resume(from: folder.path)
      let history = try await Self.fit(again, into: checkpoints)
      #expect(history == expected, "after \(step)")
      #expect(try again.weights.values() == through.weights.values(), "after \(step)")
      #expect(again.currentLearningRate == through.currentLearningRate)
    }
    // Also within what training went back behind.
    #expect(interrupted > 33)
  }

  @Test func theLoweredRateIsNotLoweredAgainByCallbacks() async throws {
    let trainer = try Self.bowl(reference)
    let history = try await Self.fit(trainer, into: nil)
    let factor = history.nonFinite.reduce(1.0) { factor, _ in factor * 0.01 }
    #expect(history["learning_rate"] == [0.1, factor * 3000, factor * 0.1])
  }

  @Test func checkpointsOfTheWayThatWasLeftAreGone() async throws {
    let folder = try TemporaryFolder()
    let trainer = try Self.bowl(reference)
    // Interrupted two steps after training went back from further on.
    let expected = try await Self.fit(try Self.bowl(reference), into: nil)
    let lost = try #require(expected.nonFinite.first?.step)
    let history = try await Self.fit(
      trainer, interruptedAfter: 11 + lost + 2,
      into: Checkpoints(folder.path, every: .steps(1), keep: 50))
    #expect(history.wasInterrupted && history.nonFinite.count == 1)
    let point = try Self.bowl(reference).resume(from: folder.path)
    #expect(point.stepCount == 13 && point.epoch == 1 && point.step == 2)
  }

  /// The logarithm of the features: infinite where one is 0.
  private struct Logarithm: Layer {
    func forward(_ x: Tensor) -> Tensor { log(x) }
  }

  /// Six batches, in order; the first two and the last aren't finite.
  private static func skip(
    _ trainer: Trainer, into checkpoints: Checkpoints?, interruptsAtEpochEnd: Bool
  ) async throws -> History {
    struct AtEpochEnd: Callback {
      let isOn: Bool
      func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
        if isOn { trainer.interruptTraining() }
      }
    }
    let x = (0..<12).map { Float([0, 1, 2, 3, 10, 11].contains($0) ? 0 : 1 + $0 % 3) }
    return try await trainer.fit(
      ArrayDataset(
        x: HostTensor(x, shape: [12, 1]), y: HostTensor((0..<12).map { Int32($0 % 2) })),
      epochs: 2, batchSize: 2, shuffle: false, verbose: 0,
      callbacks: [AtEpochEnd(isOn: interruptsAtEpochEnd)], preflight: false,
      checkpoints: checkpoints, onNonFinite: .skipBatch(limit: 2))
  }

  private static func logarithms() throws -> Trainer {
    try Sequential {
      Logarithm()
      Dense(2)
    }.compile(
      optimizer: .sgd(learningRate: 0.1),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), backend: reference)
  }

  @Test func batchesThatAreLeftOutInARowAreCountedAcrossAResume() async throws {
    let message = "at step 2 of 6 in epoch 2"
    await expectError(.diverged, saying: message) {
      _ = try await Self.skip(try Self.logarithms(), into: nil, interruptsAtEpochEnd: false)
    }
    let folder = try TemporaryFolder()
    let checkpoints = Checkpoints(folder.path)
    let cut = try await Self.skip(
      try Self.logarithms(), into: checkpoints, interruptsAtEpochEnd: true)
    #expect(cut.wasInterrupted && cut.epochs == [0] && cut.nonFinite.count == 3)
    let again = try Self.logarithms()
    try again.resume(from: folder.path)
    await expectError(.diverged, saying: message) {
      _ = try await Self.skip(again, into: checkpoints, interruptsAtEpochEnd: false)
    }
  }
}
