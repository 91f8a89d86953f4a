import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// What the golden values don't show of wrappers, attention and recurrent dropout.
@Suite struct WrapperTests {
  private static let x = HostTensor(
    unchecked: (0..<24).map { Float(($0 * 7 + 3) % 11) / 8 - 0.6 }, shape: [2, 3, 4])

  @Test func simpleRNN() throws {
    let weights: [String: Shape] = ["kernel": [4, 3], "recurrent_kernel": [3, 3]]
    try LayerHarness(SimpleRNN(3, useBias: false), [2, 3, 4])
      .verify(output: [2, 3], weights: weights)
    try LayerHarness(
      SimpleRNN(3, activation: .sigmoid, returnSequences: true, goBackwards: true), [2, 3, 4],
      [2, 3]
    ).verify(output: [2, 3, 3], weights: weights.merging(["bias": [3]]) { $1 })
  }

  @Test func bidirectional() throws {
    func weights(_ direction: String) -> [String: Shape] {
      [
        direction + "_gru/kernel": [4, 9], direction + "_gru/recurrent_kernel": [3, 9],
        direction + "_gru/bias": [2, 9],
      ]
    }
    let both = weights("forward").merging(weights("backward")) { $1 }
    try LayerHarness(Bidirectional(GRU(3)), [2, 3, 4]).verify(output: [2, 6], weights: both)
    for mode in [Bidirectional.MergeMode.sum, .mul, .ave] {
      try LayerHarness(
        Bidirectional(GRU(3, returnSequences: true), mergeMode: mode), [2, 3, 4]
      ).verify(output: [2, 3, 3], weights: both)
    }
    try LayerHarness(
      Bidirectional(
        SimpleRNN(2, useBias: false, name: "ahead"),
        backwardLayer: SimpleRNN(3, useBias: false, goBackwards: true)), [2, 3, 4]
    ).verify(
      output: [2, 5],
      weights: [
        "forward_ahead/kernel": [4, 2], "forward_ahead/recurrent_kernel": [2, 2],
        "backward_simple_rnn/kernel": [4, 3], "backward_simple_rnn/recurrent_kernel": [3, 3],
      ])
  }

  @Test func statesOfBothDirectionsFollow() throws {
    let layer = Bidirectional(LSTM(3, returnState: true), mergeMode: .none)
    let step = try LayerHarness(layer).run(inputs: [Self.x])
    #expect(step.outputs.map(\.shape) == Array(repeating: [2, 3], count: 6))
    #expect(step.outputs[0] == step.outputs[2] && step.outputs[1] == step.outputs[4])
    let states = Array(repeating: HostTensor(zeros: [2, 3]), count: 4)
    let again = try LayerHarness(layer).run(inputs: [Self.x] + states, weights: step.weights)
    #expect(again.outputs == step.outputs)
  }

  @Test func timeDistributed() throws {
    try LayerHarness(TimeDistributed(Dense(3)), [2, 3, 4])
      .verify(output: [2, 3, 3], weights: ["dense_1/kernel": [4, 3], "dense_1/bias": [3]])
    try LayerHarness(
      TimeDistributed(Sequential([Flatten(), Dense(2, useBias: false)])), [2, 3, 2, 2]
    )
    .verify(output: [2, 3, 2], weights: ["sequential_1/dense_1/kernel": [4, 2]])
    try LayerHarness(TimeDistributed(BatchNormalization(center: false)), [4, 2, 3]).verify(
      output: [4, 2, 3], weights: ["batch_normalization_1/gamma": [3]],
      statistics: [
        "batch_normalization_1/moving_mean": [3], "batch_normalization_1/moving_variance": [3],
      ])
  }

  @Test func multiHeadAttention() throws {
    var weights: [String: Shape] = [
      "query/kernel": [4, 2, 3], "key/kernel": [5, 2, 3], "value/kernel": [5, 2, 3],
      "attention_output/kernel": [2, 3, 4],
    ]
    try LayerHarness(
      MultiHeadAttention(numHeads: 2, keyDim: 3, useBias: false), [2, 3, 4], [2, 2, 5]
    ).verify(output: [2, 3, 4], weights: weights)
    weights.merge(
      [
        "query/bias": [2, 3], "key/bias": [2, 3], "value/kernel": [6, 2, 1],
        "value/bias": [2, 1], "attention_output/kernel": [2, 1, 2, 2],
        "attention_output/bias": [2, 2],
      ]) { $1 }
    try LayerHarness(
      MultiHeadAttention(
        numHeads: 2, keyDim: 3, valueDim: 1, outputShape: [2, 2], useCausalMask: true,
        kernelRegularizer: .l2()), [2, 3, 4], [2, 2, 6], [2, 2, 5]
    ).verify(output: [2, 3, 2, 2], weights: weights)
  }

  @Test func attention() throws {
    try LayerHarness(Attention(useScale: true, useCausalMask: true), [2, 3, 4], [2, 2, 4])
      .verify(output: [2, 3, 4], weights: ["scale": []])
    try LayerHarness(Attention(scoreMode: .concat), [2, 3, 4], [2, 2, 5], [2, 2, 4])
      .verify(output: [2, 3, 5], weights: ["concat_score_weight": []])
    try LayerHarness(AdditiveAttention(), [2, 3, 4], [2, 2, 4])
      .verify(output: [2, 3, 4], weights: ["scale": [4]])
  }

  @Test func positions() throws {
    try LayerHarness(PositionEmbedding(5), [2, 3, 4])
      .verify(output: [2, 3, 4], weights: ["position_embeddings": [5, 4]])
    try LayerHarness(SinePositionEncoding(maxWavelength: 100), [2, 3, 5])
      .verify(output: [2, 3, 5])
    let table = HostTensor(unchecked: (0..<20).map(Float.init), shape: [5, 4])
    let learned = try LayerHarness(PositionEmbedding(5)).run(
      inputs: [Self.x], weights: ["position_embeddings": table])
    #expect(learned.outputs[0].elements(as: Float.self) == (0..<24).map { Float($0 % 12) })
    let waves: [Float] = try LayerHarness(SinePositionEncoding()).run(inputs: [Self.x])
      .outputs[0].elements()
    // sin and cos of t and of t / 100, by a calculator.
    let wanted: [Float] = [
      0, 1, 0, 1, 0.841471, 0.540302, 0.00999983, 0.99995, 0.909297, -0.416147, 0.0199987, 0.9998,
    ]
    #expect(zip(waves, wanted + wanted).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func masks() throws {
    try LayerHarness(Masking(maskValue: 3), [2, 3, 4]).verify(output: [2, 3, 4])
    try LayerHarness(Embedding(3, 2, maskZero: true), [2, 3])
      .verify(output: [2, 3, 2], weights: ["embeddings": [3, 2]])
  }

  @Test func aCausalQueryDoesNotSeeWhatFollows() throws {
    let layer = MultiHeadAttention(numHeads: 2, keyDim: 3, useCausalMask: true)
    let first = try LayerHarness(layer).run(inputs: [Self.x])
    var changed = Self.x.elements(as: Float.self)
    changed[11] = 9  // The last step of the first sample.
    let second = try LayerHarness(layer).run(
      inputs: [HostTensor(unchecked: changed, shape: [2, 3, 4])], weights: first.weights)
    let (a, b) = (
      first.outputs[0].elements(as: Float.self), second.outputs[0].elements(as: Float.self)
    )
    #expect(a[..<8] == b[..<8] && a[8..<12] != b[8..<12] && a[12...] == b[12...])
  }

  @Test func attentionWeightsAreDropped() throws {
    let layer = Attention(dropout: 0.5, returnAttentionScores: true)
    let input = HostTensor(filling: [20, 10, 3], with: 1)
    let weights: [Float] = try LayerHarness(layer).run(inputs: [input, input]).outputs[1].elements()
    let dropped = Double(weights.count { $0 == 0 }) / Double(weights.count)
    #expect(abs(dropped - 0.5) < 0.05)
    #expect(weights.allSatisfy { $0 == 0 || abs($0 - 0.2) < 1e-6 })
    let inference = try LayerHarness(layer).run(inputs: [input, input], mode: .inference)
    #expect(inference.outputs[1].elements(as: Float.self).allSatisfy { abs($0 - 0.1) < 1e-6 })
  }

  /// With a kernel of ones a step's output shows what was kept of its input.
  @Test func inputsAreDroppedAlikeAtEveryStep() throws {
    let layer = SimpleRNN(
      1, activation: .linear, useBias: false, kernelInitializer: .ones,
      recurrentInitializer: .zeros, returnSequences: true, dropout: 0.5)
    let input = HostTensor(filling: [200, 3, 1], with: 1)
    let values: [Float] = try LayerHarness(layer).run(inputs: [input]).outputs[0].elements()
    for sample in 0..<200 { #expect(Set(values[3 * sample..<3 * sample + 3]).count == 1) }
    #expect(Set(values) == [0, 2])
    #expect(abs(Double(values.count { $0 == 0 }) / 600 - 0.5) < 0.15)
    let inference = try LayerHarness(layer).run(inputs: [input], mode: .inference)
    #expect(Set(inference.outputs[0].elements(as: Float.self)) == [1])
  }

  /// Without an input the state doubles where it is kept, and vanishes where it is dropped.
  @Test func statesAreDroppedAlikeAtEveryStep() throws {
    let layer = SimpleRNN(
      1, activation: .linear, useBias: false, recurrentInitializer: .ones,
      returnSequences: true, recurrentDropout: 0.5)
    let step = try LayerHarness(layer).run(
      inputs: [HostTensor(zeros: [200, 3, 1]), HostTensor(filling: [200, 1], with: 1)])
    let values: [Float] = step.outputs[0].elements()
    let rows = Set((0..<200).map { Array(values[3 * $0..<3 * $0 + 3]) })
    #expect(rows == [[0, 0, 0], [2, 4, 8]])
  }

  @Test func dropoutWithinGatedLayersTrainsAndInfersAsWithout() throws {
    for (layer, plain) in [
      (LSTM(3, dropout: 0.3, recurrentDropout: 0.4) as any Layer, LSTM(3) as any Layer),
      (GRU(3, dropout: 0.3, recurrentDropout: 0.4), GRU(3)),
      (
        GRU(3, resetAfter: false, dropout: 0.3, recurrentDropout: 0.4),
        GRU(3, resetAfter: false)
      ),
    ] {
      let step = try LayerHarness(layer).run(inputs: [Self.x])
      let other = try LayerHarness(layer).run(inputs: [Self.x], weights: step.weights, step: 2)
      let without = try LayerHarness(plain).run(inputs: [Self.x], weights: step.weights)
      #expect(step.outputs != without.outputs && step.outputs != other.outputs)
      let inference = try LayerHarness(layer).run(
        inputs: [Self.x], weights: step.weights, mode: .inference)
      #expect(inference.outputs == without.outputs)
    }
  }

  @Test func misuseIsNamed() throws {
    func message(_ layer: any Layer, _ shapes: Shape...) -> String {
      let trace = Trace(mode: .training, batchSize: 2)
      _ = layer.outputs(
        of: shapes.enumerated().map {
          trace.input(name: "x\($0.offset)", type: TensorType(.float32, $0.element))
        })
      #expect(trace.errors.count == 1)
      return HoneError.combining(trace.errors)?.description ?? ""
    }
    #expect(message(SimpleRNN(3), [2, 4]).contains("an input [N, time, features]"))
    #expect(message(LSTM(3, dropout: 1), [2, 3, 4]).contains("from 0 to below 1. Received: 1.0"))
    #expect(
      message(
        Bidirectional(LSTM(3), backwardLayer: LSTM(3)), [2, 3, 4]
      ).contains("differ in goBackwards"))
    #expect(message(TimeDistributed(Dense(2)), [2]).contains("[N, time, …]"))
    #expect(
      message(MultiHeadAttention(numHeads: 0, keyDim: 3), [2, 3, 4]).contains("numHeads 0"))
    #expect(
      message(MultiHeadAttention(numHeads: 1, keyDim: 3), [2, 3, 4], [2, 3, 4], [2, 2, 4])
        .contains("the last two of one length"))
    #expect(message(Attention(), [2, 3, 4], [2, 3, 5]).contains("key [N, keys, d]"))
    #expect(message(PositionEmbedding(2), [2, 3, 4]).contains("sequenceLength 2"))
    #expect(message(SinePositionEncoding(maxWavelength: 0), [2, 3, 4]).contains("Wavelength 0"))
    #expect(message(Masking(), [2, 3]).contains("maskZero: true"))
  }

  @Test func onlyRecurrentLayersAreBidirectional() throws {
    let value: ConfigurationValue = ["Bidirectional": ["layer": ["Dense": ["units": 2]]]]
    let error = #expect(throws: HoneError.self) { try Registry.standard.makeLayer(from: value) }
    #expect(error?.description.contains("LSTM, GRU or SimpleRNN") == true)
  }
}
