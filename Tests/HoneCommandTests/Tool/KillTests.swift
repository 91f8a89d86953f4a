#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  @testable import HoneCommand

  /// Runs that are killed with SIGKILL again and again, and end as if nothing had happened.
  @Suite(.serialized) struct KillTests {
    /// A network with everything that has state or draws numbers. A checkpoint after every step, so
    /// that many kills fall into writing one.
    private static func configuration(_ optimizer: String, callbacks: String) -> String {
      """
      name: killed
      augment:
        - RandomFlip
        - RandomTranslation: {heightFactor: 0.1, widthFactor: 0.1}
      model:
        - Conv2D: {filters: 4, kernelSize: 3}
        - BatchNormalization
        - ReLU
        - MaxPooling2D
        - Flatten
        - Dropout: {rate: 0.25}
        - Dense: {units: 10}
      data: {sample: {limit: 120}}
      optimizer: \(optimizer)
      loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
      callbacks: \(callbacks)
      validationSplit: 0.2
      epochs: 60
      batchSize: 8
      checkpointEvery: 1 step
      keepCheckpoints: 3
      verbose: line
      """
    }

    private static let cases: [(optimizer: String, callbacks: String)] = [
      (
        "{adam: {learningRate: {cosineDecay: {initial: 0.01, steps: 700}}, useEma: true}}",
        "[{earlyStopping: {monitor: val_loss, patience: 25, restoreBestWeights: true}}]"
      ),
      (
        "{sgd: {learningRate: 0.05, momentum: 0.9}}",
        "[{reduceLROnPlateau: {patience: 1, factor: 0.5}}, "
          + "{earlyStopping: {monitor: val_accuracy, patience: 30, restoreBestWeights: true}}]"
      ),
    ]

    /// The files of a run that must be the same to the last byte.
    private static let files = [
      "config.yaml", "model.json", "weights.safetensors", "optimizer.safetensors",
    ]

    /// The rows without the seconds that training took.
    private static func rows(_ text: String) -> [[Substring]] {
      text.split(separator: "\n").map { line in
        var cells = line.split(separator: ",", omittingEmptySubsequences: false)
        cells.removeAll { $0.contains("seconds") }
        if !line.hasPrefix("{"), cells.count > 2, line.first?.isNumber == true {
          cells.remove(at: 2)
        }
        return cells
      }
    }

    @Test(arguments: cases.indices)
    func theRunEndsAsIfItHadNeverBeenKilled(_ index: Int) throws {
      let tool = try Tool()
      let (optimizer, callbacks) = Self.cases[index]
      try tool.write(Self.configuration(optimizer, callbacks: callbacks), to: "net.yaml")
      let environment = ["HONE_PLAN": "fixed", "OMP_NUM_THREADS": "1"]
      let through = try tool.run("train", "net.yaml", "--into", "through", environment: environment)
      #expect(through.code == 0, "\(through.error)")
      let key = RandomKey(seed: UInt64(index)).folding("kills")
      // Two cases: 52 kills in `make test`, 500 in the long tests.
      let isLong = ProcessInfo.processInfo.environment["HONE_LONG_TESTS"] != nil
      let wanted = isLong ? 250 : 26
      var kills = 0
      var run = 0
      while kills < wanted {
        run += 1
        let folder = "killed-\(run)"
        var isThrough = false
        while !isThrough {
          let exists = FileManager.default.fileExists(
            atPath: tool.folder.path + "/\(folder)/config.yaml")
          let arguments = exists ? ["resume", folder] : ["train", "net.yaml", "--into", folder]
          let process = try tool.process(arguments, environment: environment)
          try process.run()
          let delay = 0.03 + 0.4 * Double(key.uniform(at: UInt64(kills)))
          if process.isKilled(after: kills < wanted ? delay : 60) {
            kills += 1
            continue
          }
          let outcome = try tool.outcome(of: process)
          #expect(outcome.code == 0, "\(outcome.error)")
          if outcome.code != 0 { return }
          isThrough = true
        }
        for file in Self.files {
          #expect(
            try tool.bytes("\(folder)/\(file)") == tool.bytes("through/\(file)"),
            "\(file) of \(folder)")
        }
        for file in ["metrics.csv", "metrics.jsonl"] {
          #expect(
            try Self.rows(tool.text("\(folder)/\(file)")) == Self.rows(tool.text("through/\(file)"))
          )
        }
        let checkpoints = tool.folder.path + "/\(folder)/checkpoints"
        let names = try FileManager.default.contentsOfDirectory(atPath: checkpoints)
        // Killing a writer leaves temporary files, never a damaged checkpoint.
        #expect(!names.contains { $0.hasSuffix(".damaged") })
        for name in names where name.hasPrefix("step-") {
          try SafetensorsFile.requireChecksum(of: checkpoints + "/" + name)
        }
      }
      #expect(kills >= wanted)
    }
  }
#endif
