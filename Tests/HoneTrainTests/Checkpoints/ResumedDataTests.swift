import Foundation
import Hone
import Testing

/// A training doesn't go on with other data, although there is as much of it.
@Suite struct ResumedDataTests {
  private static func fit(
    _ trainer: Trainer, _ data: any Dataset, validation: any Dataset, into folder: String,
    epochs: Int = 2, classWeight: [Int: Double] = [:]
  ) async throws {
    try await trainer.fit(
      data, epochs: epochs, batchSize: 4, validation: validation, verbose: 0,
      classWeight: classWeight, preflight: false, checkpoints: Checkpoints(folder))
  }

  /// Trains, and resumes with data that a closure changes.
  private static func resume(
    _ count: Int = 200,
    _ change: (inout [Float], inout [Int32]) -> Void = { _, _ in },
    validation: (inout [Float], inout [Int32]) -> Void = { _, _ in },
    classWeight: [Int: Double] = [:]
  ) async throws {
    let folder = try TemporaryFolder()
    func data(
      _ count: Int, _ seed: UInt64, _ change: (inout [Float], inout [Int32]) -> Void
    ) throws -> ArrayDataset {
      let samples = try Samples.classes(count, seed: seed)
      var (x, y) = (samples.x.floats, samples.y.elements(as: Int32.self))
      change(&x, &y)
      return try ArrayDataset(
        x: HostTensor(x, shape: samples.x.shape), y: HostTensor(y))
    }
    try await fit(
      try Samples.trainer(on: reference), data(count, 1) { _, _ in },
      validation: data(20, 2) { _, _ in }, into: folder.path, epochs: 1)
    let again = try Samples.trainer(on: reference)
    try again.resume(from: folder.path)
    try await fit(
      again, data(count, 1, change), validation: data(20, 2, validation), into: folder.path,
      classWeight: classWeight)
  }

  @Test func theSameDataIsTaken() async throws {
    try await Self.resume()
    try await Self.resume(3)
  }

  @Test func otherSamplesAreNoticed() async throws {
    await expectError(.usage, saying: "training data", "aren't those", "fingerprint") {
      try await Self.resume { x, _ in x = x.map { $0 + 1 } }
    }
    await expectError(.usage, saying: "training data") {
      try await Self.resume { x, _ in x.reverse() }
    }
    // One feature of one sample, where all are looked at.
    await expectError(.usage, saying: "training data") {
      try await Self.resume(30) { x, _ in x[100] += 1e-3 }
    }
    await expectError(.usage, saying: "validation data") {
      try await Self.resume(validation: { x, _ in x[0] += 1 })
    }
  }

  @Test func otherTargetsAreNoticed() async throws {
    await expectError(.usage, saying: "training data") {
      try await Self.resume { _, y in y = y.map { ($0 + 1) % 3 } }
    }
  }

  @Test func otherClassWeightsAreNamed() async throws {
    await expectError(.usage, saying: "classWeight", "none", "0: 2.0") {
      try await Self.resume(classWeight: [0: 2])
    }
  }

  /// Texts in files: what is looked at are names and sizes.
  @Test func otherFilesAreNoticed() async throws {
    let folder = try TemporaryFolder()
    func write(_ name: String, _ text: String) throws {
      let path = folder.path + "/texts/" + name
      let parent = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    for index in 0..<6 { try write("\(index % 2)/\(index).txt", "word \(index) and more") }
    func train(epochs: Int, resumes: Bool) async throws {
      let texts = try TextFolder(folder.path + "/texts")
      let model = Sequential {
        TextVectorization(maxTokens: 30, outputSequenceLength: 4, vocabulary: ["word", "more"])
        Embedding(30, 4)
        Flatten()
        Dense(2)
      }
      let trainer = try model.compile(
        optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
        backend: reference)
      if resumes { try trainer.resume(from: folder.path + "/checkpoints") }
      try await trainer.fit(
        texts, epochs: epochs, batchSize: 2, verbose: 0, preflight: false,
        checkpoints: Checkpoints(folder.path + "/checkpoints"))
    }
    try await train(epochs: 1, resumes: false)
    try await train(epochs: 2, resumes: true)
    try write("1/3.txt", "word 3 and much more")
    await expectError(.usage, saying: "training data", "fingerprint") {
      try await train(epochs: 3, resumes: true)
    }
  }

  /// Augmentation, threads and epochs make no difference.
  @Test func augmentedDataIsTheSameData() async throws {
    let folder = try TemporaryFolder()
    for epochs in 1...3 {
      let trainer = try StatefulTraining.trainer(StatefulTraining.optimizers[1], reference)
      try trainer.resumeIfPossible(from: folder.path)
      let history = try await trainer.fit(
        StatefulTraining.data(22), epochs: epochs, batchSize: 4, verbose: 0, workers: epochs,
        preflight: false, checkpoints: Checkpoints(folder.path))
      #expect(history.epochs.count == epochs)
    }
  }
}
