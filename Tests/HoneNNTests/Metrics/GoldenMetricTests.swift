import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Every metric against Keras's running results over batches of 5, 3 and 1 samples.
@Suite struct GoldenMetricTests {
  @Test(arguments: try Golden.names(of: "metrics"))
  func runningResultsAgree(_ name: String) throws {
    let golden = try Golden(name)
    let metric = try metric(golden.configuration)
    let wanted = try golden.tensor("results").elements(as: Double.self)
    try expect(metric, golden, wanted)
    // `accuracy` becomes the same metric by the shapes, as in Keras.
    if !name.contains("binary-accuracy-2d") { try expect(Accuracy(), golden, wanted) }
  }

  @Test func allCasesAreThere() throws {
    #expect(try Golden.names(of: "metrics").count == 6)
  }

  private func expect(_ metric: any Metric, _ golden: Golden, _ wanted: [Double]) throws {
    var sums = metric.sumShapes.map { [Double](repeating: 0, count: $0.count) }
    for (batch, result) in wanted.enumerated() {
      let points = [
        try golden.tensor("predictions/\(batch)"), try golden.tensor("targets/\(batch)"),
      ]
      let added = try evaluate(at: points) { metric.sums($0[0], $0[1]) }
      #expect(added.map(\.dtype) == [.float64, .float64])
      sums = zip(sums, added).map { zip($0, $1.elements(as: Double.self)).map(+) }
      #expect(abs(metric.result(sums) - result) < 1e-6)
    }
  }

  private func metric(_ configuration: ConfigurationValue) throws -> any Metric {
    let name = try configuration.member("metric").string()
    let made = try Registry.standard.make(
      .metric, from: ConfigurationValue(name.prefix(1).lowercased() + name.dropFirst()),
      at: "metric")
    return try #require(made as? any Metric)
  }
}
