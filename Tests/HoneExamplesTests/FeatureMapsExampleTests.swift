import HoneExamples
import Testing

struct FeatureMapsExampleTests {
  @Test func filtersByHandAndLearnedOnesSeeMoreThanRandomOnes() async throws {
    let result = try await Checked.run(FeatureMapsExample())
    let random = result["3 random filters, fixed"]
    #expect(result["3 filters by hand, fixed"] > random + 0.08)
    #expect(result["3 random filters, learned"] > random + 0.08)
    #expect(result["3 filters by hand, learned on"] > random + 0.15)
    #expect(result["likeness, trained"] > result["likeness, at first"] + 0.05)
    #expect(result["roughness"] < 0.8)
    #expect(result["mirror difference"] < 1e-5)
  }
}
