import HoneReference
import HoneTestSupport
import Testing

/// Every loss against Keras's values: per sample, mean, gradient.
@Suite struct GoldenLossTests {
  @Test(arguments: try Golden.names(of: "losses"))
  func valuesAndGradientsAgree(_ name: String) throws {
    try Golden(name).expectLoss(on: ReferenceBackend())
  }

  @Test func allCasesAreThere() throws {
    #expect(try Golden.names(of: "losses").count == 156)
  }
}
