import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// What holds for every activation function, and the places where conventions differ.
@Suite struct ActivationTests {
  private static let functions: [any ActivationFunction] = [
    .linear, .relu, .relu(negativeSlope: 0.2, maxValue: 1.1, threshold: 0.3), .relu6, .leakyRelu,
    .sigmoid, .softmax, .softmax(axis: 1), .logSoftmax, .logSoftmax(axis: 1), .tanh, .softplus,
    .elu, .elu(alpha: 0.5), .selu, .celu, .celu(alpha: 0.5), .gelu, .gelu(approximate: true), .silu,
    .mish, .glu, .glu(axis: 1), .softsign, .squareplus, .squareplus(b: 0.5), .logSigmoid,
    .exponential, .hardSigmoid, .hardSilu, .hardTanh, .hardShrink, .hardShrink(threshold: 1),
    .softShrink, .softShrink(threshold: 1), .tanhShrink, .sparsePlus, .sparseSigmoid, .sparsemax,
    .sparsemax(axis: 1), .threshold(0.3, defaultValue: -1), .step, .step(threshold: 0.3),
    .softmin, .softmin(axis: 1), .softplus(beta: 2), .hardTanh(minValue: -0.3, maxValue: 1.2),
  ]

  @Test func everyFunctionOfTheRegistryIsTested() {
    let tested = Set(Self.functions.map { type(of: $0).schema.name })
    #expect(Set(Registry.standard.schemas(.activation).map(\.name)).subtracting(tested).isEmpty)
  }

  @Test(arguments: functions.indices)
  func shapesConfigurationAndGradients(_ index: Int) throws {
    let function = Self.functions[index]
    let layer = Activation(function)
    guard let glu = function as? Activations.Glu else {
      // 45 elements: no two supports of sparsemax meet at the harness's values.
      return try LayerHarness(layer, [3, 3, 5]).verify(output: [3, 3, 5])
    }
    try LayerHarness(layer, [3, 4, 6]).verify(output: glu.axis == 1 ? [3, 2, 6] : [3, 4, 3])
  }

  /// Values and gradients far from 0 are finite.
  @Test(arguments: functions.indices)
  func farInputsDoNoHarm(_ index: Int) throws {
    let function = Self.functions[index]
    if function is Activations.Exponential { return }
    let far = try HostTensor([-1e6, 1e6, -300, 300, -90, 90] as [Float], shape: [1, 6])
    let harness = LayerHarness(Activation(function))
    if ((function as? Activations.Softmax)?.axis ?? -1) == 1 { return }
    let step = try harness.run(inputs: [far])
    for tensor in step.outputs + step.inputGradients {
      #expect(tensor.elements(as: Float.self).allSatisfy { $0.isFinite })
    }
  }

  /// T32: the notes' slope, not Keras's 0.3.
  @Test func theSlopeOfLeakyReluIsAHundredth() throws {
    #expect(try values(.leakyRelu, at: [-2, 0, 2]) == [-0.02, 0, 2])
  }

  /// T33: 1 above the threshold, 0 at it, and no gradient.
  @Test func theStepIsOneAboveTheThresholdAndHasNoGradient() throws {
    #expect(try values(.step, at: [-1, 0, 1e-30, 2]) == [0, 0, 1, 1])
    #expect(try values(.step(threshold: 1.5), at: [1, 1.5, 1.6]) == [0, 0, 1])
    #expect(try slopes(.step, at: [-1, 0, 1]) == [0, 0, 0])
  }

  /// T3: σ′ is at most ¼, and so a gradient through k sigmoids at most 0.25ᵏ.
  @Test func theSlopeOfASigmoidIsAtMostAQuarter() throws {
    let places = (-400...400).map { Float($0) / 50 }
    let slopes = try slopes(.sigmoid, at: places)
    #expect(slopes.max() == 0.25)
    #expect(slopes[400] == 0.25)
    for depth in [2, 5, 10] {
      let chain = CustomActivation("chain") { x in (0..<depth).reduce(x) { y, _ in sigmoid(y) } }
      let steepest = try #require(try self.slopes(chain, at: places).max())
      var bound: Float = 1
      for _ in 0..<depth { bound /= 4 }
      #expect(steepest <= bound && steepest > 0)
    }
  }

  @Test func slopesAtTheKinksAreKerass() throws {
    #expect(try slopes(.relu, at: [0]) == [0])
    #expect(try slopes(.relu(maxValue: 2), at: [2]) == [1])
    #expect(try slopes(.relu6, at: [0, 6]) == [0, 0])
    #expect(try slopes(.relu(threshold: 1), at: [1]) == [0])
    #expect(try slopes(.leakyRelu(negativeSlope: 0.25), at: [0]) == [0.25])
    #expect(try slopes(.elu(alpha: 0.5), at: [0]) == [0.5])
    #expect(try slopes(.celu(alpha: 0.5), at: [0]) == [1])
    #expect(try slopes(.hardTanh, at: [-1, 1]) == [1, 1])
    #expect(try slopes(.hardSigmoid, at: [-3, 3]) == [0, 0])
    #expect(try slopes(.hardSilu, at: [-3, 3]) == [0, 1])
    #expect(try slopes(.softShrink, at: [-0.5, 0.5]) == [0, 0])
    #expect(try slopes(.hardShrink, at: [-0.5, 0.5]) == [0, 0])
    #expect(try slopes(.sparseSigmoid, at: [-1, 1]) == [0, 0])
    #expect(try slopes(.softplus, at: [0]) == [0.5])
    #expect(try slopes(.squareplus, at: [0]) == [0.5])
  }

  @Test func sparsemaxGivesExactZerosAndSumsToOne() throws {
    #expect(try values(.sparsemax, at: [1, 0.5, -1, -20]) == [0.75, 0.25, 0, 0])
    #expect(try values(.sparsemax, at: [3, 3, 3, 3]) == [0.25, 0.25, 0.25, 0.25])
    #expect(try values(.sparsemax, at: [1e6, 1e6 + 0.5, 0]) == [0.25, 0.75, 0])
    #expect(try values(.sparsemax, at: [5]) == [1])
  }

  @Test func squareplusIsExactFarBelowZero() throws {
    // b / (4 · |x|), but for terms of order b² / |x|³.
    for x in [-1e3, -1e5] as [Float] {
      let value = try values(.squareplus, at: [x])[0]
      #expect(abs(value * -x - 1) < 1e-5)
    }
  }

  @Test func whatIsNotANumberStaysSo() throws {
    let functions: [any ActivationFunction] = [
      .relu, .relu(maxValue: 1), .relu6, .leakyRelu, .elu, .selu, .celu, .hardTanh, .hardShrink,
      .softShrink, .sparsePlus, .sparseSigmoid, .threshold(0, defaultValue: 1), .softplus,
    ]
    for function in functions {
      #expect(try values(function, at: [.nan])[0].isNaN, "\(type(of: function).schema.name)")
    }
  }

  @Test func aliasesAreTheNamesOfOthers() throws {
    for (alias, name) in [("swish", "silu"), ("hardSwish", "hardSilu")] {
      let layer = try Registry.standard.makeLayer(from: ["Activation": ["activation": .init(alias)]]
      )
      #expect(try layer.encoded().json().contains(name))
    }
  }

  @Test func parametersThatMakeNoSenseAreErrors() {
    let cases: [(any ActivationFunction, String)] = [
      (.relu(negativeSlope: -1), "≥ 0"), (.celu(alpha: 0), "alpha > 0"),
      (.squareplus(b: 0), "b > 0"), (.hardShrink(threshold: -1), "threshold ≥ 0"),
      (.softShrink(threshold: -1), "threshold ≥ 0"), (.glu(axis: 1), "even"),
      (.sparsemax(axis: 4), "axis 4"),
    ]
    for (function, text) in cases {
      let trace = LayerHarness(Activation(function), [2, 3, 4]).trace(batchSize: 2).trace
      #expect(trace.errors.count == 1)
      #expect(trace.errors.first?.description.contains(text) == true)
    }
  }

  private func values(_ function: any ActivationFunction, at places: [Float]) throws -> [Float] {
    let input = try HostTensor(places, shape: [1, places.count])
    return try LayerHarness(Activation(function)).run(inputs: [input]).outputs[0].elements()
  }

  private func slopes(_ function: any ActivationFunction, at places: [Float]) throws -> [Float] {
    let input = try HostTensor(places, shape: [1, places.count])
    return try LayerHarness(Activation(function)).run(inputs: [input]).inputGradients[0].elements()
  }
}
