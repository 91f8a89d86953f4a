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
  }

  @Test func hiddenLayersFitMoreAndPromiseLess() async throws {
    let depths = try await LinearStackExample().depths()
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(depths.map(\.hidden) == Array(0...4))
    #expect(mean(depths[1].test.accuracy) > mean(depths[0].test.accuracy))
    #expect(mean(depths[3].training.loss) < mean(depths[0].training.loss) / 2)
    // Too many layers for sixty noisy points: sure of themselves, and wrong.
    #expect(mean(depths[4].test.loss) > 2 * mean(depths[1].test.loss))
  }
}
