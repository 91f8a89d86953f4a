import Foundation
import Hone
import Testing

/// Samples in files that are in both parts are found before training.
struct StoredDuplicatesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func findings(
    _ training: any SampleSource, _ validation: any SampleSource, _ first: [any Transform]
  ) async throws -> [Finding] {
    let trainer = try Sequential(first.map { TransformLayer($0) } + [Flatten(), Dense(3)]).compile(
      optimizer: .sgd(learningRate: 1e-6), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    return try await trainer.fit(
      training, epochs: 1, batchSize: .all, validation: validation, verbose: .silent
    ).findings.filter { $0.rule == "duplicates" }
  }

  /// Pictures of two classes in folders, each of one color; equal colors are equal files.
  private func pictures(_ name: String, _ colors: [UInt8]) throws -> ImageFolder {
    for (number, color) in colors.enumerated() {
      let place = "\(folder.path)/\(name)/\(number % 2 == 0 ? "a" : "b")"
      try FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: true)
      let picture = HostTensor(
        (0..<48).map { UInt8(truncatingIfNeeded: Int(color) + $0 * 5 * Int(color)) })
      try PNGWriter.write(picture.reshaped(to: [4, 4, 3]), to: "\(place)/\(number).png")
    }
    return try ImageFolder("\(folder.path)/\(name)")
  }

  private let scaling: [any Transform] = [Resizing(height: 4, width: 4), Rescaling(1 / 255)]

  @Test func picturesInBothFoldersAreFoundByTheirBytes() async throws {
    let training = try pictures("train", [1, 2, 3, 4, 5, 6])
    let other = try pictures("other", [11, 12, 13, 14])
    #expect(try await findings(training, other, scaling) == [])
    let mixed = try pictures("mixed", [13, 14, 3, 12])
    let found = try await findings(training, mixed, scaling)
    #expect(found.count == 1 && found[0].severity == .warning)
    #expect(found[0].message.hasPrefix("1 of 4 samples (25.0 %) are in the training data too"))
    #expect(found[0].message.contains("mixed/a/2.png"))
  }

  @Test func whatLiesBehindSplitsCachesAndAugmentationIsCompared() async throws {
    // In the order of folders: 1, 3, 5, 3 and 2, 4, 6, 4.
    let all = try pictures("all", [1, 2, 3, 4, 5, 6, 3, 4])
    let parts = (all.cache().take(6), try all.map(RandomFlip()).skip(6))
    let found = try await findings(parts.0, parts.1, scaling)
    let duplicates = try #require(found.first)
    #expect(duplicates.message.hasPrefix("1 of 2 samples"))
    #expect(duplicates.message.contains("all/b/7.png"))
  }

  @Test func linesInBothFilesAreFoundByTheirInputs() async throws {
    func lines(_ name: String, _ numbers: [Int]) throws -> JSONLines {
      let text = numbers.enumerated().map { line, number in
        "{\"text\": \"a review of some length, the \(number)th of all\", \"y\": \(line % 2)}"
      }
      let path = folder.path + "/" + name
      try text.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      return try JSONLines(path, inputs: ["text"], targets: ["y"])
    }
    let training = try lines("train.jsonl", [1, 2, 3, 4])
    let vectorization = try TextVectorization(outputMode: .multiHot)
      .adapt(to: training)
    let first: [any Transform] = [vectorization]
    #expect(try await findings(training, lines("b.jsonl", [7, 8]), first) == [])
    let found = try await findings(training, lines("c.jsonl", [7, 3, 2]), first)
    let duplicates = try #require(found.first)
    #expect(duplicates.message.hasPrefix("2 of 3 samples (66.7 %)"))
    #expect(duplicates.message.contains("c.jsonl:2"))
  }
}
