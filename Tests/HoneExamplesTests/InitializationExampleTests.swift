import Testing

@testable import HoneExamples

struct InitializationExampleTests {
  @Test func theVarianceGoesAsTheFormulasSay() async throws {
    let result = try await Checked.run(InitializationExample())
    // A layer of n ReLUs multiplies the mean square by n·Var(w) / 2.
    for (initializer, factor) in [
      ("N(0, 1)", 128.0), ("fixed 0.01", 0.0128), ("Xavier", 0.5), ("He", 1),
    ] {
      #expect(abs(result["ReLU, \(initializer): factor"] / factor - 1) < 0.15, "\(initializer)")
    }
    #expect(result["tanh, N(0, 1): saturated"] > 0.7)
    #expect(result["tanh, Xavier: saturated"] < 0.01)
    #expect(result["tanh, fixed 0.01: variance"] < 1e-12)
    #expect(0.02...0.6 ~= result["tanh, Xavier: variance"])
    #expect(result["ReLU, Xavier: variance"] < result["ReLU, He: variance"] / 100)
  }
}
