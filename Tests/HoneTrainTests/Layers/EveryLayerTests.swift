import Hone
import HoneTestSupport
import Testing

/// Every layer of the registry on every backend: results and gradients as the reference's, and a
/// training run that brings the loss down.
@Suite struct EveryLayerTests {
  private static let cases = LayerCase.standard

  @Test(arguments: cases)
  func allBackendsAgree(_ row: LayerCase) throws {
    let wanted = try row.harness.run()
    for name in backendNames where name != "reference" {
      let received = try row.harness.run(backend: backend(name))
      let pairs =
        zip(received.outputs + received.inputGradients, wanted.outputs + wanted.inputGradients)
        .map { ($0, $1) }
        + wanted.weightGradients.map { (received.weightGradients[$0.key], $0.value) }
        + wanted.weights.map { (received.weights[$0.key], $0.value) }
      for (a, b) in pairs {
        try expectClose(try #require(a), b, tolerance: .sum(of: 50, magnitude: 2))
      }
    }
  }

  @Test(arguments: cases, backendNames)
  func trainingBringsTheLossDown(_ row: LayerCase, _ name: String) async throws {
    let samples = row.shapes.map { Shape(Array($0.dimensions.dropFirst())) }
    let width = samples.map(\.count).reduce(0, +)
    let batch = row.shapes[0][0]
    let model = Headed(layer: row.layer, head: Dense(1))
    let step = try CustomStep(
      inputs: ["x": [width], "y": [1]], seed: 5, backend: backend(name)
    ) { step in
      // All inputs of the layer come in one.
      var start = 0
      let inputs = samples.map { sample in
        defer { start += sample.count }
        return step.input("x").sliced(start..<start + sample.count, axis: 1)
          .reshaped(to: [batch] + sample.dimensions)
      }
      let loss = square(model(inputs) - step.input("y")).mean()
      step.minimize(loss, weightsOf: model, by: .adam(learningRate: 0.02))
      return ["loss": loss]
    }
    let data = [
      "x": try Samples.normal([batch, width]), "y": HostTensor(filling: [batch, 1], with: 5),
    ]
    var losses: [Float] = []
    for _ in 0..<30 { losses.append(try #require(try await step.run(data)["loss"]).floats[0]) }
    #expect(losses.allSatisfy { $0.isFinite })
    // Adam's momentum may carry it past the target and back.
    #expect(try #require(losses.dropFirst(3).min()) < 0.9 * losses[0])
  }
}

/// A layer with a number as output.
private struct Headed: Layer {
  let layer: any Layer
  let head: Dense
  func forward(_ inputs: [Tensor]) -> [Tensor] { [head(Flatten()(layer(inputs)))] }
  func forward(_ input: Tensor) -> Tensor { forward([input])[0] }
}
