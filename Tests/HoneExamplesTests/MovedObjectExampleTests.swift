import HoneExamples
import Testing

struct MovedObjectExampleTests {
  @Test func onlyPoolingOverAllPlacesIgnoresThem() async throws {
    let result = try await Checked.run(MovedObjectExample())
    func accuracies(_ network: String) -> [Double] {
      [0, 1, 2, 3, 4, 5, 6, 8, 12, 16].map { result["\(network), \($0)"] }
    }
    let (perceptron, flatten) = (accuracies("MLP"), accuracies("CNN, Flatten"))
    #expect(perceptron[0] > 0.95 && flatten[0] > 0.95)
    #expect(perceptron[3...5].allSatisfy { $0 < 0.5 })
    #expect(flatten[3...5].allSatisfy { $0 < 0.6 })
    #expect(accuracies("MLP, trained on moved").allSatisfy { $0 > 0.4 })
    #expect(accuracies("CNN, both poolings").allSatisfy { $0 > 0.8 })
    #expect(accuracies("CNN, global pooling only").allSatisfy { $0 > 0.97 })
    #expect(result["growth, MLP"] > 50)
    #expect(result["growth, CNN, Flatten"] > 50)
    #expect(result["growth, CNN, both poolings"] == 1)
  }
}
