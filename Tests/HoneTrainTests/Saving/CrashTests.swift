import Foundation
import Hone
import Testing

/// What a process that is killed while it saves leaves behind.
@Suite struct CrashTests {
  /// A model whose weights are all the number of its updates.
  private static func trainer() throws -> Trainer {
    let model = Sequential {
      Input(64)
      Dense(64, activation: .relu)
      Dense(8)
    }
    return try model.compile(
      optimizer: .sgd(learningRate: 0, momentum: 0.9), loss: .mse, backend: reference)
  }

  /// Goes on from what was saved: trains a step and saves, again and again, until a thread kills
  /// the process.
  private static func saveUntilKilled(in folder: String) async throws {
    let trainer = try SavedModel(folder).trainer(backend: reference)
    let (x, y) = (HostTensor(zeros: [1, 64]), HostTensor(zeros: [1, 8]))
    let delay = UInt32.random(in: 0..<100_000)
    Thread.detachNewThread {
      usleep(delay)
      kill(getpid(), SIGKILL)
    }
    while true {
      _ = try await trainer.trainOnBatch(x: x, y: y)
      for slot in try trainer.weights.slots {
        try trainer.weights.set(
          slot.path, to: HostTensor(filling: slot.type.shape, with: Double(trainer.stepCount)))
      }
      try trainer.save(to: folder)
    }
  }

  @Test func aProcessKilledWhileItSavesLeavesOneWholeModel() async throws {
    let folder = try TemporaryFolder()
    try Self.trainer().save(to: folder.path)
    for _ in 0..<20 {
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
        try await CrashTests.saveUntilKilled(in: path)
      }
      let trainer = try SavedModel(folder.path).trainer(backend: reference)
      for (name, value) in try trainer.weights.values() where trainer.stepCount > 0 {
        #expect(value.floats.allSatisfy { $0 == Float(trainer.stepCount) }, "\(name)")
      }
    }
    // The processes did save before they were killed.
    #expect(try SavedModel(folder.path).stepCount > 5)
    // The next save clears up.
    try Self.trainer().save(to: folder.path)
    #expect(
      try Set(FileManager.default.contentsOfDirectory(atPath: folder.path))
        == ["model.json", "weights.safetensors", "optimizer.safetensors"])
  }

  @Test func filesOfTwoSavesAreToldApart() async throws {
    let (old, new) = (try TemporaryFolder(), try TemporaryFolder())
    let trainer = try Self.trainer()
    try trainer.save(to: old.path)
    _ = try await trainer.trainOnBatch(
      x: HostTensor(zeros: [1, 64]), y: HostTensor(zeros: [1, 8]))
    try trainer.save(to: new.path)
    for name in ["weights.safetensors", "optimizer.safetensors"] {
      try trainer.save(to: new.path)
      try FileManager.default.removeItem(atPath: new.path + "/" + name)
      try FileManager.default.copyItem(
        atPath: old.path + "/" + name, toPath: new.path + "/" + name)
      await expectError(
        .file, saying: name, "the same save as model.json, step 1", "Received: one of step 0",
        "help: copy all files of one save"
      ) { _ = try SavedModel(new.path).trainer(backend: reference) }
    }
  }
}
