import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// What holds for every layer: shapes with and without a batch size, weights, configuration,
/// sharing, gradients.
@Suite struct HarnessTests {
  @Test func dense() throws {
    try LayerHarness(Dense(4, activation: .tanh, kernelRegularizer: .l2(1e-3)), [3, 5])
      .verify(output: [3, 4], weights: ["kernel": [5, 4], "bias": [4]])
    try LayerHarness(Dense(4, useBias: false), [2, 3, 5])
      .verify(output: [2, 3, 4], weights: ["kernel": [5, 4]])
  }

  @Test func conv2D() throws {
    try LayerHarness(Conv2D(4, kernelSize: 3, activation: .silu), [2, 5, 6, 2])
      .verify(output: [2, 3, 4, 4], weights: ["kernel": [3, 3, 2, 4], "bias": [4]])
    try LayerHarness(
      Conv2D(4, kernelSize: [2, 3], strides: [2, 1], padding: .same, groups: 2, useBias: false),
      [1, 5, 4, 4]
    ).verify(output: [1, 3, 4, 4], weights: ["kernel": [2, 3, 2, 4]])
    try LayerHarness(
      Conv2D(
        1, kernelSize: 2, dilationRate: [1, 2], kernelInitializer: .heNormal,
        biasInitializer: .constant(0.5), biasRegularizer: .l1(), name: "edges", trainable: true),
      [1, 4, 4, 1]
    ).verify(output: [1, 3, 2, 1], weights: ["kernel": [2, 2, 1, 1], "bias": [1]])
  }

  @Test func conv1D() throws {
    try LayerHarness(Conv1D(4, kernelSize: 3, activation: .silu), [2, 6, 2])
      .verify(output: [2, 4, 4], weights: ["kernel": [3, 2, 4], "bias": [4]])
    try LayerHarness(
      Conv1D(
        4, kernelSize: 2, strides: 2, padding: .same, groups: 2, useBias: false,
        kernelRegularizer: .l2()), [1, 5, 4]
    ).verify(output: [1, 3, 4], weights: ["kernel": [2, 2, 4]])
    try LayerHarness(
      Conv1D(
        2, kernelSize: 3, padding: .causal, dilationRate: 2, kernelInitializer: .heNormal,
        biasInitializer: .constant(0.5), biasRegularizer: .l1(), name: "past"), [2, 5, 1]
    ).verify(output: [2, 5, 2], weights: ["kernel": [3, 1, 2], "bias": [2]])
  }

  @Test func depthwiseAndSeparableConvolutions() throws {
    try LayerHarness(
      DepthwiseConv2D(kernelSize: [2, 3], strides: [2, 1], depthMultiplier: 2, activation: .tanh),
      [2, 5, 4, 3]
    ).verify(output: [2, 2, 2, 6], weights: ["kernel": [2, 3, 3, 2], "bias": [6]])
    try LayerHarness(
      DepthwiseConv2D(
        kernelSize: 2, padding: .same, dilationRate: 2, useBias: false,
        depthwiseInitializer: .heNormal, depthwiseRegularizer: .l2()), [1, 4, 4, 2]
    ).verify(output: [1, 4, 4, 2], weights: ["kernel": [2, 2, 2, 1]])
    try LayerHarness(
      SeparableConv2D(
        4, kernelSize: 3, padding: .same, depthMultiplier: 2, activation: .silu,
        pointwiseRegularizer: .l1()), [1, 4, 3, 2]
    ).verify(
      output: [1, 4, 3, 4],
      weights: ["depthwise_kernel": [3, 3, 2, 2], "pointwise_kernel": [1, 1, 4, 4], "bias": [4]])
    try LayerHarness(SeparableConv2D(1, kernelSize: 2, strides: 2, useBias: false), [1, 4, 4, 2])
      .verify(
        output: [1, 2, 2, 1],
        weights: ["depthwise_kernel": [2, 2, 2, 1], "pointwise_kernel": [1, 1, 2, 1]])
  }

  @Test func transposedConvolution() throws {
    try LayerHarness(
      Conv2DTranspose(3, kernelSize: [2, 3], strides: [2, 1], activation: .silu), [2, 3, 2, 2]
    ).verify(output: [2, 6, 4, 3], weights: ["kernel": [2, 3, 3, 2], "bias": [3]])
    try LayerHarness(
      Conv2DTranspose(2, kernelSize: 4, strides: 2, padding: .same, useBias: false), [1, 2, 3, 2]
    ).verify(output: [1, 4, 6, 2], weights: ["kernel": [4, 4, 2, 2]])
    try LayerHarness(Conv2DTranspose(2, kernelSize: 2, dilationRate: 2), [1, 3, 2, 1])
      .verify(output: [1, 5, 4, 2], weights: ["kernel": [2, 2, 2, 1], "bias": [2]])
  }

  @Test func embedding() throws {
    try LayerHarness(Embedding(2, 3, embeddingsRegularizer: .l2()), [4, 5])
      .verify(output: [4, 5, 3], weights: ["embeddings": [2, 3]])
    try LayerHarness(Embedding(3, 2, embeddingsInitializer: .ones, name: "words"), [4])
      .verify(output: [4, 2], weights: ["embeddings": [3, 2]])
  }

  @Test func layerNormalization() throws {
    try LayerHarness(LayerNormalization(), [4, 2, 3]).verify(
      output: [4, 2, 3], weights: ["gamma": [3], "beta": [3]])
    try LayerHarness(LayerNormalization(axis: [1, -1], epsilon: 0.1, center: false), [2, 3, 2, 2])
      .verify(output: [2, 3, 2, 2], weights: ["gamma": [3, 2]])
    try LayerHarness(LayerNormalization(axis: 1, scale: false), [2, 3, 4]).verify(
      output: [2, 3, 4], weights: ["beta": [3]])
  }

  @Test func sequencePoolings() throws {
    try LayerHarness(MaxPooling1D(), [2, 5, 3]).verify(output: [2, 2, 3])
    try LayerHarness(MaxPooling1D(3, strides: 1, padding: .same), [1, 5, 2])
      .verify(output: [1, 5, 2])
    try LayerHarness(AveragePooling1D(2, padding: .same), [2, 5, 1]).verify(output: [2, 3, 1])
    try LayerHarness(GlobalAveragePooling1D(), [2, 4, 3]).verify(output: [2, 3])
    try LayerHarness(GlobalMaxPooling1D(keepDimensions: true), [2, 4, 3])
      .verify(output: [2, 1, 3])
  }

  @Test func lstm() throws {
    let weights: [String: Shape] = [
      "kernel": [4, 12], "recurrent_kernel": [3, 12], "bias": [12],
    ]
    try LayerHarness(LSTM(3), [2, 3, 4]).verify(output: [2, 3], weights: weights)
    try LayerHarness(
      LSTM(
        3, biasInitializer: .ones, unitForgetBias: false, recurrentRegularizer: .l2(1e-3),
        returnSequences: true, goBackwards: true), [2, 3, 4]
    ).verify(output: [2, 3, 3], weights: weights)
    try LayerHarness(
      LSTM(3, activation: .sigmoid, recurrentActivation: .tanh, goBackwards: true), [2, 3, 4]
    ).verify(output: [2, 3], weights: weights)
    try LayerHarness(LSTM(2, useBias: false), [1, 1, 1], [1, 2], [1, 2])
      .verify(output: [1, 2], weights: ["kernel": [1, 8], "recurrent_kernel": [2, 8]])
  }

  @Test func gru() throws {
    let weights: [String: Shape] = ["kernel": [4, 9], "recurrent_kernel": [3, 9]]
    func with(bias: Shape) -> [String: Shape] { weights.merging(["bias": bias]) { $1 } }
    try LayerHarness(GRU(3), [2, 3, 4]).verify(output: [2, 3], weights: with(bias: [2, 9]))
    try LayerHarness(GRU(3, returnSequences: true, resetAfter: false), [2, 3, 4])
      .verify(output: [2, 3, 3], weights: with(bias: [9]))
    try LayerHarness(GRU(3, returnSequences: true, goBackwards: true), [2, 3, 4], [2, 3])
      .verify(output: [2, 3, 3], weights: with(bias: [2, 9]))
    for resetAfter in [true, false] {
      try LayerHarness(
        GRU(3, activation: .sigmoid, useBias: false, resetAfter: resetAfter), [2, 3, 4]
      ).verify(output: [2, 3], weights: weights)
    }
  }

  @Test func poolings() throws {
    try LayerHarness(MaxPooling2D(), [2, 5, 4, 2]).verify(output: [2, 2, 2, 2])
    try LayerHarness(MaxPooling2D(3, strides: [1, 2], padding: .same), [1, 5, 4, 2])
      .verify(output: [1, 5, 2, 2])
    try LayerHarness(AveragePooling2D([2, 3], padding: .same), [2, 5, 4, 1])
      .verify(output: [2, 3, 2, 1])
    try LayerHarness(GlobalAveragePooling2D(), [2, 3, 4, 2]).verify(output: [2, 2])
    try LayerHarness(GlobalMaxPooling2D(keepDimensions: true), [2, 3, 4, 2])
      .verify(output: [2, 1, 1, 2])
  }

  @Test func batchNormalization() throws {
    let statistics: [String: Shape] = ["moving_mean": [3], "moving_variance": [3]]
    try LayerHarness(BatchNormalization(), [4, 2, 2, 3]).verify(
      output: [4, 2, 2, 3], weights: ["gamma": [3], "beta": [3]], statistics: statistics)
    try LayerHarness(BatchNormalization(.pytorch, axis: 1, momentum: 0.8, scale: false), [4, 3, 2])
      .verify(output: [4, 3, 2], weights: ["beta": [3]], statistics: statistics)
    try LayerHarness(BatchNormalization(center: false, trainable: false), [4, 3]).verify(
      output: [4, 3], weights: ["gamma": [3]], statistics: statistics)
  }

  @Test func reshaping() throws {
    try LayerHarness(Flatten(), [2, 3, 4]).verify(output: [2, 12])
    try LayerHarness(Flatten(), [2]).verify(output: [2, 1])
    try LayerHarness(Reshape([4, 3]), [2, 3, 4]).verify(output: [2, 4, 3])
    try LayerHarness(Reshape([2, -1, 2]), [2, 12]).verify(output: [2, 2, 3, 2])
    try LayerHarness(Reshape([]), [2, 1]).verify(output: [2])
  }

  @Test func dropout() throws {
    try LayerHarness(Dropout(0.3), [4, 5]).verify(output: [4, 5], gradients: false)
    try LayerHarness(Dropout(0), [4, 5]).verify(output: [4, 5])
  }

  @Test func activations() throws {
    let layers: [any Layer] = [
      Activation(.linear), Activation(.leakyRelu(negativeSlope: 0.2)), Activation(.selu),
      Activation(.elu(alpha: 0.5)), Activation(.gelu(approximate: true)), Activation(.logSoftmax),
      ReLU(), ReLU(maxValue: 1.5), ReLU(negativeSlope: 0.1, threshold: 0.4),
      ReLU(maxValue: 1, negativeSlope: 0.3), LeakyReLU(), LeakyReLU(negativeSlope: 2), Softmax(),
      Softmax(axis: 1),
    ]
    for layer in layers { try LayerHarness(layer, [2, 3, 4]).verify(output: [2, 3, 4]) }
  }

  @Test func merging() throws {
    for layer in [Add(), Multiply(), Average(), Maximum()] as [any Layer] {
      try LayerHarness(layer, [2, 3, 4], [2, 1, 4], [2, 3, 1]).verify(output: [2, 3, 4])
    }
    try LayerHarness(Subtract(), [2, 3], [2, 1]).verify(output: [2, 3])
    try LayerHarness(Concatenate(), [2, 3, 1], [2, 3, 4]).verify(output: [2, 3, 5])
    try LayerHarness(Concatenate(axis: 1), [2, 3], [2, 1], [2, 2]).verify(output: [2, 6])
  }

  @Test func models() throws {
    try LayerHarness(
      Sequential {
        Conv2D(2, kernelSize: 2, name: "first")
        BatchNormalization()
        Sequential {
          Flatten()
          Dense(3)
        }
      }, [2, 3, 3, 1]
    ).verify(
      output: [2, 3],
      weights: [
        "first/kernel": [2, 2, 1, 2], "first/bias": [2],
        "batch_normalization_1/gamma": [2], "batch_normalization_1/beta": [2],
        "sequential_1/dense_1/kernel": [8, 3], "sequential_1/dense_1/bias": [3],
      ],
      statistics: [
        "batch_normalization_1/moving_mean": [2], "batch_normalization_1/moving_variance": [2],
      ])
  }

  @Test func theHarnessNoticesWhatIsWrong() throws {
    let harness = LayerHarness(Dense(4), [3, 5])
    #expect(throws: Mismatch.self) {
      try harness.verify(output: [3, 5], weights: ["kernel": [5, 4], "bias": [4]])
    }
    #expect(throws: Mismatch.self) { try harness.verify(output: [3, 4]) }
    #expect(throws: Mismatch.self) {
      try LayerHarness(Activation(.custom("detached") { $0.stopGradient() * 2 + $0 }), [3])
        .verifyGradients()
    }
    #expect(throws: HoneError.self) { try LayerHarness(Opaque(), [3]).verify(output: [3]) }
  }
}

/// A layer without a configuration.
private struct Opaque: Layer {
  let identity = LayerIdentity()
  func forward(_ x: Tensor) -> Tensor { x }
}
