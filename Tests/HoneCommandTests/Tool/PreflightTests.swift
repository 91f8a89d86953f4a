#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  @testable import HoneCommand

  /// What `hone train` finds before the first step.
  struct PreflightTests {
    private func configuration(_ hidden: String, _ output: String, more: String = "") -> String {
      """
      model:
        - Flatten
        - Dense: {units: 8, activation: \(hidden), kernelInitializer: glorotUniform}
        - Dense: {units: 10\(output)}
      data: sample
      loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
      epochs: 1
      batchSize: 40
      \(more)
      """
    }

    @Test func warningsPointIntoTheFileAndTrainingGoesOn() throws {
      let tool = try Tool()
      try tool.write(configuration("sigmoid", ""), to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 0, "\(run.error)")
      #expect(run.error.contains("warning: dense_1: sigmoid in a hidden layer"), "\(run.error)")
      #expect(run.error.contains("[saturating-hidden]\n  at a.yaml:3:5\n  help: "))
      #expect(!run.error.contains("note: "))
      let log = try tool.text("run/log.txt")
      #expect(log.contains("saturating-hidden") && log.contains("note: batchSize: "))
    }

    @Test func healthyTrainingSaysNothing() throws {
      let tool = try Tool()
      try tool.write(configuration("tanh", ""), to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 0)
      #expect(run.error == "")
    }

    @Test func errorsEndItAndCanBeSkipped() throws {
      let tool = try Tool()
      let schedule = "optimizer: {adam: {learningRate: {cosineDecay: {initial: 0.001, steps: 10}}}}"
      try tool.write(configuration("tanh", ", activation: softmax", more: schedule), to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 64)
      #expect(run.error.contains("dense_2: softmax makes probabilities"), "\(run.error)")
      #expect(run.error.contains("at a.yaml:4:5"), "\(run.error)")
      #expect(!FileManager.default.fileExists(atPath: tool.folder.path + "/run"))
      let skipped = try tool.run("train", "a.yaml", "--into", "other", "--no-preflight")
      #expect(skipped.code == 0, "\(skipped.error)")
      #expect(skipped.error == "")
    }

    @Test func aMonitorThatIsNeverLoggedPointsToItsCallback() throws {
      let tool = try Tool()
      try tool.write(
        configuration("tanh", "", more: "callbacks:\n  - earlyStopping: {monitor: val_los}"),
        to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 64)
      #expect(run.error.contains("EarlyStopping: \"val_los\" will never be logged."))
      #expect(run.error.contains("at a.yaml:10:5"), "\(run.error)")
      #expect(run.error.contains("did you mean \"val_loss\"?"))
    }
  }

  /// What ends a training before its first step leaves the disk as it was.
  struct TakenBackTests {
    /// What preflight finds, what callbacks ask for, a limit that no engine keeps, a journal that
    /// isn't there.
    private static let cases: [(changes: [String], code: Int32)] = [
      (["model[1].activation=softmax"], 64),
      (["checkpointEvery=never", "model[1].activation=softmax"], 64),
      (["callbacks=[{earlyStopping: {monitor: val_los}}]", "--no-preflight"], 64),
      (["memoryLimit=10MB"], 69),
      (["--replay", "nowhere.jsonl"], 66),
    ]

    @Test(arguments: cases)
    func nothingIsLeft(_ changes: [String], _ code: Int32) throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      for into in [[], ["--into", "new/folder"]] {
        let process = try tool.process(["train", "a.yaml"] + changes + into)
        try process.run()
        process.waitUntilExit()
        let run = try tool.outcome(of: process)
        #expect(run.code == code, "\(changes): \(run.error)")
        #expect(run.error.contains("hone: "))
        let names = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
        #expect(Set(names) == ["a.yaml", "output", "error"], "\(changes)")
      }
    }

    @Test func whatWasThereBeforeStays() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      try tool.write([1, 2], to: "run/notes.txt")
      let failed = try tool.run("train", "a.yaml", "--into", "run", "model[1].activation=softmax")
      #expect(failed.code == 64)
      let names = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path + "/run")
      #expect(names == ["notes.txt"])
      #expect(try tool.run("train", "a.yaml", "--into", "run").code == 0)
      #expect(try tool.bytes("run/notes.txt") == Data([1, 2]))
    }
  }

  /// The configurations that the project itself shows.
  struct HealthyExamplesTests {
    /// The folder of the package.
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../..").standardizedFileURL.path

    @Test(
      arguments: [
        "fashion-mnist", "data/fashion-augmented", "data/iris", "data/diabetes", "data/cliparts",
      ])
    func passWithoutAWarning(_ name: String) async throws {
      let tool = try Tool()
      try await requireHealthy(
        try RunConfiguration(
          file: Self.root + "/Examples/\(name).yaml", overrides: overrides(name, tool)))
    }

    @Test func theStarterPassesWithoutAWarning() async throws {
      try await requireHealthy(
        RunConfiguration(YAMLReader.read(StarterConfiguration.text, file: "first.yaml")))
    }

    @Test(arguments: ["README.md", "README.ko.md"])
    func theConfigurationOfTheREADMEPassesWithoutAWarning(_ file: String) async throws {
      let text = try String(contentsOfFile: "\(Self.root)/\(file)", encoding: .utf8)
      let block = try #require(
        text.components(separatedBy: "```yaml\n").dropFirst().first?
          .components(separatedBy: "```").first)
      try await requireHealthy(RunConfiguration(YAMLReader.read(block, file: file)))
    }

    private func requireHealthy(_ configuration: RunConfiguration) async throws {
      let trainer = try configuration.makeTrainer(on: RunConfiguration.makeBackend("auto"))
      let training = try #require(try configuration.data.load(.train, seed: configuration.seed))
      let validation =
        configuration.validationSplit == 0
        ? try configuration.data.load(.test, seed: configuration.seed) : nil
      let findings = try await trainer.preflight(
        training, epochs: configuration.epochs, batchSize: configuration.batchSize,
        validation: validation, validationSplit: configuration.validationSplit,
        shuffle: configuration.shuffle, callbacks: configuration.callbacks)
      #expect(findings.filter { $0.severity > .note } == [])
    }

    /// What stands in for data that isn't installed; Fashion-MNIST's is of the same shape.
    private func overrides(_ name: String, _ tool: Tool) throws -> [Override] {
      let folder = tool.folder.path
      switch name {
      case "fashion-mnist", "data/fashion-augmented":
        do throws(HoneError) {
          _ = try ImageCollection.fashionMNIST.locate()
          return []
        } catch {
          return try [
            Override("data=sample"), Override("optimizer.learningRate.steps=16"),
            Override("epochs=4"),
          ]
        }
      case "data/cliparts":
        for (label, kind) in ["animals", "food", "tools"].enumerated() {
          for index in 0..<20 {
            let key = RandomKey(seed: UInt64(100 * label + index))
            let pixels = (0..<12 * 12 * 3).map { UInt8(key.uniform(at: UInt64($0)) * 255) }
            try FileManager.default.createDirectory(
              atPath: "\(folder)/images/\(kind)", withIntermediateDirectories: true)
            try PNGWriter.write(
              HostTensor(pixels, shape: [12, 12, 3]), to: "\(folder)/images/\(kind)/\(index).png")
          }
        }
        return [
          try Override("data.images.train=\(folder)/images"), try Override("model[5].units=3"),
        ]
      default:
        let isIris = name == "data/iris"
        let key = RandomKey(seed: 4)
        let measures: [(middle: Double, spread: Double)] = [
          (48, 13), (1.5, 0.5), (26, 4), (95, 14), (189, 35), (115, 30), (50, 13), (4, 1),
          (152, 77),
        ]
        let rows = (0..<150).map { row -> [String] in
          func value(_ column: Int, _ middle: Double, _ spread: Double) -> String {
            "\(Float(middle + spread * key.normal(at: UInt64(row * 16 + column))))"
          }
          if isIris {
            return (0..<4).map { value($0, 3 + Double(row % 3), 0.8) } + [["a", "b", "c"][row % 3]]
          }
          return measures.indices.map { value($0, measures[$0].middle, measures[$0].spread) }
        }
        let columns = (rows.first?.count ?? 1) - 1
        let head = (0..<columns).map { "c\($0)" } + [isIris ? "species" : "target"]
        try tool.write(
          ([head] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n"),
          to: "table.csv")
        return [try Override("data.csv.train=\(folder)/table.csv")]
      }
    }
  }
#endif
