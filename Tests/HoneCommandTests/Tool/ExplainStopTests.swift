#if CommandLineTool
  import Foundation
  import Testing

  /// `hone explain-stop` says what early stopping did.
  struct ExplainStopTests {
    @Test func aLogOfAnotherProgramIsExplained() throws {
      let tool = try Tool()
      try tool.write(
        "epoch,accuracy,val_accuracy\r\n0,0.5,0.5\r\n1,0.6,0.6\r\n2,0.7,0.6\r\n3,0.8,0.5\r\n",
        to: "log.csv")
      let outcome = try tool.run(
        "explain-stop", "log.csv", "--monitor", "val_acc", "--patience", "2")
      #expect(outcome.code == 0, "\(outcome.error)")
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines[0].hasPrefix("earlyStopping: "))
      #expect(lines[1] == "epoch  val_acc  best  wait  why")
      #expect(
        lines[4] == "2      0.6      0.6   1     as good as the best: a tie is no improvement")
      #expect(lines[6].hasPrefix("training ends after epoch 3: 2 epochs without improvement"))
      #expect(lines[7] == "the best epoch is 1: val_acc 0.6")
    }

    @Test func aRunIsExplainedAsItWasConfigured() throws {
      let tool = try Tool()
      try tool.write(
        """
        model: [Flatten, {Dense: {units: 10}}]
        data: sample
        loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
        epochs: 30
        batchSize: 40
        callbacks:
          - earlyStopping: {minDelta: 0.5, patience: 2, restoreBestWeights: true}
          - reduceLROnPlateau: {patience: 1, minDelta: 0.5}
        """, to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 0, "\(run.error)")
      let explained = try tool.run("explain-stop", "run")
      #expect(explained.code == 0, "\(explained.error)")
      let rows = try tool.text("run/metrics.csv").split(separator: "\n").count - 1
      #expect(explained.output.contains("training ends after epoch \(rows): 2 epochs"))
      #expect(!explained.output.contains("wouldn't be"))
      #expect(explained.output.contains("reduceLROnPlateau: ") && explained.output.contains("rate"))
      let changed = try tool.run("explain-stop", "run", "--patience", "30")
      #expect(changed.output.contains("training doesn't end within this log"))
      let lowered = try tool.run("explain-stop", "run", "--factor", "0.5")
      #expect(!lowered.output.contains("earlyStopping"))
    }

    /// Tables with a mark of the byte order, an index without a name, gaps and NaN; JSON of Python.
    @Test(arguments: [
      "\u{FEFF}epoch,loss,val_loss\r\n0,1,2.0\r\n1,1,NA\r\n2,1,nan\r\n3,1,1.5\r\n",
      ",loss,val_loss\n0,1,2.0\n1,1,\n2,1,NaN\n3,1,1.5\n",
      "loss\tval_loss\n1\t2.0\n1\t\n1\tNaN\n1\t1.5\n",
      """
      {"epoch": 0, "val_loss": 2.0}
      {"epoch": 1, "val_loss": null}
      {"epoch": 2, "a \\"NaN\\" b": 1, "val_loss": NaN}
      {"epoch": 3, "val_loss": 1.5, "x": -Infinity}
      """,
    ])
    func logsOfOtherProgramsAreRead(_ text: String) throws {
      let tool = try Tool()
      try tool.write(text, to: "log")
      let outcome = try tool.run("explain-stop", "log", "--patience", "5")
      #expect(outcome.code == 0, "\(outcome.error)")
      let lines = outcome.output.split(separator: "\n").dropFirst(2).map(String.init)
      let first = text.hasPrefix("\u{FEFF}") || text.hasPrefix("{") ? 0 : 1
      try #require(lines.count > 4)
      #expect(lines.prefix(4).map { $0.prefix(1) } == (0..<4).map { "\($0 + first)" })
      #expect(lines[1].hasSuffix("wasn't logged: nothing is done"))
      #expect(lines[2].hasSuffix("NaN is never the best"))
      #expect(lines[3].contains("better by 0.5"))
    }

    @Test func numbersWithACommaAndRunsWithoutRowsAreNamed() throws {
      let tool = try Tool()
      try tool.write("epoch;val_loss\n1;2,3\n", to: "log.csv")
      let comma = try tool.run("explain-stop", "log.csv")
      #expect(comma.code == 65 && comma.output == "")
      #expect(comma.error.contains("help: write numbers with a point: 2.3"), "\(comma.error)")
      try tool.write([1], to: "run/notes.txt")
      let none = try tool.run("explain-stop", "run")
      #expect(none.code == 66 && none.error.contains("a folder without metrics.csv"))
    }

    @Test func wrongOptionsAreNamed() throws {
      let tool = try Tool()
      try tool.write("epoch,loss\n0,1\n", to: "log.csv")
      let missing = try tool.run("explain-stop", "log.csv")
      #expect(missing.code == 64 && missing.error.contains("it has loss"), "\(missing.error)")
      let patience = try tool.run("explain-stop", "log.csv", "--patience=-1", "--monitor", "loss")
      #expect(patience.code == 64 && patience.error.contains("patience"), "\(patience.error)")
      let mode = try tool.run("explain-stop", "log.csv", "--mode", "up", "--monitor", "loss")
      #expect(mode.code == 64 && mode.error.contains("auto, min, max"), "\(mode.error)")
      #expect(try tool.run("explain-stop", "gone.csv").code == 66)
      let help = try tool.run("explain-stop", "--help").output
      #expect(help.contains("a tie is no improvement") && help.contains("acts like 1"))
    }
  }
#endif
