#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  @testable import HoneCommand

  /// What is said of a run when it is over: the best and the last, the weights, the time.
  struct SummaryOfRunTests {
    private static let configuration = """
      model:
        - Flatten
        - Dropout: {rate: 0.2}
        - Dense: {units: 10}
      data: {sample: {limit: 100}}
      optimizer: {adam: {learningRate: 0.05}}
      loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
      evaluateTrainingData: true
      validationSplit: 0.2
      epochs: 6
      batchSize: 10
      callbacks: [{earlyStopping: {patience: 9, restoreBestWeights: true}}]
      """

    @Test func trainingAndShowAgreeOnTheBest() throws {
      let tool = try Tool()
      try tool.write(Self.configuration, to: "a.yaml")
      let run = try tool.run("train", "a.yaml", "--into", "run", "--no-preflight")
      #expect(run.code == 0, "\(run.error)")
      let rows = try tool.text("run/metrics.jsonl").split(separator: "\n").map {
        try ConfigurationValue(parsingJSON: String($0), file: "")
      }
      let losses = try rows.map { try $0.member("val_loss").double() }
      let best = try #require(losses.min())
      let epoch = try #require(losses.firstIndex(of: best)) + 1
      let last = try #require(losses.last)
      let (first, second) = (Number.short(best), Number.short(last))
      let line = run.output.split(separator: "\n").first { $0.hasPrefix("val_loss ") }
      #expect(line?.hasSuffix("best \(first) (epoch \(epoch))  last \(second)") == true)
      let saved = "saved: the weights of epoch \(epoch), restored by EarlyStopping"
      #expect(run.output.contains(saved + "\n"))
      #expect(run.output.contains("inference_accuracy  best "))

      let shown = try tool.run("runs", "show", "run").output.split(separator: "\n")
      let cells = shown.first { $0.hasPrefix("val_loss ") }?.split(separator: " ").map(String.init)
      #expect(cells == ["val_loss", Number.short(losses[0]), first, "\(epoch)", second])
      #expect(shown.contains { $0 == saved })
      let time = try #require(shown.first { $0.hasPrefix("time: ") })
      for part in ["compute", "waiting", "validation", "callbacks", "checkpoints"] {
        #expect(time.contains("\(part) "))
      }
      let timings = try tool.text("run/timings.csv").split(separator: "\n")
      #expect(timings.count == 7)
      #expect(timings.dropFirst().allSatisfy { $0.hasSuffix(",80") })
    }
  }
#endif
