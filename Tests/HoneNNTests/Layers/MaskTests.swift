import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Which layers make masks, pass them on, and drop them.
@Suite struct MaskTests {
  /// The mask of a layer's first output for an input `[2, 3, 2]` that carries one.
  private func mask(_ layer: any Layer, _ count: Int = 1, masked: Int = 1) -> Tensor? {
    let trace = Trace(mode: .training, batchSize: 2)
    let inputs = (0..<count).map { index in
      let x = trace.input(name: "x\(index)", type: TensorType(.float32, [2, 3, 2]))
      let mask = trace.input(name: "mask\(index)", type: TensorType(.bool, [2, 3]))
      return x.masked(by: index < masked ? mask : nil)
    }
    let output = layer.outputs(of: inputs)[0]
    #expect(trace.errors.isEmpty)
    return output.mask
  }

  @Test func layersThatTreatStepsAlikePassTheMask() {
    let passing: [any Layer] = [
      Dense(3), Dropout(0.5), Activation(.relu), ReLU(), LeakyReLU(), Softmax(),
      LayerNormalization(), BatchNormalization(), LSTM(3, returnSequences: true),
      GRU(3, returnSequences: true), SimpleRNN(3, returnSequences: true),
      Bidirectional(LSTM(3, returnSequences: true)), TimeDistributed(Dense(2)),
      MultiHeadAttention(numHeads: 2, keyDim: 2), Concatenate(), Add(),
      Sequential([Dense(3), Dropout(0.5)]),
    ]
    for layer in passing { #expect(mask(layer)?.shape == [2, 3], "\(layer)") }
  }

  @Test func aLayerOfOnesOwnPassesTheMaskIfItSaysSo() {
    #expect(mask(Halved(passesMask: true))?.shape == [2, 3])
    #expect(mask(Halved(passesMask: false)) == nil)
  }

  @Test func otherLayersDropTheMask() {
    let dropping: [any Layer] = [
      Flatten(), Reshape([6]), Conv1D(2, kernelSize: 2), GlobalAveragePooling1D(),
      GlobalMaxPooling1D(), MaxPooling1D(2), LSTM(3), GRU(3), SimpleRNN(3),
      Bidirectional(GRU(3)), Sequential([Dense(3), Flatten()]),
    ]
    for layer in dropping { #expect(mask(layer) == nil, "\(layer)") }
  }

  @Test func mergedInputsKeepAMaskOnlyIfAllHaveOne() {
    #expect(mask(Add(), 2, masked: 2) != nil)
    #expect(mask(Add(), 2, masked: 1) == nil)
    #expect(mask(Multiply(), 3, masked: 3) != nil)
    #expect(mask(Concatenate(), 2, masked: 1) == nil)
    #expect(mask(Concatenate(axis: 1), 2, masked: 1)?.shape == [2, 6])
  }

  @Test func mergedMasksCountWhereAnyDoes() throws {
    let (a, b) = (HostTensor([1, 0, 0] as [Float]), HostTensor([1, 1, 0] as [Float]))
    func merged(_ layer: any Layer) throws -> [Float] {
      let points = try [a, b].map { try $0.reshaped(to: [1, 3, 1]) }
      return try evaluate(at: points) { operands in
        let output = layer.outputs(of: operands.map { Masking()($0) })[0]
        return [try #require(output.mask).converted(to: .float32)]
      }[0].elements()
    }
    #expect(try merged(Add()) == [1, 1, 0])
    #expect(try merged(Concatenate()) == [1, 1, 0])
    #expect(try merged(Concatenate(axis: 1)) == [1, 0, 0, 1, 1, 0])
  }

  @Test func operationsOnTensorsDropTheMask() {
    let trace = Trace(mode: .training, batchSize: 2)
    let x = trace.input(name: "x", type: TensorType(.float32, [2, 3]))
    let masked = x.masked(by: x .> 0)
    #expect(masked.mask != nil)
    #expect((masked + 1).mask == nil && relu(masked).mask == nil && x.mask == nil)
    #expect(masked.masked(by: nil).mask == nil)
  }

  @Test func idsOfZeroAreMasked() throws {
    let ids = HostTensor(unchecked: [3, 0, 1, 0] as [Int32], shape: [2, 2])
    let mask = try evaluate(at: [ids]) { operands in
      let output = Embedding(4, 2, maskZero: true)(operands[0])
      #expect(Embedding(4, 2)(operands[0]).mask == nil)
      return [try #require(output.mask)]
    }
    #expect(mask[0].elements(as: Float.self) == [1, 0, 1, 0])
  }

  @Test func aStepIsMaskedWhereAllFeaturesHaveTheValue() throws {
    let x = HostTensor(unchecked: [2, 2, 2, 0, 1, 2] as [Float], shape: [1, 3, 2])
    let results = try evaluate(at: [x]) { operands in
      let output = Masking(maskValue: 2)(operands[0])
      return [output, try #require(output.mask)]
    }
    #expect(results[0].elements(as: Float.self) == [0, 0, 2, 0, 1, 2])
    #expect(results[1].elements(as: Float.self) == [0, 1, 1])
  }

  /// A masked step changes neither output nor gradients of the others.
  @Test func whatStandsAtMaskedStepsDoesNotMatter() throws {
    for layer in [LSTM(3), GRU(3), SimpleRNN(3), Bidirectional(LSTM(3))] as [any Layer] {
      let model = Gated(layer: layer)
      let mask = HostTensor(unchecked: [1, 0, 1, 1, 1, 0] as [Float], shape: [2, 3])
      func run(_ filler: Float) throws -> LayerHarness.Step {
        var x = (0..<12).map { Float(($0 * 5) % 7) / 4 - 0.7 }
        for place in [2, 3, 10, 11] { x[place] = filler }
        return try LayerHarness(model).run(inputs: [
          HostTensor(unchecked: x, shape: [2, 3, 2]), mask,
        ])
      }
      let (first, second) = (try run(0), try run(50))
      #expect(first.outputs == second.outputs)
      #expect(first.weightGradients == second.weightGradients)
    }
  }

  @Test func gradientsThroughMasksAgreeWithFiniteDifferences() throws {
    let x = HostTensor(
      unchecked: (0..<12).map { Double(($0 * 5) % 7) / 4 - 0.7 }, shape: [2, 3, 2])
    for layer in [
      LSTM(2, returnSequences: true) as any Layer, GRU(2, goBackwards: true),
      MultiHeadAttention(numHeads: 2, keyDim: 2), GlobalAveragePooling1D(),
    ] {
      try GradientCheck().verify(at: [x]) { operands in
        let mask = Tensor(HostTensor(unchecked: [1, 0, 1, 0, 1, 1] as [Float], shape: [2, 3]))
        return [layer(operands[0].masked(by: mask .> 0))]
      }
    }
  }
}

/// A layer on a sequence whose mask is a second input.
private struct Gated: Layer {
  let layer: any Layer
  func forward(_ inputs: [Tensor]) -> [Tensor] { [layer(inputs[0].masked(by: inputs[1] .> 0))] }
}

/// An operation as a layer.
private struct Halved: Layer {
  let identity = LayerIdentity()
  let passesMask: Bool
  func forward(_ x: Tensor) -> Tensor { x / 2 }
}
