import Testing

@testable import HoneExamples

struct PerceptronExampleTests {
  @Test func andAndOrAreLearnedAndXorNever() async throws {
    let result = try await Checked.run(PerceptronExample())
    for gate in ["AND", "OR"] {
      #expect(1...10 ~= result["\(gate): epoch"], "\(gate)")
      #expect(result["\(gate): right"] == 4)
    }
    // A line has at most three of XOR's corners on their sides; so has one through the origin of
    // AND's.
    for gate in ["XOR", "AND without a bias"] {
      #expect(result["\(gate): epoch"] == 0)
      #expect(result["\(gate): right"] <= 3)
    }
    #expect(result["gradient"] == 0)
  }
}
