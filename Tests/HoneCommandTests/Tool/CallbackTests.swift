#if CommandLineTool
  import Foundation
  import Testing

  /// Callbacks of a configuration file.
  struct CallbackTests {
    private func configuration(_ callbacks: String) -> String {
      """
      model: [Flatten, {Dense: {units: 10}}]
      data: sample
      loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
      epochs: 30
      batchSize: 40
      callbacks:
      \(callbacks)
      """
    }

    @Test func trainingIsWatchedSavedAndEnded() throws {
      let tool = try Tool()
      let callbacks = """
          - modelCheckpoint:
              filepath: "weights.{epoch:03d}.safetensors"
              monitor: val_acc
              saveBestOnly: true
              save_weight_only: true
              verbose: 1
          - earlyStopping: {monitor: val_loss, minDelta: 0.5, patience: 2, restoreBestWeights: true}
          - reduceLROnPlateau: {patience: 1, minDelta: 0.5}
        """
      try tool.write(configuration(callbacks), to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 0, "\(run.error)")
      #expect(run.error.contains("save_weight_only is read as saveWeightsOnly"))
      #expect(run.output.contains("stopped: EarlyStopping: val_loss has not improved"))
      #expect(run.output.contains("epoch 1: saved weights in run/weights.001.safetensors"))
      #expect(
        FileManager.default.fileExists(
          atPath: tool.folder.path + "/run/weights.001.safetensors"))
      let rows = try tool.text("run/metrics.csv").split(separator: "\n").count - 1
      #expect((3..<30).contains(rows))
    }

    /// The seed's own name: Keras 3 refuses it, too.
    @Test func aForeignEndingIsAnErrorThatNamesOurs() throws {
      let tool = try Tool()
      let callbacks = """
          - modelCheckpoint:
              {filepath: "weights.{epoch:03d}-{val_loss:.4f}-{acc:.4f}.weights.hdf5",
               saveWeightsOnly: true}
        """
      try tool.write(configuration(callbacks), to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 64)
      #expect(run.error.contains("ModelCheckpoint") && run.error.contains(".safetensors"))
    }

    @Test func misspeltCallbacksAreNamed() throws {
      let tool = try Tool()
      try tool.write(configuration("  - earlyStoping: {patiense: 2}"), to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run")
      #expect(run.code == 64 && run.error.contains("did you mean \"earlyStopping\"?"))
      try tool.write(configuration("  - earlyStopping: {patiense: 2}"), to: "a.yaml")
      let second = try tool.run("train", "a.yaml", "--into", "run")
      #expect(second.code == 64 && second.error.contains("did you mean \"patience\"?"))
    }
  }
#endif
