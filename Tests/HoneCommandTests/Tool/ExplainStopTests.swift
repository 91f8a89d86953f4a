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
