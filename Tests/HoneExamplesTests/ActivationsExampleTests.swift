import Foundation
import Testing

@testable import HoneExamples

struct ActivationsExampleTests {
  @Test func slopesAreBoundedAsTheNotesSay() async throws {
    let result = try await Checked.run(ActivationsExample())
    #expect(result["curves"] >= 25)
    #expect(result["sigmoid: slope"] == 0.25)
    #expect(result["tanh: slope"] == 1)
    #expect(result["relu: slope"] == 1)
    #expect(result["step: slope"] == 0)
    for depth in 1...12 {
      let bound = pow(0.25, Double(depth))
      #expect(abs(result["sigmoid chain \(depth)"] / bound - 1) < 1e-5)
      #expect(abs(result["ReLU chain \(depth)"] - 1) < 1e-6)
      #expect(abs(result["tanh chain \(depth)"] - 1) < 1e-6)
    }
    #expect(result["sigmoid, Glorot: first / last"] < 1e-3)
    #expect(result["ReLU, He: first / last"] > 0.05)
  }

  @Test func everySlopeIsThatOfItsFunction() async throws {
    // Where a function has a kink or a jump the difference isn't the slope; there are few of them.
    let x = (-400...400).map { Double($0) / 100 }
    for activation in ActivationsExample.elementwise {
      let curve = try await ActivationsExample().curve(activation, at: x)
      #expect(curve.y.count == x.count && curve.y.allSatisfy(\.isFinite), "\(curve.name)")
      let wrong = (1..<x.count - 1).count { index in
        let difference = (curve.y[index + 1] - curve.y[index - 1]) / (x[index + 1] - x[index - 1])
        return abs(difference - curve.slope[index]) > 2e-3 * max(1, abs(difference))
      }
      #expect(wrong <= 8, "\(curve.name): \(wrong)")
    }
  }
}
