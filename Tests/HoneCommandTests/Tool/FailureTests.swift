#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  @testable import HoneCommand

  /// What goes wrong ends with a documented code and a text that names the place and the help.
  struct FailureTests {
    private func idx(_ dimensions: [Int], _ bytes: [UInt8]) -> [UInt8] {
      var file: [UInt8] = [0, 0, 8, UInt8(dimensions.count)]
      for extent in dimensions {
        file += [0, 0, UInt8(extent >> 8), UInt8(extent & 0xFF)]
      }
      return file + bytes
    }

    /// A tool with a folder `data` of eight 4×4 images.
    private func toolWithData(labels: [UInt8], imageBytes: Int = 8 * 16) throws -> Tool {
      let tool = try Tool()
      let pixels = (0..<imageBytes).map { UInt8($0 % 251) }
      try tool.write(idx([8, 4, 4], pixels), to: "data/train-images-idx3-ubyte")
      try tool.write(idx([labels.count], labels), to: "data/train-labels-idx1-ubyte")
      try tool.write(smallConfiguration, to: "a.yaml")
      return tool
    }

    @Test func helpHasExamplesAndTheExitCodes() throws {
      let tool = try Tool()
      let help = try tool.run("--help")
      #expect(help.code == 0)
      for code in ToolExit.allCases { #expect(help.output.contains("  \(code.rawValue) ")) }
      let commands = [
        ["train"], ["evaluate"], ["predict"], ["summary"], ["schedule"], ["init"], ["data"],
        ["info"],
        ["data", "fetch"],
      ]
      for command in commands {
        let process = try tool.process(command + ["--help"])
        try process.run()
        process.waitUntilExit()
        let outcome = try tool.outcome(of: process)
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("EXAMPLES:\n  hone \(command[0])"), "\(command)")
      }
    }

    @Test func wrongArgumentsAreUsage() throws {
      let tool = try Tool()
      #expect(try tool.run("trian").code == 64)
      #expect(try tool.run("train", "a.yaml", "--epoch", "3").code == 64)
      let missing = try tool.run("train")
      #expect(missing.code == 64)
      let lines = missing.error.split(separator: "\n")
      #expect(lines.first == "hone: missing expected argument '<config>'", "\(missing.error)")
      #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") })
      #expect(missing.error.contains("\n  help: <config>  The configuration"))
      let negative = try tool.run("explain-stop", "log.csv", "--patience", "-1")
      #expect(negative.code == 64)
      #expect(
        negative.error.contains("\n  help: write a number below 0 as --patience=-1\n"),
        "\(negative.error)")
    }

    @Test func aFolderThatIsNoRunIsSaidToBeNone() throws {
      let tool = try Tool()
      try tool.write([1], to: "empty/notes.txt")
      let commands = [
        ["resume", "empty"], ["runs", "show", "empty"], ["runs", "tail", "empty"],
        ["runs", "compare", "empty", "empty"], ["ctl", "empty", "pause"],
      ]
      for command in commands {
        let process = try tool.process(command)
        try process.run()
        process.waitUntilExit()
        let outcome = try tool.outcome(of: process)
        #expect(outcome.code == 66, "\(command)")
        #expect(
          outcome.error.hasPrefix("hone: empty: a run expects a run folder with config.yaml"),
          "\(outcome.error)")
        #expect(outcome.output == "")
      }
    }

    @Test func aRunThatIsThroughSaysSoAndTakesMoreEpochs() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      #expect(try tool.run("train", "a.yaml", "--into", "runs/a").code == 0)
      let again = try tool.run("resume", "runs/a")
      #expect(again.code == 0, "\(again.error)")
      #expect(again.output.contains("all of its 2 epochs are trained; --epochs gives it more"))
      let configuration = try tool.text("runs/a/config.yaml")
      let fewer = try tool.run("resume", "runs/a", "--epochs", "1")
      #expect(fewer.code == 64)
      #expect(fewer.error.contains("runs/a has had 2 epochs already"), "\(fewer.error)")
      #expect(try tool.text("runs/a/config.yaml") == configuration)
      #expect(try tool.run("resume", "runs/a", "--epochs", "3").code == 0)
      #expect(try tool.text("runs/a/metrics.jsonl").split(separator: "\n").count == 3)
      // A run that can't be read is left out of the list, not the end of it.
      try tool.write([UInt8]("a: [".utf8), to: "runs/b/config.yaml")
      let list = try tool.run("runs")
      #expect(list.code == 0 && list.output.contains("runs/a"))
      #expect(list.error.contains("left out: ") && list.error.contains("runs/b/config.yaml"))
    }

    @Test func aRunThatFailsWhileItIsVerifiedKeepsItsCode() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      let outcome = try tool.run(
        "verify-resume", "a.yaml", "optimizer=sgd", "optimizer.learningRate=1e38")
      #expect(outcome.code == 79, "\(outcome.error)")
      #expect(outcome.error.contains("a.yaml: verify-resume: a run failed:"))
    }

    @Test func aConfigurationIsCheckedBeforeDataIsRead() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      let outcome = try tool.run(
        "train", "a.yaml", "data={idx: {folder: nowhere}}", "epoch=3", "batchSize=0")
      #expect(outcome.code == 64)
      #expect(
        outcome.error == """
          hone: 2 errors:
            unknown key "epoch"
              at command line: epoch=3
              help: did you mean "epochs"?
            batchSize: expects a whole number ≥ 1, or all. Received: 0
              at command line: batchSize=0

          """)
      #expect(!FileManager.default.fileExists(atPath: tool.folder.path + "/runs"))
    }

    @Test func anErrorInTheFileNamesLineAndColumn() throws {
      let tool = try Tool()
      try tool.write(
        smallConfiguration.replacing("units: 10", with: "unit: 10"), to: "a.yaml")
      let outcome = try tool.run("train", "a.yaml")
      #expect(outcome.code == 64)
      #expect(
        outcome.error == """
          hone: model[1].Dense: unknown key "unit"
            at a.yaml:4:13
            help: did you mean "units"?

          """)
    }

    @Test func aLayerThatCannotFollowNamesItsLine() throws {
      let tool = try Tool()
      try tool.write(
        smallConfiguration.replacing("- Dense: {units: 10}", with: "- MaxPooling2D"), to: "a.yaml")
      let outcome = try tool.run("train", "a.yaml")
      #expect(outcome.code == 64)
      #expect(outcome.error.contains("max_pooling2d_1: "))
      #expect(outcome.error.contains("\n  at a.yaml:4:5"))
      #expect(outcome.error.contains("\n  help: "))
    }

    @Test func filesThatAreNotThereAreFileErrors() throws {
      let tool = try Tool()
      #expect(try tool.run("train", "none.yaml").code == 66)
      #expect(try tool.run("evaluate", "none").code == 66)
      #expect(try tool.run("summary", "none.yaml").code == 66)
      try tool.write("", to: "a")
      let notARun = try tool.run("predict", "a", "b.png")
      #expect(notARun.code == 66)
      #expect(notARun.error.contains("wanted") || notARun.error.contains("expects a run folder"))
    }

    @Test func dataThatIsNotThereNamesTheHelp() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      let outcome = try tool.run("train", "a.yaml", "data={fashion-mnist: {folder: .}}")
      #expect(outcome.code == 65)
      #expect(outcome.error.contains("dataset-fashion-mnist"))
      #expect(outcome.error.contains("hone data fetch fashion-mnist"))
    }

    @Test(arguments: [
      (labels: [0, 1, 2, 3, 4, 5, 6, 77] as [UInt8], bytes: 128, part: "77"),
      (labels: [0, 1, 2, 3] as [UInt8], bytes: 128, part: "one label for each of the 8 images"),
      (labels: [0, 1, 2, 3, 4, 5, 6, 7] as [UInt8], bytes: 100, part: "train-images-idx3-ubyte"),
    ])
    func damagedDataIsOneError(labels: [UInt8], bytes: Int, part: String) throws {
      let tool = try toolWithData(labels: labels, imageBytes: bytes)
      let outcome = try tool.run("train", "a.yaml", "data={idx: {folder: data}}")
      #expect(outcome.code == 65, "\(outcome.error)")
      #expect(outcome.error.contains(part))
      #expect(outcome.error.contains("help: "))
    }

    @Test func aFolderOfImagesTrainsAndAnImageOfAnotherSizeIsRefused() throws {
      let tool = try toolWithData(labels: [0, 1, 2, 3, 4, 5, 6, 7])
      let trained = try tool.run("train", "a.yaml", "data={idx: {folder: data}}", "--into", "run")
      #expect(trained.code == 0, "\(trained.error)")
      try PNGWriter.write(
        HostTensor(zeros: [6, 5], dtype: .uint8),
        to: tool.folder.appendingPathComponent("b.png").path)
      let seen = try tool.run("predict", "run", "b.png")
      #expect(seen.code == 65)
      #expect(
        seen.error == """
          hone: b.png: predict expects an image of height × width × channels 4 × 4 × 1. \
          Received: 6 × 5 × 1
            help: scale or crop the image to that size first

          """)
      try tool.write("no image", to: "c.png")
      #expect(try tool.run("predict", "run", "c.png").code == 65)
      let part = try tool.run("evaluate", "run")
      #expect(part.code == 65)
      #expect(part.error.contains("--part train"))
      #expect(try tool.run("evaluate", "run", "--part", "train").code == 0)
      #expect(try tool.run("evaluate", "run", "--batch-size", "0").code == 64)
    }

    @Test func anEngineThatIsMissingNamesTheCommandThatInstallsIt() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      let outcome = try tool.run(
        "train", "a.yaml", "backend=cpu", environment: ["HONE_ONEDNN": "/nowhere/libdnnl.so.3"])
      #expect(outcome.code == 69)
      #expect(outcome.error.contains("install"))
    }

    @Test func divergingHasACodeOfItsOwn() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
      let outcome = try tool.run(
        "train", "a.yaml", "optimizer=sgd", "optimizer.learningRate=1e38", "--into", "run")
      #expect(outcome.code == 79, "\(outcome.error)")
      #expect(outcome.error.contains("lower the learning rate"))
      #expect(try tool.text("run/log.txt").contains("diverged"))
    }

    @Test func initReplacesAFileOnlyWhenForced() throws {
      let tool = try Tool()
      try tool.write("mine", to: "hone.yaml")
      let refused = try tool.run("init")
      #expect(refused.code == 64)
      #expect(refused.error.contains("--force"))
      #expect(try tool.text("hone.yaml") == "mine")
      #expect(try tool.run("init", "--force").code == 0)
      #expect(try tool.text("hone.yaml").contains("model:"))
    }

    @Test func anUnknownCommandNamesTheNearest() throws {
      let outcome = try Tool().run("trian", "a.yaml")
      #expect(outcome.code == 64)
      #expect(
        outcome.error == "hone: trian: there is no such command.\n  help: did you mean \"train\"?\n"
      )
      #expect(try Tool().run("help", "train").code == 0)
    }

    @Test func anUnknownDataSetNamesTheNearest() throws {
      let outcome = try Tool().run("data", "fetch", "fashion_mnist")
      #expect(outcome.code == 64)
      #expect(outcome.error.contains("did you mean \"fashion-mnist\"?"))
    }

    @Test func fetchingSaysWhereASetIs() throws {
      let tool = try Tool()
      for part in [
        "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1",
      ] {
        try tool.write([0], to: "here/\(part)-ubyte")
      }
      let outcome = try tool.run("data", "fetch", "fashion-mnist", "--into", "here")
      #expect(outcome.code == 0)
      #expect(outcome.output == "fashion-mnist is in here\n")
    }
  }
#endif
