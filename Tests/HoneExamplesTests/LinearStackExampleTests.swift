import Foundation
import Testing

@testable import HoneExamples

struct LinearStackExampleTests {
  @Test func withoutAnActivationLayersAreOneMatrixThatFailsXor() async throws {
    let result = try await Checked.run(LinearStackExample())
    // The least cross-entropy that a linear model has on XOR is log 2, at one half everywhere.
    #expect(result["no activation: least loss"] > log(2) - 1e-5)
    #expect(result["no activation: best accuracy"] <= 0.75)
    #expect(result["difference"] < 1e-5)
    for bend in ["ReLU", "tanh"] {
      #expect(result["\(bend): accuracy"] == 1)
      #expect(result["\(bend): loss"] < 0.05)
    }
    // More layers fit sixty noisy points ever better; the test says what that is worth.
    #expect(result["1 hidden: test accuracy"] > result["0 hidden: test accuracy"])
    #expect(result["3 hidden: training loss"] < result["0 hidden: training loss"] / 2)
    #expect(result["4 hidden: test loss"] > 2 * result["1 hidden: test loss"])
  }
}
