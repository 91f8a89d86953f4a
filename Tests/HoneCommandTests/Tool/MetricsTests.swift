#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  @testable import HoneCommand

  /// Weighted losses, metrics that are more than a number, and zeros, as the tool tells them.
  struct MetricsTests {
    @Test func aRunTellsItsMatrixItsPenaltyAndItsZeros() throws {
      let tool = try Tool()
      try tool.write(
        """
        model:
          - Flatten
          - Dense: {units: 10, kernelRegularizer: {l1: {l1: 0.1, proximal: true}}}
        data: sample
        optimizer: {sgd: {learningRate: 0.05}}
        loss: {weighted: {loss: {sparseCategoricalCrossentropy: {fromLogits: true}}}}
        metrics: [confusionMatrix, {f1Score: {average: macro}}]
        epochs: 1
        batchSize: all
        """, to: "a.yaml")
      let trained = try tool.run("train", "a.yaml", "--into", "run")
      #expect(trained.code == 0, "\(trained.error)")
      let head = try tool.text("run/metrics.csv").split(separator: "\n")[0]
      #expect(
        head == "epoch,step,seconds,loss,penalty,confusion_matrix,f1_score,"
          + "val_loss,val_penalty,val_confusion_matrix,val_f1_score,learning_rate")

      let measured = try tool.run("evaluate", "run", "--batch-size", "all")
      #expect(measured.code == 0, "\(measured.error)")
      let lines = measured.output.split(separator: "\n")
      let top = try #require(lines.firstIndex { $0.hasPrefix("wanted \\ predicted") })
      #expect(lines[top - 1] == "confusion_matrix")
      #expect(lines.count == top + 11)
      let counts = lines[(top + 1)...].flatMap { $0.split(separator: " ").compactMap { Int($0) } }
      #expect(counts.count == 100 && counts.reduce(0, +) == 100)

      let summary = try tool.run("summary", "run")
      #expect(summary.output.contains("weights are exactly 0\n  dense_1/kernel  "))
      try PNGWriter.write(
        HostTensor(zeros: [28, 28], dtype: .uint8),
        to: tool.folder.appendingPathComponent("image.png").path)
      let seen = try tool.run("predict", "run", "image.png")
      #expect(seen.output.contains("%"), "\(seen.output)")
    }
  }
#endif
