import Hone
import HoneTestSupport
import Testing

/// Updates that need the logical axes of weights, which an engine may keep in an order of its own.
@Suite struct WholeWeightTests {
  /// Channels that no block size divides.
  private func model(kernelConstraint: (any Constraint)? = nil) -> Sequential {
    Sequential {
      Conv2D(10, kernelSize: 3, padding: .same, kernelConstraint: kernelConstraint)
      ReLU()
      Conv2D(5, kernelSize: [2, 3], strides: 2, kernelConstraint: kernelConstraint)
      Flatten()
      Dense(3)
    }
  }

  private func trained(
    _ optimizer: any Optimizer, _ constraint: (any Constraint)? = nil, on name: String
  ) async throws -> [String: HostTensor] {
    let trainer = try model(kernelConstraint: constraint).compile(
      optimizer: optimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true), seed: 4,
      backend: backend(name))
    let x = try Samples.normal([12, 7, 6, 3])
    let y = HostTensor((0..<12).map { Int32($0 % 3) })
    try await trainer.fit(x: x, y: y, epochs: 2, batchSize: 4, shuffle: false, verbose: 0)
    return try trainer.weights.values()
  }

  @Test(
    arguments: [
      Adafactor(learningRate: .constant(0.05)), Lamb(learningRate: .constant(0.02)),
      Muon(learningRate: .constant(0.02)), SGD(learningRate: 0.1).clipped(adaptive: 0.05),
      SGD(learningRate: 0.1).clipped(norm: 0.1), SGD(learningRate: 0.1).clipped(globalNorm: 0.2),
      Nadam(learningRate: .constant(0.02)).accumulated(over: 2).averaged(),
      SGD(learningRate: 0.1).sharpnessAware(rho: 0.2),
    ] as [any Optimizer])
  func everyBackendMovesConvolutionsAlike(_ optimizer: any Optimizer) async throws {
    let wanted = try await trained(optimizer, on: "reference")
    for name in backendNames where name != "reference" {
      for (path, value) in try await trained(optimizer, on: name) {
        let error = relativeError(value, try #require(wanted[path]))
        #expect(error < 1e-4, "\(type(of: optimizer)) on \(name), \(path)")
      }
    }
  }

  @Test(arguments: backendNames)
  func constraintsHoldAfterEachUpdate(_ name: String) async throws {
    func norms(_ constraint: any Constraint) async throws -> [Double] {
      let weights = try await trained(.sgd(learningRate: 0.3), constraint, on: name)
      return try ["conv2d_1/kernel", "conv2d_2/kernel"].flatMap { path in
        let kernel = try #require(weights[path])
        let values = kernel.elements(as: Double.self)
        let filters = kernel.shape[3]
        return (0..<filters).map { filter in
          stride(from: filter, to: values.count, by: filters)
            .reduce(0) { $0 + values[$1] * values[$1] }.squareRoot()
        }
      }
    }
    let axis: Sizes = [0, 1, 2]
    for norm in try await norms(.maxNorm(0.4, axis: axis)) { #expect(norm < 0.4 + 1e-5) }
    for norm in try await norms(.unitNorm(axis: axis)) { #expect(abs(norm - 1) < 1e-5) }
    for norm in try await norms(.minMaxNorm(min: 0.2, max: 0.5, axis: axis)) {
      #expect(norm > 0.2 - 1e-5 && norm < 0.5 + 1e-5)
    }
    let positive = try await trained(.sgd(learningRate: 0.3), .nonNegative, on: name)
    let kernel = try #require(positive["conv2d_1/kernel"])
    #expect(kernel.floats.allSatisfy { $0 >= 0 } && kernel.floats.contains { $0 > 0 })
  }

  @Test func aFileSpellsConstraintsAsSwiftDoes() throws {
    let layer = Dense(4, kernelConstraint: .maxNorm(3), biasConstraint: .nonNegative)
    let value = try ConfigurationValue(
      parsingJSON:
        #"{"Dense": {"units": 4, "kernelConstraint": {"maxNorm": {"maxValue": 3}}, "#
        + #""biasConstraint": "nonNeg"}}"#, file: "layer")
    let read = try #require(try Registry.standard.makeLayer(from: value) as? Dense)
    #expect(try read.encoded() == layer.encoded())
    let errors = Registry.standard.validate(
      ["Dense": ["units": 4, "kernelConstraint": "maxNrom"]], as: .layer, at: "model")
    #expect(errors.map(\.description).joined().contains("did you mean \"maxNorm\"?"))
  }

  /// An axis that a weight lacks is an error of the model, not a crash.
  @Test func anAxisThatAWeightLacksIsAnError() async throws {
    let trainer = try Sequential { Dense(3, kernelConstraint: .unitNorm(axis: 5)) }.compile(
      optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    let data = try Samples.dataset(8)
    await expectError(.model, saying: "axis") { try await trainer.fit(data, verbose: 0) }
  }

  @Test func aStepOfOnesOwnCanNotBeSharpnessAware() async throws {
    let layer = Dense(1)
    let step = try CustomStep(inputs: ["x": [2]], backend: reference) { step in
      let loss = square(layer(step.input("x"))).mean()
      step.minimize(loss, weightsOf: layer, by: .sgd().sharpnessAware())
      return ["loss": loss]
    }
    await expectError(.model, saying: "sharpness", "fit") { try await step.build() }
  }
}
