import HoneNN
import HoneReference
import HoneTestSupport
import Testing

/// Every layer against Keras's and PyTorch's values: output, gradients, statistics.
@Suite struct GoldenLayerTests {
  @Test(arguments: try Golden.names(of: "layers"))
  func outputsAndGradientsAgree(_ name: String) throws {
    try Golden(name).expectLayer(on: ReferenceBackend())
  }

  @Test func allCasesAreThere() throws {
    #expect(try Golden.names(of: "layers").count >= 300)
  }
}
