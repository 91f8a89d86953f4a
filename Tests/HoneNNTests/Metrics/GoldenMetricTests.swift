import HoneCore
import HoneNN
import HoneReference
import HoneTestSupport
import Testing

/// Every metric against Keras's running results over batches of 5, 3 and 1 samples.
@Suite struct GoldenMetricTests {
  @Test(arguments: try Golden.names(of: "metrics"))
  func runningResultsAgree(_ name: String) throws {
    let golden = try Golden(name)
    try golden.expectMetric(try golden.metric(), on: ReferenceBackend())
    // `accuracy` becomes the same metric by the shapes, as in Keras.
    let isByShape = name.contains("-accuracy") && !name.contains("top-k")
    if isByShape, !name.contains("weighted"), !name.contains("binary-accuracy-2d") {
      try golden.expectMetric(Accuracy(), on: ReferenceBackend())
    }
  }

  /// The metric `loss` is the mean of any loss.
  @Test(
    arguments: [
      ("mean-squared-error", .meanSquaredError), ("hinge", .hinge), ("poisson", .poisson),
      ("kl-divergence", .klDivergence), ("log-cosh-error", .logCosh),
      ("categorical-crossentropy", .categoricalCrossentropy(fromLogits: true)),
      ("sparse-categorical-crossentropy", .sparseCategoricalCrossentropy()),
    ] as [(String, any Loss)])
  func theMeanOfALossIsAMetric(_ name: String, _ loss: any Loss) throws {
    try Golden("metrics/\(name)").expectMetric(LossMetric(loss), on: ReferenceBackend())
  }

  @Test func allCasesAreThere() throws {
    #expect(try Golden.names(of: "metrics").count == 96)
  }
}
