import Foundation
import Hone
import Testing

/// What a checkpoint folder survives.
@Suite struct CheckpointFolderTests {
  private static func fit(
    _ trainer: Trainer, _ folder: String, epochs: Int = 3, keep: Int = 3
  ) async throws -> History {
    try await trainer.fit(
      Samples.dataset(12), epochs: epochs, batchSize: 4, verbose: 0, preflight: false,
      checkpoints: Checkpoints(folder, every: .steps(1), keep: keep))
  }

  private static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix("step-") }.sorted()
  }

  /// Trains for nine steps; the checkpoints of the last three are there.
  private static func trained(_ folder: String) async throws -> Trainer {
    let trainer = try Samples.trainer(on: reference)
    _ = try await fit(trainer, folder)
    #expect(
      try files(folder) == (7...9).map { "step-00000000000\($0).safetensors" })
    return trainer
  }

  @Test func aDamagedByteAnywhereIsNoticed() async throws {
    let folder = try TemporaryFolder()
    _ = try await Self.trained(folder.path)
    let path = folder.path + "/step-000000000009.safetensors"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= UInt8(1 << (place % 8))
      try bytes.write(to: URL(fileURLWithPath: path))
      let point = try Samples.trainer(on: reference).resume(from: folder.path)
      #expect(point.stepCount == 8, "byte \(place)")
      #expect(point.damaged.count == 1)
    }
  }

  @Test(arguments: [0, 5, 8, 100, -1])
  func aTruncatedFileIsPassedOver(_ length: Int) async throws {
    let folder = try TemporaryFolder()
    let through = try await Self.trained(folder.path)
    let path = folder.path + "/step-000000000009.safetensors"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let rest = length < 0 ? whole.dropLast() : whole.prefix(length)
    try Data(rest).write(to: URL(fileURLWithPath: path))
    let again = try Samples.trainer(on: reference)
    #expect(try again.resume(from: folder.path).stepCount == 8)
    _ = try await Self.fit(again, folder.path)
    #expect(try again.weights.values() == through.weights.values())
    // The damaged one isn't taken for a newer one, nor thrown away.
    #expect(FileManager.default.fileExists(atPath: path + ".damaged"))
    #expect(try Samples.trainer(on: reference).resume(from: folder.path).damaged.isEmpty)
  }

  @Test func nothingWholeIsAnErrorThatNamesAll() async throws {
    let folder = try TemporaryFolder()
    _ = try await Self.trained(folder.path)
    for file in try Self.files(folder.path) {
      try Data("x".utf8).write(to: URL(fileURLWithPath: folder.path + "/" + file))
    }
    await expectError(.file, saying: "step-000000000007", "step-000000000009") {
      try Samples.trainer(on: reference).resume(from: folder.path)
    }
    await expectError(.file, saying: "no such folder") {
      try Samples.trainer(on: reference).resume(from: folder.path + "/none")
    }
    #expect(try Samples.trainer(on: reference).resumeIfPossible(from: folder.path + "/none") == nil)
  }

  @Test func anotherTrainingsCheckpointsStay() async throws {
    let folder = try TemporaryFolder()
    _ = try await Self.trained(folder.path)
    await expectError(.usage, saying: "holds the checkpoints of a training") {
      _ = try await Self.fit(try Samples.trainer(on: reference), folder.path)
    }
    #expect(try Self.files(folder.path).count == 3)
  }

  @Test func aTrainingThatGoesOnElsewhereLeavesThemToo() async throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { _ = try await Self.trained(folder.path + "/" + name) }
    let again = try Samples.trainer(on: reference)
    try again.resume(from: folder.path + "/a")
    await expectError(.usage, saying: "holds the checkpoints of a training") {
      _ = try await Self.fit(again, folder.path + "/b", epochs: 4)
    }
    #expect(try Self.files(folder.path + "/b").count == 3)
    // Under another name it is the same folder; one that is empty is fine.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/a")
    for name in ["link", "new"] {
      let again = try Samples.trainer(on: reference)
      try again.resume(from: folder.path + "/a")
      _ = try await Self.fit(again, folder.path + "/" + name, epochs: 4)
      #expect(again.stepCount == 12)
    }
  }

  @Test func twoTrainingsCannotShareAFolder() async throws {
    /// Trains in the same folder while training runs.
    struct Second: Callback {
      let folder: String
      func trainBegin(_ trainer: Trainer) throws {
        let other = try Samples.trainer(on: reference)
        let folder = folder
        let isDone = DispatchSemaphore(value: 0)
        let result = Box()
        Task.detached {
          do {
            _ = try await CheckpointFolderTests.fit(other, folder)
          } catch {
            result.error = error
          }
          isDone.signal()
        }
        isDone.wait()
        if let error = result.error { throw error }
      }
    }
    final class Box: @unchecked Sendable { var error: (any Error)? }
    let folder = try TemporaryFolder()
    await expectError(.usage, saying: "another process works here") {
      try await Samples.trainer(on: reference).fit(
        Samples.dataset(12), epochs: 1, batchSize: 4, verbose: 0,
        callbacks: [
          Second(folder: folder.path)
        ], preflight: false, checkpoints: Checkpoints(folder.path))
    }
  }

  @Test func whatCannotBeWrittenDoesNotEndTraining() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/checkpoints"
    /// Puts a file where the folder was, as a full or vanished disk would.
    struct Saboteur: Callback {
      let path: String
      func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
        guard trainer.stepCount == 4 else { return }
        Thread.sleep(forTimeInterval: 0.3)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".gone")
        try Data().write(to: URL(fileURLWithPath: path))
      }
    }
    let trainer = try Samples.trainer(on: reference)
    let history = try await trainer.fit(
      Samples.dataset(12), epochs: 3, batchSize: 4, verbose: 0, callbacks: [Saboteur(path: path)],
      preflight: false, checkpoints: Checkpoints(path, every: .steps(1), keep: 100))
    #expect(history.epochs == [0, 1, 2])
    let report = try #require(history.checkpoints)
    #expect(report.written == 4 && report.failed == 7)
    #expect(try Samples.trainer(on: reference).resume(from: path + ".gone").stepCount == 3)
  }

  /// A folder that goes and comes back: one that is replaced by a file, as root can write anything.
  @Test func checkpointsAreWrittenAgainWhenTheFolderIsBack() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/checkpoints"
    struct Saboteur: Callback {
      let path: String
      func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
        let files = FileManager.default
        switch trainer.stepCount {
        case 3:
          Thread.sleep(forTimeInterval: 0.2)
          try files.moveItem(atPath: path, toPath: path + ".gone")
          try Data().write(to: URL(fileURLWithPath: path))
        case 6:
          Thread.sleep(forTimeInterval: 0.2)
          try files.removeItem(atPath: path)
          try files.moveItem(atPath: path + ".gone", toPath: path)
        default: break
        }
      }
    }
    let through = try Samples.trainer(on: reference)
    _ = try await Self.fit(through, folder.path + "/whole")
    let trainer = try Samples.trainer(on: reference)
    let history = try await trainer.fit(
      Samples.dataset(12), epochs: 3, batchSize: 4, verbose: 0, callbacks: [Saboteur(path: path)],
      preflight: false, checkpoints: Checkpoints(path, every: .steps(1), keep: 100))
    #expect(history.epochs == [0, 1, 2])
    #expect(try trainer.weights.values() == through.weights.values())
    let report = try #require(history.checkpoints)
    #expect(report.failed >= 3 && report.written >= 6)
    let names = try Self.files(path)
    #expect(names.contains("step-000000000002.safetensors"))
    #expect(!names.contains("step-000000000004.safetensors"))
    // What is written when the folder is back is good: training goes on from it.
    try FileManager.default.removeItem(atPath: path + "/step-000000000009.safetensors")
    let again = try Samples.trainer(on: reference)
    try again.resume(from: path)
    #expect(again.stepCount == 8)
    try await again.fit(
      Samples.dataset(12), epochs: 3, batchSize: 4, verbose: 0, callbacks: [Saboteur(path: "")],
      preflight: false)
    #expect(try again.weights.values() == through.weights.values())
  }

  /// A folder that is removed with all that was in it is made again.
  @Test func aFolderThatIsRemovedIsMadeAgain() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/checkpoints"
    struct Remover: Callback {
      let path: String
      func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
        guard trainer.stepCount == 5 else { return }
        Thread.sleep(forTimeInterval: 0.2)
        try FileManager.default.removeItem(atPath: path)
      }
    }
    let trainer = try Samples.trainer(on: reference)
    let history = try await trainer.fit(
      Samples.dataset(12), epochs: 3, batchSize: 4, verbose: 0, callbacks: [Remover(path: path)],
      preflight: false, checkpoints: Checkpoints(path, every: .steps(1), keep: 3))
    #expect(history.checkpoints?.failed == 0)
    #expect(try Samples.trainer(on: reference).resume(from: path).stepCount == 9)
  }

  @Test func aTimeBeyondAllTimesIsNever() async throws {
    let folder = try TemporaryFolder()
    for seconds in [1e30, .infinity] {
      let history = try await Samples.trainer(on: reference).fit(
        Samples.dataset(12), batchSize: 4, verbose: 0,
        callbacks: [
          ModelCheckpoint(folder.path + "/model", saveFrequency: .minutes(seconds))
        ], preflight: false,
        checkpoints: Checkpoints(folder.path + "/\(seconds)", every: .seconds(seconds)))
      #expect(history.checkpoints?.written == 2)
    }
  }

  @Test(arguments: [Checkpoints.Frequency.steps(0), .epochs(-1), .seconds(0)])
  func aPlanThatCannotBeKeptIsAnError(_ every: Checkpoints.Frequency) async throws {
    let folder = try TemporaryFolder()
    await expectError(.usage, saying: "a frequency above 0") {
      try await Samples.trainer(on: reference).fit(
        Samples.dataset(12), verbose: 0, preflight: false,
        checkpoints: Checkpoints(folder.path, every: every))
    }
  }
}
