import Hone
import HoneTestSupport
import Testing

/// Every layer against Keras's and PyTorch's values on the fast engine.
@Suite struct GoldenEngineLayerTests {
  @Test func outputsAndGradientsAgree() throws {
    let engine = try backend("cpu")
    for name in try Golden.names(of: "layers") { try Golden(name).expectLayer(on: engine) }
  }
}
