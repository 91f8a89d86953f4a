import HoneExamples
import Testing

struct OptimizerRaceExampleTests {
  @Test func optimizersGetWhereThePageSaysTheyDo() async throws {
    let result = try await Checked.run(OptimizerRaceExample())
    let valley = result["valley steps, SGD"]
    #expect(result["zigzags, SGD"] >= 15)
    #expect(result["valley steps, momentum"] < valley / 3)
    #expect(result["valley steps, Nesterov"] < valley / 3)
    #expect(result["valley steps, Adam"] < valley / 2)
    for optimizer in ["momentum", "Nesterov", "Adagrad", "RMSprop", "Adam", "Lion"] {
      let steps = result["saddle steps, " + optimizer]
      #expect(steps < result["saddle steps, SGD"] / 2, "\(optimizer)")
    }
    for optimizer in ["SGD", "Adagrad", "RMSprop", "Adam"] {
      #expect(result["hollow x, " + optimizer] < 0, "\(optimizer)")
    }
    for optimizer in ["momentum", "Nesterov"] {
      #expect(abs(result["hollow x, " + optimizer] - 4) < 0.1, "\(optimizer)")
    }
    #expect(result["hollow x, momentum from nearby"] < 0)
  }
}
