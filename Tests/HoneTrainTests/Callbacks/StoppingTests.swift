import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

@Suite struct StoppingTests {
  private static func fit(
    _ callbacks: [any Callback], epochs: Int = 20, learningRate: Double = 0.1
  ) async throws -> (Trainer, History) {
    let trainer = try Samples.trainer(
      optimizer: .sgd(learningRate: .constant(learningRate)), metrics: [.accuracy], on: reference)
    let history = try await trainer.fit(
      try Samples.dataset(24), epochs: epochs, batchSize: 8,
      validation: try Samples.dataset(9, seed: 2), verbose: 0, callbacks: callbacks)
    return (trainer, history)
  }

  /// No change is larger than 10, so the first epoch stays the best.
  @Test(arguments: [(0, 2), (1, 2), (3, 4)])
  func trainingEndsAtThePatienceThEpochWithoutImprovement(
    patience: Int, epochs: Int
  ) async throws {
    let (_, history) = try await Self.fit([EarlyStopping(minDelta: 10, patience: patience)])
    #expect(history.epochs.count == epochs)
    let reason = try #require(history.stopReason)
    #expect(reason.contains("val_loss") && reason.contains("of epoch 1"))
  }

  private struct Snapshots: Callback {
    final class Box: @unchecked Sendable { var kernels: [[Float]] = [] }
    let box = Box()
    func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
      box.kernels.append(try trainer.weights["dense_1/kernel"].floats)
    }
  }

  @Test func theBestWeightsComeBackHoweverTrainingEnds() async throws {
    for (patience, epochs) in [(2, 20), (50, 3)] {
      let snapshots = Snapshots()
      let (trainer, history) = try await Self.fit(
        [
          snapshots,
          EarlyStopping(minDelta: 10, patience: patience, restoreBestWeights: true),
        ], epochs: epochs)
      #expect(history.epochs.count == 3)
      #expect(snapshots.box.kernels[0] != snapshots.box.kernels[2])
      #expect(try trainer.weights["dense_1/kernel"].floats == snapshots.box.kernels[0])
    }
  }

  @Test func theRateFallsOnAPlateauAndNotBesideASchedule() async throws {
    let plateau = ReduceLROnPlateau(
      monitor: "loss", factor: 0.5, patience: 1, minDelta: 10, minLR: 0.03)
    let (trainer, _) = try await Self.fit([plateau], epochs: 5)
    #expect(trainer.currentLearningRate == 0.03)
    await expectError(.usage, saying: "ReduceLROnPlateau", "schedule") {
      let trainer = try Samples.trainer(
        optimizer: .sgd(learningRate: .exponentialDecay(0.1, steps: 10, rate: 0.9)), on: reference)
      try await trainer.fit(try Samples.dataset(8), verbose: 0, callbacks: [plateau])
    }
  }

  /// A callback is a value that changes; after the last event of a step training may end.
  @Test func aCallbackOfOnesOwnEndsTraining() async throws {
    struct Countdown: Callback {
      var stepsLeft = 4
      mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) {
        stepsLeft -= 1
        if stepsLeft == 0 { trainer.stopTraining(because: "the countdown ended") }
      }
    }
    let (trainer, history) = try await Self.fit([Countdown()])
    #expect(trainer.stepCount == 4)
    #expect(history.epochs.count == 2 && history.stopReason == "the countdown ended")
  }
}
