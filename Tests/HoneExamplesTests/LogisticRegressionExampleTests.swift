import Testing

@testable import HoneExamples

struct LogisticRegressionExampleTests {
  @Test func theNeuronFindsTheWeightsThatNewtonSolvesFor() async throws {
    let result = try await Checked.run(LogisticRegressionExample())
    #expect(result["difference"] < 1e-3)
    #expect(abs(result["loss difference"]) < 1e-5)
    #expect(result["accuracy"] > 0.8)
  }

  @Test func eliminationSolves() {
    let solution = LogisticRegressionExample.Newton.solution(
      of: [[4, 1, 0], [1, 3, 1], [0, 1, 2]], [6, 10, 8])
    for (a, b) in zip(solution, [1.0, 2, 3]) { #expect(abs(a - b) < 1e-12) }
  }
}
