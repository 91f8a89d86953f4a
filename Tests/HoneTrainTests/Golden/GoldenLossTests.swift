import Hone
import HoneTestSupport
import Testing

/// Every loss against Keras's values on the fast engine.
@Suite struct GoldenEngineLossTests {
  @Test func valuesAndGradientsAgree() throws {
    let engine = try backend("cpu")
    for name in try Golden.names(of: "losses") { try Golden(name).expectLoss(on: engine) }
  }
}

/// Every metric against Keras's running results on the fast engine.
@Suite struct GoldenEngineMetricTests {
  @Test func runningResultsAgree() throws {
    let engine = try backend("cpu")
    for name in try Golden.names(of: "metrics") {
      let golden = try Golden(name)
      try golden.expectMetric(try golden.metric(), on: engine)
    }
  }
}
