#if CommandLineTool
  import Foundation
  import Testing

  /// Loggers of a configuration file.
  struct LoggerTests {
    private func configuration(_ callbacks: String) -> String {
      """
      model: [Flatten, {Dense: {units: 10}}]
      data: sample
      loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
      metrics: [accuracy]
      epochs: 3
      batchSize: 100
      callbacks:
      \(callbacks)
      """
    }

    @Test func logsLieInTheRunFolder() throws {
      let tool = try Tool()
      let callbacks = """
          - csvLogger: {filename: logs/log.csv, separator: ";"}
          - jsonLinesLogger: {filename: log.jsonl}
          - tensorBoard
          - epochTimer
          - timeBudget: {minutes: 10}
        """
      try tool.write(configuration(callbacks), to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 0, "\(run.error)")
      let table = try tool.text("run/logs/log.csv").split(separator: "\r\n")
      #expect(
        table[0]
          == "epoch;accuracy;epoch_seconds;learning_rate;loss;val_accuracy;val_loss")
      #expect(table.count == 4)
      let lines = try tool.text("run/log.jsonl").split(separator: "\n")
      #expect(lines.count == 3 && lines[2].hasPrefix("{\"epoch\": 2, \"step\": 12, \"loss\": "))
      for folder in ["logs", "logs/train", "logs/validation"] {
        let names = try FileManager.default.contentsOfDirectory(
          atPath: tool.folder.path + "/run/" + folder)
        #expect(names.filter { $0.hasPrefix("events.out.tfevents.") }.count == 1, "\(names)")
      }
      // What a logger wrote can be explained.
      let explained = try tool.run("explain-stop", "run/logs/log.csv", "--patience", "9")
      #expect(explained.output.contains("training doesn't end within this log: after epoch 2"))
    }

    /// One warning when writing fails first, one count at the end.
    @Test func whatCannotBeWrittenIsToldOnceAndCounted() throws {
      let tool = try Tool()
      try tool.write("", to: "plain")
      let path = tool.folder.path + "/plain"
      let callbacks = """
          - csvLogger: {filename: \(path)/log.csv}
          - tensorBoard: {logDir: \(path)}
        """
      try tool.write(configuration(callbacks), to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 0, "\(run.error)")
      let lines = run.error.split(separator: "\n")
      for (owner, count) in [("CSVLogger", "3 records"), ("TensorBoard", "10 records")] {
        let own = lines.filter { $0.hasPrefix(owner + ": ") }
        #expect(own.count == 2, "\(run.error)")
        #expect(own.first?.contains("there is a file of that name") == true, "\(run.error)")
        #expect(own.last?.hasPrefix("\(owner): \(count) couldn't be written to") == true)
      }
      #expect(run.error.contains("training goes on"))
    }

    @Test func aWrongKeyIsNamed() throws {
      let tool = try Tool()
      try tool.write(
        configuration("  - tensorBoard: {updateFreq: often}"), to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 64 && run.error.contains("updateFreq"), "\(run.error)")
    }
  }
#endif
