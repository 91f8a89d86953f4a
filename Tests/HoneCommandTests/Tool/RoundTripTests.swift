#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  @testable import HoneCommand

  /// The tool as people use it: real processes, real files.
  struct RoundTripTests {
    @Test func initTrainEvaluatePredictGoTogether() throws {
      let tool = try Tool()
      let first = try tool.run("init", "first.yaml")
      #expect(first.code == 0)
      #expect(first.output == "wrote first.yaml; train it with `hone train first.yaml`\n")
      let trained = try tool.run("train", "first.yaml", "--into", "run")
      #expect(trained.code == 0, "\(trained.error)")
      #expect(trained.output.contains("epoch  1/10  13/13"))
      #expect(trained.output.contains("measure it:  hone evaluate run"))
      #expect(!trained.output.contains("\r"))
      #expect(!trained.output.contains("\u{1B}"))

      let files = try FileManager.default.contentsOfDirectory(
        atPath: tool.folder.appendingPathComponent("run").path)
      #expect(
        Set(files) == [
          "config.yaml", "model.json", "weights.safetensors", "optimizer.safetensors",
          "metrics.csv", "metrics.jsonl", "timings.csv", "environment.json", "log.txt",
          "checkpoints", ".lock",
        ])
      let rows = try tool.text("run/metrics.csv").split(separator: "\n")
      #expect(rows.count == 11)
      #expect(
        rows[0]
          == "epoch,step,seconds,loss,penalty,accuracy,val_loss,val_penalty,val_accuracy,learning_rate"
      )
      let last = try ConfigurationValue(
        parsingJSON: String(
          try #require(try tool.text("run/metrics.jsonl").split(separator: "\n").last)), file: "")
      #expect(last["step"] == 130)

      let json = try tool.run("evaluate", "run", "--json")
      #expect(json.code == 0, "\(json.error)")
      let result = try ConfigurationValue(parsingJSON: json.output, file: "")
      let accuracy = try result.member("accuracy").double()
      #expect(accuracy >= 0.8)
      #expect(try abs(accuracy - last.member("val_accuracy").double()) < 1e-6)
      #expect(result["samples"] == 100)

      let test = try SampleImages.load(.test)
      try PNGWriter.write(
        HostTensor(
          test.tensors[0].elements(as: UInt8.self).prefix(784).map { $0 }, shape: [28, 28]),
        to: tool.folder.appendingPathComponent("image.png").path)
      let seen = try tool.run("predict", "run", "image.png")
      #expect(seen.code == 0, "\(seen.error)")
      #expect(seen.output.hasPrefix("image.png: "))
      #expect(seen.output.split(separator: ",").count == 3)
      #expect(SampleImages.classNames.contains { seen.output.contains("\($0) ") })
    }

    @Test func runningStatisticsAreRecomputedAtTheEnd() throws {
      let tool = try Tool()
      try tool.write(
        smallConfiguration.replacing("- Flatten", with: "- Flatten\n  - BatchNormalization"),
        to: "a.yaml")
      let trained = try tool.run(
        "train", "a.yaml", "recomputeBatchNormalization=true", "--into", "run")
      #expect(trained.code == 0, "\(trained.error)")
      #expect(
        try tool.text("run/log.txt")
          .contains("statistics of all training samples: batch_normalization_1"))
    }

    @Test func profileShowsWhereTheTimeGoes() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      let trained = try tool.run(
        "train", "a.yaml", "backend=cpu", "batchSize=10", "--into", "run", "--profile")
      #expect(trained.code == 0, "\(trained.error)")
      #expect(trained.output.contains("profile of train: "))
      #expect(try trained.output.contains(tool.text("run/profile.txt")))
      #expect(try tool.text("run/trace.json").contains("traceEvents"))
    }

    @Test func anIDXFileIsPredictedImageByImage() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      #expect(try tool.run("train", "a.yaml", "--into", "run").code == 0)
      let pixels = [UInt8](repeating: 7, count: 5 * 784)
      try tool.write([0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 28, 0, 0, 0, 28] + pixels, to: "five")
      let lines = try tool.run("predict", "run", "five", "--limit", "3", "--top", "10", "--json")
        .output.split(separator: "\n")
      #expect(lines.count == 3)
      for (index, line) in lines.enumerated() {
        let row = try ConfigurationValue(parsingJSON: String(line), file: "")
        #expect(row["index"] == ConfigurationValue(index))
        let classes = try row.member("classes").array()
        let sum = try classes.reduce(0) { try $0 + $1.member("probability").double() }
        #expect(abs(sum - 1) < 1e-9)
      }
      let text = try tool.run("predict", "run", "five").output.split(separator: "\n")
      #expect(text.count == 6)
      #expect(text[0] == "five:")
      for index in 0..<5 { #expect(text[index + 1].hasPrefix("  \(index): ")) }
    }

    @Test func optionsAreTheSameAsOverrides() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      let options = try tool.run(
        "train", "a.yaml", "--into", "a", "--epochs", "1", "--batch-size", "20", "--optimizer",
        "sgd", "--learning-rate", "0.5")
      #expect(options.code == 0, "\(options.error)")
      let overrides = try tool.run(
        "train", "a.yaml", "--into", "b", "epochs=1", "batchSize=20", "optimizer=sgd",
        "optimizer.learningRate=0.5")
      #expect(overrides.code == 0, "\(overrides.error)")
      #expect(try tool.text("a/config.yaml") == tool.text("b/config.yaml"))
      #expect(try tool.text("a/config.yaml").contains("sgd: {learningRate: 0.5"))
      #expect(try tool.text("a/config.yaml").contains("batchSize: 20"))
    }

    @Test func theSameSeedGivesTheSameBitsAndAnotherDoesNot() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      for (run, seed) in [("a", 1), ("b", 1), ("c", 2)] {
        #expect(try tool.run("train", "a.yaml", "--into", run, "seed=\(seed)").code == 0)
      }
      let weights = try ["a", "b", "c"].map { try tool.bytes("\($0)/weights.safetensors") }
      #expect(weights[0] == weights[1])
      #expect(weights[0] != weights[2])
    }

    @Test func goingOnFromARunGivesTheBitsOfAnUnbrokenOne() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      #expect(try tool.run("train", "a.yaml", "--into", "whole", "epochs=4").code == 0)
      #expect(try tool.run("train", "a.yaml", "--into", "half").code == 0)
      let rest = try tool.run(
        "train", "half/config.yaml", "--from", "half", "--into", "rest", "epochs=4")
      #expect(rest.code == 0, "\(rest.error)")
      #expect(rest.output.contains("epoch 3/4"))
      #expect(
        try tool.bytes("rest/weights.safetensors") == tool.bytes("whole/weights.safetensors"))
      let epochs = try tool.text("rest/metrics.jsonl").split(separator: "\n").map { line in
        try ConfigurationValue(parsingJSON: String(line), file: "").member("epoch").int()
      }
      #expect(epochs == [1, 2, 3, 4])
      let done = try tool.run("train", "half/config.yaml", "--from", "half")
      #expect(done.code == 64)
      #expect(done.error.contains("half has had 2 epochs already"))
    }

    @Test func runFoldersNeverMeet() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      for _ in 0..<2 { #expect(try tool.run("train", "a.yaml", "epochs=1").code == 0) }
      let runs = try FileManager.default.contentsOfDirectory(
        atPath: tool.folder.appendingPathComponent("runs").path)
      #expect(runs.count == 2)
      #expect(runs.allSatisfy { $0.hasPrefix("small-") })
      #expect(try tool.run("train", "a.yaml", "--into", "runs/\(runs[0])").code == 64)
    }

    @Test func summaryShowsAConfigurationAndARun() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      #expect(try tool.run("train", "a.yaml", "--into", "run").code == 0)
      let before = try tool.run("summary", "a.yaml")
      let after = try tool.run("summary", "run")
      #expect(before.code == 0)
      #expect(before.output.contains("7,850"))
      #expect(before.output.contains("60 training samples"))
      #expect(after.output == before.output)
      #expect(try tool.run("summary", "a.yaml", "model[1].units=20").output.contains("15,700"))
    }

    @Test func controlCStopsAfterTheStepSavesAndSaysHowToGoOn() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      let process = try tool.process(["train", "a.yaml", "--into", "run", "epochs=100000"])
      try process.run()
      let limit = Date().addingTimeInterval(60)
      while try !tool.text("output").contains("epoch      2/"), Date() < limit, process.isRunning {
        Thread.sleep(forTimeInterval: 0.02)
      }
      process.interrupt()
      process.waitUntilExit()
      let outcome = try tool.outcome(of: process)
      #expect(outcome.code == 130)
      #expect(outcome.error.contains("go on with `hone resume run`"))
      let done = try tool.text("run/metrics.jsonl").split(separator: "\n").count
      #expect(done >= 2)
      let rest = try tool.run(
        "train", "run/config.yaml", "--from", "run", "--into", "rest", "epochs=\(done + 1)")
      #expect(rest.code == 0, "\(rest.error)")
      #expect(rest.output.contains("epoch \(done + 1)/\(done + 1)"))
    }
  }
#endif
