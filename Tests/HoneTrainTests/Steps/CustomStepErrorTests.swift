import Hone
import Testing

@Suite struct CustomStepErrorTests {
  private let layer = Dense(1)

  private func step(
    _ body: @escaping @Sendable (StepBuilder) -> [String: Tensor]
  ) throws -> CustomStep {
    try CustomStep(inputs: ["x": [2]], backend: reference, body: body)
  }

  private let batch = ["x": HostTensor(zeros: [3, 2])]

  @Test func inputsThatDoNotFitAreNamed() async throws {
    let step = try CustomStep(inputs: ["x": [2], "z": [1]], backend: reference) { step in
      ["sum": step.input("x").sum() + step.input("z").sum()]
    }
    let z = HostTensor(zeros: [3, 1])
    await expectError(.data, saying: "x: custom step: this input is missing") {
      _ = try await step.run(["z": z])
    }
    for x in [HostTensor(zeros: [3, 5]), HostTensor(zeros: [4, 1]), HostTensor(scalar: Float(1))] {
      await expectError(.data, saying: "custom step expects", "Received: float32\(x.shape)") {
        _ = try await step.run(["x": x, "z": z])
      }
    }
    let batch = ["x": HostTensor(zeros: [3, 2]), "z": HostTensor(zeros: [2, 1])]
    await expectError(.data, saying: "z: custom step expects float32[3, 1]") {
      _ = try await step.run(batch)
    }
  }

  @Test func anUnknownInputHasTheNearestName() async throws {
    let step = try CustomStep(inputs: ["images": [2]], backend: reference) { step in
      ["sum": step.input("image").sum()]
    }
    await expectError(.model, saying: "no input named \"image\"", "images") {
      _ = try await step.run(["images": HostTensor(zeros: [1, 2])])
    }
  }

  @Test func aLossThatDoesNotReachTheWeightsIsRefused() async throws {
    let late = try step { [layer] step in
      let loss = layer(step.input("x")).mean()
      step.minimize(loss, weightsOf: layer, by: .sgd())
      step.minimize(loss, weightsOf: layer, by: .sgd())
      return ["loss": loss]
    }
    await expectError(
      .model, saying: "minimize: the loss doesn't depend on the layer's present weights",
      "help: compute the loss"
    ) { _ = try await late.run(batch) }
    let foreign = try step { [layer] step in
      let other = Dense(1)
      _ = layer(step.input("x"))
      step.minimize(other(step.input("x")).mean(), weightsOf: layer, by: .sgd())
      return [:]
    }
    await expectError(.model, saying: "doesn't depend") { _ = try await foreign.run(batch) }
  }

  @Test func severalMistakesComeTogether() async throws {
    let step = try step { [layer] step in
      step.minimize(step.input("x").mean(), weightsOf: layer, by: .sgd())
      let y = layer(step.input("x"))
      step.update(weightsOf: layer, gradients: [], by: .sgd())
      step.minimize(y, weightsOf: layer, by: .sgd())
      return [:]
    }
    await expectError(
      .model, saying: "3 errors", "the layer hasn't been called in this step", "help: call it",
      "update expects 2 gradients. Received: 0", "gradient expects a scalar", "help: reduce it"
    ) { _ = try await step.run(batch) }
  }

  @Test func weightsAreAskedForAfterTheyAreMade() async throws {
    let step = try step { [layer] step in ["y": layer(step.input("x")).mean()] }
    await expectError(.state, saying: "aren't made yet", "help: call build()") {
      _ = try step.weight("dense_1/kernel")
    }
    try await step.build()
    #expect(try step.weightNames == ["dense_1/kernel", "dense_1/bias"])
    await expectError(.usage, saying: "no such weight", "dense_1/kernel") {
      _ = try step.weight("dense_1/kernle")
    }
    await expectError(.usage, saying: "no layer of this step", "dense_1") {
      _ = try step.weights(beneath: "dense_2")
    }
    await expectError(.data, saying: "2 errors", "dense_1/bias", "missing", "float32[2, 1]") {
      try step.load(["kernel": HostTensor(zeros: [3, 1])], beneath: "dense_1")
    }
  }
}
