import Hone
import Testing

@testable import HoneTrain

@Suite struct ReplayTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func log(_ name: String, _ values: [Double]) throws -> LoggedEpochs {
    let path = folder.path + "/log.csv"
    let rows = values.enumerated().map { "\($0.offset + 1),\($0.element),0.5" }
    try AtomicFile.write(
      (["epoch,\(name),learning_rate"] + rows).joined(separator: "\n") + "\n", to: path)
    return try LoggedEpochs(path)
  }

  @Test func eachEpochSaysWhy() throws {
    let values = [3, 2, 2, 1.9, .nan, 2.5, 1]
    let replay = try EarlyStopping(minDelta: 0.25, patience: 4).replay(log("val_loss", values))
    #expect(
      replay.epochs.map(\.reason) == [
        "the first value, so the best", "better by 1, more than 0.25",
        "as good as the best: a tie is no improvement",
        "better by 0.1, not by more than minDelta 0.25", "NaN is never the best",
        "worse by 0.5: training ends",
      ])
    #expect(
      replay.conclusion == [
        "training ends after epoch 6: 4 epochs without improvement, patience 4; "
          + "1 more epoch of the log wouldn't be", "the best epoch is 2: val_loss 2",
        "the weights stay those of epoch 6; restoreBestWeights brings back those of epoch 2",
      ])
  }

  @Test func theRateFallsAsInTraining() throws {
    let plateau = ReduceLROnPlateau(
      factor: 0.5, patience: 1, minDelta: 0, cooldown: 1, minLR: 0.125)
    let replay = try plateau.replay(log("val_loss", [3, 3, 3, 3, 3, 3, 3, 3, 2]))
    #expect(
      replay.epochs.map(\.rate) == [0.5, 0.25, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125])
    #expect(replay.conclusion == ["the rate falls 2 times, to 0.125"])
    let given = try plateau.replay(log("val_loss", [3, 3]), rate: 8)
    #expect(given.epochs.map(\.rate) == [8, 4])
  }

  @Test(arguments: [
    ("val_loss", false), ("val_acc", true), ("val_accuracy", true), ("head_loss", false),
    ("f1_score", true), ("mean_absolute_error", false),
  ])
  func whatIsBetterComesFromTheName(_ name: String, rises: Bool) throws {
    let replay = try EarlyStopping(monitor: name).replay(log(name, [1, 2]))
    #expect(replay.epochs.last?.best == (rises ? 2 : 1))
  }

  @Test func whatTheNameDoesNotTellIsAsked() async throws {
    let log = try log("score", [1, 2])
    await expectError(.usage, saying: "score", "--mode max") {
      _ = try EarlyStopping(monitor: "score").replay(log)
    }
    #expect(try EarlyStopping(monitor: "score", mode: .max).replay(log).epochs.last?.best == 2)
    await expectError(.usage, saying: "val_loss", "it has score") {
      _ = try EarlyStopping().replay(log)
    }
  }
}
