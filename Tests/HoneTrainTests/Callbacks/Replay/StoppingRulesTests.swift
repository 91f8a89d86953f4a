import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

/// Each row of the table of early stopping.
@Suite struct StoppingRulesTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// The callback's waits after each epoch of a falling number; the last epoch is where it stops.
  private func waits(_ stopping: EarlyStopping, _ values: [Double?]) throws -> [Int] {
    try replay(stopping, values).epochs.map(\.wait)
  }

  private func replay(_ stopping: EarlyStopping, _ values: [Double?]) throws -> LogReplay {
    let cells = values.map { value in value.map { "\($0)" } ?? "" }
    let rows = cells.enumerated().map { "\($0.offset),\($0.element)" }
    let path = folder.path + "/log.csv"
    try AtomicFile.write((["epoch,val_loss"] + rows).joined(separator: "\n") + "\n", to: path)
    return try stopping.replay(LoggedEpochs(path))
  }

  private func stopping(
    minDelta: Double = 0, patience: Int = 9, mode: MonitorMode = .auto, baseline: Double? = nil,
    startFromEpoch: Int = 0, restoreBestWeights: Bool = false
  ) -> EarlyStopping {
    EarlyStopping(
      minDelta: minDelta, patience: patience, mode: mode, baseline: baseline,
      restoreBestWeights: restoreBestWeights, startFromEpoch: startFromEpoch)
  }

  @Test func everyRowHasATest() {
    #expect(StoppingRules.rows.count == 13)
    let lines = StoppingRules.text.split(separator: "\n")
    #expect(lines.count == 26 && lines.allSatisfy { $0.count < 80 })
  }

  @Test func whatIsBetterEndsTheWait() throws {
    #expect(try waits(stopping(minDelta: 0.5), [4, 5, 6, 3]) == [0, 1, 2, 0])
  }

  @Test func aTieIsNoImprovement() throws {
    #expect(try waits(stopping(), [4, 4, 4]) == [0, 1, 2])
  }

  /// The second is better than the first by 0.4; the third by 0.8, which counts.
  @Test func aSmallImprovementIsNoneAndLeavesTheBest() throws {
    let replay = try replay(stopping(minDelta: 0.5), [4, 3.6, 3.2])
    #expect(replay.epochs.map(\.wait) == [0, 1, 0])
    #expect(replay.epochs.map(\.best) == [4, 4, 3.2])
  }

  @Test func notANumberIsNeverTheBest() throws {
    let replay = try replay(stopping(), [.nan, 4, .nan, 3])
    #expect(replay.epochs.map(\.wait) == [1, 0, 1, 0])
    #expect(replay.epochs.map(\.best) == [nil, 4, 4, 3])
  }

  @Test(arguments: [0, 1, 2, 3])
  func trainingEndsAtThePatienceThEpochInARow(_ patience: Int) throws {
    let replay = try replay(stopping(patience: patience), [4, 3, 5, 5, 5, 5, 5, 5])
    #expect(replay.epochs.count == 2 + max(patience, 1))
    #expect(replay.conclusion[0].hasPrefix("training ends after epoch \(1 + max(patience, 1)):"))
    #expect(replay.epochs.last?.reason.hasSuffix("training ends") == true)
  }

  @Test func aPatienceOf0ActsLike1() throws {
    let values: [Double] = [4, 3, 5, 2, 2]
    let zero = try replay(stopping(patience: 0), values)
    let one = try replay(stopping(patience: 1), values)
    #expect(zero.epochs.map(\.wait) == [0, 0, 1] && one.epochs.map(\.wait) == [0, 0, 1])
  }

  @Test func theFirstEpochNeverEndsTraining() throws {
    let replay = try replay(stopping(patience: 0), [.nan, .nan, 1])
    #expect(replay.epochs.count == 2)
    #expect(replay.epochs[0].reason.contains("the first epoch never ends training"))
  }

  @Test func theSignOfTheLeastChangeMakesNoDifference() throws {
    for mode in [MonitorMode.min, .max] {
      let values: [Double] = mode == .min ? [4, 3.6, 3.2] : [3, 3.4, 3.8]
      #expect(try waits(stopping(minDelta: -0.5, mode: mode), values) == [0, 1, 0])
    }
  }

  @Test func aBaselineThatIsNotBeatenLetsTheWaitGrow() throws {
    let replay = try replay(stopping(baseline: 2), [4, 3, 1, 0.5])
    #expect(replay.epochs.map(\.wait) == [1, 2, 0, 0])
    #expect(replay.epochs.map(\.best) == [4, 3, 1, 0.5])
  }

  @Test func epochsBeforeTheFirstThatIsWatchedAreNotLookedAt() throws {
    let replay = try replay(stopping(patience: 1, startFromEpoch: 2), [1, 9, 4, 3, 5])
    #expect(replay.epochs.map(\.best) == [nil, nil, 4, 3, 3])
    #expect(replay.epochs.map(\.wait) == [0, 0, 0, 0, 1])
  }

  @Test func anEpochWithoutTheNumberChangesNothing() throws {
    #expect(try waits(stopping(), [4, 5, nil, 5, 3]) == [0, 1, 1, 2, 0])
  }

  /// The tests of the callback itself hold that they come back however training ends.
  @Test func theBestWeightsComeBackOrTheFirstThatAreWatched() throws {
    let best = try replay(stopping(patience: 2, restoreBestWeights: true), [4, 3, 5, 5])
    #expect(best.conclusion.last == "the weights of epoch 1 come back")
    let first = try replay(
      stopping(startFromEpoch: 1, restoreBestWeights: true), [4, .nan, .nan])
    #expect(first.conclusion.last == "the weights of epoch 1 come back")
    let last = try replay(stopping(patience: 2), [4, 3, 5, 5])
    #expect(last.conclusion.last?.contains("stay those of epoch 3") == true)
  }

  /// A replay is the callback itself: the same epochs as a real training.
  @Test(arguments: [(0.0, 0, nil), (10, 3, nil), (0, 2, 0.2), (0.05, 1, nil)])
  func aReplayEndsWhereTheTrainingDid(
    minDelta: Double, patience: Int, baseline: Double?
  ) async throws {
    let callback = stopping(minDelta: minDelta, patience: patience, baseline: baseline)
    let trainer = try Samples.trainer(
      optimizer: .sgd(learningRate: 0.8), metrics: [.accuracy], on: reference)
    let history = try await trainer.fit(
      try Samples.dataset(24), epochs: 12, batchSize: 8,
      validation: try Samples.dataset(9, seed: 2), verbose: 0, callbacks: [callback])
    let losses = history["val_loss"]
    // The log goes on after the end.
    let replay = try replay(callback, losses + [99, 99, 99, 99])
    if history.stopReason != nil {
      #expect(replay.epochs.count == losses.count)
    } else {
      #expect(losses.count == 12)
    }
    #expect(replay.epochs.prefix(losses.count).compactMap(\.value) == losses)
  }
}
