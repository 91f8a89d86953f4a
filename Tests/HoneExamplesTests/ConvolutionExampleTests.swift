import HoneExamples
import Testing

struct ConvolutionExampleTests {
  @Test func theLayerIsALoopOverWindowsAndCostsTheirSquare() async throws {
    let result = try await Checked.run(ConvolutionExample())
    #expect(result["difference"] == 0)
    for (setting, outputs) in [
      ("5 × 5, valid, stride 1", 3.0), ("5 × 5, same, stride 1", 5), ("5 × 5, valid, stride 2", 2),
      ("5 × 5, same, stride 2", 3), ("6 × 6, valid, stride 2", 2), ("6 × 6, same, stride 2", 3),
    ] {
      #expect(result["outputs, " + setting] == outputs, "\(setting)")
    }
    #expect(result["differ from same"] >= 7)
    #expect(abs(result["cost of 3 over 1"] / 9 - 1) < 0.04)
    #expect(abs(result["cost of 7 over 1"] / 49 - 1) < 0.04)
    #expect(abs(result["3 × 3, then pooling"] / result["3 × 3, stride 2"] - 4) < 0.1)
  }
}
