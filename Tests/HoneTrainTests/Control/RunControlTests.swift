import Foundation
import Hone
import Testing

@testable import HoneTrain

/// What a training grants from outside, without a process of its own.
@Suite struct RunControlTests {
  /// Asks for something after some steps, and waits until the control looks again.
  private struct Ask: Callback {
    let folder: String
    let requests: [Int: ControlRequest]

    func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
      guard let request = requests[trainer.stepCount] else { return }
      _ = try ControlFolder(folder).post(request)
      usleep(80_000)
    }
  }

  /// Two epochs of six steps.
  private static func fit(
    _ trainer: Trainer, _ folder: String, asking requests: [Int: ControlRequest] = [:],
    into checkpoints: String
  ) async throws -> History {
    try await trainer.fit(
      Samples.dataset(24), epochs: 2, batchSize: 4, verbose: 0,
      callbacks: [
        Ask(folder: folder, requests: requests), RunControl(folder),
        LearningRateScheduler { epoch, _ in epoch == 0 ? 0.2 : 0.1 },
      ],
      preflight: false, checkpoints: Checkpoints(checkpoints, every: .steps(1), keep: 100))
  }

  @Test func whatWasGrantedAtACheckpointIsGrantedAgain() async throws {
    let folder = try TemporaryFolder()
    let run = folder.path + "/run"
    let all = folder.path + "/all"
    let live = try Samples.trainer(on: reference)
    // The second one comes after an epoch's last step, before the scheduler sets its rate.
    let history = try await Self.fit(
      live, run, asking: [2: .setLearningRate(0.5), 6: .setLearningRate(0.02)], into: all)
    #expect(ControlFolder(run).journal().map(\.step) == [2, 6])
    #expect(history["learning_rate"] == [0.5, 0.02])
    for step in [0, 2, 3, 6, 7] {
      let one = folder.path + "/\(step)"
      try FileManager.default.createDirectory(atPath: one, withIntermediateDirectories: true)
      let file = CheckpointFolder(path: one).file(step: step)
      try FileManager.default.copyItem(
        atPath: CheckpointFolder(path: all).file(step: step), toPath: file)
      let again = try Samples.trainer(on: reference)
      try again.resume(from: one)
      let same = try await Self.fit(again, run, into: one)
      #expect(same["learning_rate"] == history["learning_rate"], "from step \(step)")
      #expect(try again.weights.values() == live.weights.values(), "from step \(step)")
    }
  }

  @Test func theFolderIsTheTrainingsAlone() async throws {
    let folder = try TemporaryFolder()
    /// Looks whether a tool would find the training.
    final class Look: Callback, @unchecked Sendable {
      var wasHeld = false
      let folder: String
      init(_ folder: String) { self.folder = folder }
      func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) {
        wasHeld = FolderLock.isHeld(folder)
      }
    }
    let look = Look(folder.path)
    _ = try ControlFolder(folder.path).post(.stop)
    let trainer = try Samples.trainer(on: reference)
    let history = try await trainer.fit(
      Samples.dataset(24), verbose: 0, callbacks: [RunControl(folder.path), look],
      preflight: false)
    #expect(look.wasHeld && !FolderLock.isHeld(folder.path))
    // A request from before isn't for this training.
    #expect(!history.wasInterrupted)
  }

  @Test func aRateThatIsSetIsTheRate() async throws {
    let trainer = try Samples.trainer(on: reference)
    trainer.engine.rateFactor = 0.25
    trainer.setNextLearningRate(0.01)
    #expect(trainer.currentLearningRate == 0.01)
    // The factor of a training that is over doesn't last.
    try await trainer.fit(Samples.dataset(8), verbose: 0, preflight: false)
    #expect(trainer.engine.rateFactor == 1)
  }

  @Test func aSchedulerThatKeepsTheRateKeepsIt() async throws {
    let trainer = try Sequential { Dense(1, useBias: false) }.compile(
      optimizer: .sgd(learningRate: 1e20), loss: .meanSquaredError, backend: reference)
    let data = try ArrayDataset(
      x: HostTensor(filling: [8, 1], with: 1), y: HostTensor(zeros: [8, 1]))
    let history = try await trainer.fit(
      data, epochs: 4, batchSize: 1, verbose: 0,
      callbacks: [LearningRateScheduler { _, rate in rate }], preflight: false,
      onNonFinite: .rollBack(factor: 1e-11, limit: 2))
    #expect(Set(history["learning_rate"]) == [1e20 * 1e-11 * 1e-11])
  }
}
