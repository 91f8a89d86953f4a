import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Every loss against Keras's values: per sample, mean, gradient.
@Suite struct GoldenLossTests {
  @Test(arguments: try Golden.names(of: "losses"))
  func valuesAndGradientsAgree(_ name: String) throws {
    let golden = try Golden(name)
    let loss = try loss(golden.configuration)
    let points = [try golden.tensor("predictions"), try golden.tensor("targets")]
    let results = try evaluate(at: points) { x in
      let value = loss(x[0], x[1])
      return [value, loss.perSample(x[0], x[1])] + gradient(of: value, withRespectTo: [x[0]])
    }
    // Losses of exactly right predictions are 1e-7 or so, of which float32 knows one digit.
    let limit = name.hasSuffix("saturated") ? 1e-4 : 1e-5
    try golden.expect(results[0], toBe: "loss", within: limit)
    try golden.expect(results[2], toBe: "grad/predictions", within: limit)
    let wanted = try samplewise(try golden.tensor("per_sample"))
    #expect(results[1].shape.rank == 1)
    if wanted.shape.rank == 1 { #expect(relativeError(results[1], wanted) < limit) }
  }

  @Test func allCasesAreThere() throws {
    #expect(try Golden.names(of: "losses").count == 27)
  }

  private func loss(_ configuration: ConfigurationValue) throws -> any Loss {
    let name = try configuration.member("loss").string()
    var fields = configuration
    fields["loss"] = nil
    let made = try Registry.standard.make(
      .loss, from: .object([(name.prefix(1).lowercased() + name.dropFirst(), fields)]), at: "loss")
    return try #require(made as? any Loss)
  }

  /// The means over all axes but the first.
  private func samplewise(_ tensor: HostTensor) throws -> HostTensor {
    guard tensor.shape.rank > 1 else { return tensor }
    return try evaluate(at: [tensor]) { [$0[0].mean(axes: Array(1..<tensor.shape.rank))] }[0]
  }
}
