import HoneExamples
import Testing

struct BatchNormalizationExampleTests {
  @Test func inputsOfActivationsLieWhereThePageSaysTheyDo() async throws {
    let result = try await Checked.run(BatchNormalizationExample())
    // What enters the last activation changes far less with BN, but it changes.
    #expect(result["width grows, without BN"] > 20)
    #expect(1.2...4 ~= result["width grows, with BN"])
    #expect(result["median travels, with BN"] > 0.1)
    // A normal distribution has 68 % within one standard deviation.
    #expect(0.63...0.75 ~= result["straight, sigmoid, with BN, at first"])
    #expect(result["straight, sigmoid, with BN, trained"] < 0.45)
    #expect(result["straight, sigmoid, BN without γ, β, trained"] > 0.5)
    #expect(0.46...0.54 ~= result["negative, relu, with BN, at first"])
    #expect(0.35...0.6 ~= result["negative, relu, without BN, at first"])
    #expect(0.4...0.65 ~= result["negative, relu, with BN, trained"])
    #expect(result["rate 1.0, without BN"] < 0.3)
    #expect(result["rate 1.0, with BN"] > 0.6)
    for deviation in [0.01, 0.03, 0.1] {
      #expect(result["deviation \(deviation), with BN"] > 0.5, "\(deviation)")
    }
    #expect(result["deviation 0.01, without BN"] < 0.3)
    #expect(result["deviation 1.0, without BN"] < 0.2)
    #expect(result["deviation 1.0, with BN"] > 0.2)
  }
}
