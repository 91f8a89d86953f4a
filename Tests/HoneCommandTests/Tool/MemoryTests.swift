#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  @testable import HoneCommand

  /// The memory that is stated before training, against what the process took.
  struct MemoryTests {
    private let configuration = """
      model:
        - Conv2D: {filters: 32, kernelSize: 3, padding: same, useBias: false}
        - BatchNormalization
        - ReLU
        - Conv2D: {filters: 32, kernelSize: 3, padding: same}
        - ReLU
        - MaxPooling2D: {poolSize: 2}
        - Flatten
        - Dropout: {rate: 0.3}
        - Dense: {units: 10}
      data: sample
      loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
      epochs: 1
      """

    /// The size after `mark` in a text.
    private func size(after mark: String, in text: String) throws -> Int {
      let rest = try #require(text.range(of: mark)).upperBound
      let words = text[rest...].split(maxSplits: 2) { $0 == " " || $0 == "\n" }
      return try #require(ByteCount(words.prefix(2).joined())).bytes
    }

    /// A process takes something for itself; what a larger batch adds is as planned.
    @Test func theStatedPeakIsWhatTrainingTakes() throws {
      let tool = try Tool()
      try tool.write(configuration, to: "a.yaml")
      var planned: [Int] = []
      var taken: [Int] = []
      for batchSize in [20, 400] {
        let summary = try tool.run("summary", "a.yaml", "batchSize=\(batchSize)")
        #expect(summary.code == 0, "\(summary.error)")
        planned.append(try size(after: "training takes ", in: summary.output))
        let trained = try tool.run(
          "train", "a.yaml", "batchSize=\(batchSize)", "--into", "run-\(batchSize)")
        #expect(trained.code == 0, "\(trained.error)")
        taken.append(try size(after: "peak memory ", in: tool.text("run-\(batchSize)/log.txt")))
      }
      let (more, really) = (planned[1] - planned[0], taken[1] - taken[0])
      #expect(more > 100_000_000)
      #expect(abs(more - really) < more / 20, "planned \(planned), taken \(taken)")
    }

    @Test func aLimitIsKeptByRecomputing() throws {
      let tool = try Tool()
      try tool.write(configuration, to: "a.yaml")
      let summary = try tool.run("summary", "a.yaml", "batchSize=100", "memoryLimit=45MB")
      #expect(summary.code == 0, "\(summary.error)")
      #expect(try size(after: "training takes ", in: summary.output) <= 45_000_000)
      let trained = try tool.run(
        "train", "a.yaml", "--memory-limit", "45MB", "--batch-size", "100", "--into", "run")
      #expect(trained.code == 0, "\(trained.error)")
      #expect(trained.output.contains("memory limit 45.0 MB: training takes "))
      let refused = try tool.run("train", "a.yaml", "memoryLimit=1MB")
      #expect(refused.code == 64)
      #expect(refused.error.contains("at the least"))
      let wrong = try tool.run("train", "a.yaml", "memoryLimit=plenty")
      #expect(wrong.code == 64)
      #expect(wrong.error.contains("a size such as 200MB, or none"))
    }
  }
#endif
