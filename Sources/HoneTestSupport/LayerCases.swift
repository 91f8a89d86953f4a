public import HoneCore
internal import HoneGraph
public import HoneNN

/// A layer with what it must give: a row of the table that every test of all layers goes through.
///
/// A layer that joins `Registry.standard` gets a row in ``standard``; without it a test fails.
public struct LayerCase: Sendable, CustomStringConvertible {
  /// The layer.
  public var layer: any Layer & Configurable
  /// The inputs' shapes, batch first.
  public var shapes: [Shape]
  /// The output's shape.
  public var output: Shape
  /// The trainable weights.
  public var weights: [String: Shape]
  /// The weights that only the forward pass changes.
  public var statistics: [String: Shape]
  /// Whether it draws at random while training.
  public var isRandom: Bool
  /// Whether its gradients can be compared with differences: not where it draws at random, or takes
  /// float32 alone.
  public var hasComparableGradients: Bool

  /// Creates a row.
  public init(
    _ layer: any Layer & Configurable, _ shapes: Shape..., output: Shape,
    weights: [String: Shape] = [:], statistics: [String: Shape] = [:], isRandom: Bool = false,
    hasComparableGradients: Bool? = nil
  ) {
    self.layer = layer
    self.shapes = shapes
    self.output = output
    self.weights = weights
    self.statistics = statistics
    self.isRandom = isRandom
    self.hasComparableGradients = hasComparableGradients ?? !isRandom
  }

  /// The layer's name in files.
  public var name: String { type(of: layer).schema.name }

  public var description: String { "\(name) \(shapes)" }

  /// The harness for the layer.
  public var harness: LayerHarness { LayerHarness(layer: layer, shapes: shapes) }

  /// Rows for every layer of `Registry.standard`, with odd sizes.
  public static var standard: [LayerCase] {
    core + convolutions + poolings + normalizations + randomized + recurrent + sequences
      + reshaping
      + activations + merging + models
  }

  private static let core = [
    LayerCase(
      Dense(4, activation: .tanh), [3, 5], output: [3, 4],
      weights: ["kernel": [5, 4], "bias": [4]]
    ),
    LayerCase(
      EinsumDense(
        "abcd,cde->abe", outputShape: [-1, 4], activation: .tanh, biasAxes: "e",
        activityRegularizer: .l2()), [3, 5, 2, 3],
      output: [3, 5, 4], weights: ["kernel": [2, 3, 4], "bias": [4]]),
    LayerCase(Embedding(5, 3), [4, 3], output: [4, 3, 3], weights: ["embeddings": [5, 3]]),
    LayerCase(
      ReversibleEmbedding(5, 3, tieWeights: false, logitSoftCap: 2), [4, 2, 3], output: [4, 2, 5],
      weights: ["embeddings": [5, 3], "reverse_embeddings": [3, 5]]),
    LayerCase(IdentityLayer(), [3, 5], output: [3, 5]),
    LayerCase(Input(5, 1), [3, 5, 1], output: [3, 5, 1]),
  ]

  private static let convolutions = [
    LayerCase(
      Conv1D(
        4, kernelSize: 3, padding: .causal, activityRegularizer: .l1(), biasConstraint: .nonNegative
      ), [3, 7, 2], output: [3, 7, 4],
      weights: ["kernel": [3, 2, 4], "bias": [4]]),
    LayerCase(
      Conv2D(
        3, kernelSize: 3, strides: 2, padding: .same, kernelRegularizer: .l2(),
        activityRegularizer: .l2(), kernelConstraint: .maxNorm(2)), [3, 5, 7, 2],
      output: [3, 3, 4, 3],
      weights: ["kernel": [3, 3, 2, 3], "bias": [3]]),
    LayerCase(
      Conv3D(3, kernelSize: [2, 3, 1], padding: .same, activation: .silu), [3, 3, 3, 2, 1],
      output: [3, 3, 3, 2, 3], weights: ["kernel": [2, 3, 1, 1, 3], "bias": [3]]),
    LayerCase(
      Conv1DTranspose(3, kernelSize: 3, strides: 2, padding: .same), [3, 5, 2],
      output: [3, 10, 3], weights: ["kernel": [3, 3, 2], "bias": [3]]),
    LayerCase(
      Conv2DTranspose(1, kernelSize: [2, 3], strides: [3, 2]), [3, 3, 2, 3],
      output: [3, 9, 5, 1], weights: ["kernel": [2, 3, 1, 3], "bias": [1]]),
    LayerCase(
      Conv2DTranspose(
        2, kernelSize: 3, strides: 2, padding: .same, outputPadding: [1, 0],
        kernelConstraint: .unitNorm()), [3, 3, 2, 1], output: [3, 6, 3, 2],
      weights: ["kernel": [3, 3, 2, 1], "bias": [2]]),
    LayerCase(
      Conv3DTranspose(2, kernelSize: 2, strides: [1, 2, 1], useBias: false), [3, 2, 1, 2, 1],
      output: [3, 3, 2, 3, 2], weights: ["kernel": [2, 2, 2, 2, 1]]),
    LayerCase(
      DepthwiseConv1D(kernelSize: 3, depthMultiplier: 2), [3, 5, 3], output: [3, 3, 6],
      weights: ["kernel": [3, 3, 2], "bias": [6]]),
    LayerCase(
      DepthwiseConv2D(kernelSize: [3, 1], padding: .same, depthwiseConstraint: .maxNorm(2)),
      [3, 5, 3, 3], output: [3, 5, 3, 3],
      weights: ["kernel": [3, 1, 3, 1], "bias": [3]]),
    LayerCase(
      SeparableConv1D(
        2, kernelSize: 3, strides: 2, padding: .same, depthwiseConstraint: .unitNorm(),
        pointwiseConstraint: .maxNorm(3)), [3, 5, 3],
      output: [3, 3, 2],
      weights: ["depthwise_kernel": [3, 3, 1], "pointwise_kernel": [1, 3, 2], "bias": [2]]),
    LayerCase(
      SeparableConv2D(2, kernelSize: 2, useBias: false), [3, 3, 4, 3], output: [3, 2, 3, 2],
      weights: ["depthwise_kernel": [2, 2, 3, 1], "pointwise_kernel": [1, 1, 3, 2]]),
  ]

  private static let poolings = [
    LayerCase(MaxPooling1D(2, padding: .same), [3, 7, 2], output: [3, 4, 2]),
    LayerCase(MaxPooling2D(2), [3, 5, 7, 1], output: [3, 2, 3, 1]),
    LayerCase(MaxPooling3D([1, 2, 3], padding: .same), [3, 3, 5, 4, 1], output: [3, 3, 3, 2, 1]),
    LayerCase(AveragePooling1D(3, strides: 1), [3, 7, 2], output: [3, 5, 2]),
    LayerCase(AveragePooling2D(2, padding: .same), [3, 5, 3, 2], output: [3, 3, 2, 2]),
    LayerCase(AveragePooling3D(2, strides: 1), [3, 3, 2, 3, 2], output: [3, 2, 1, 2, 2]),
    LayerCase(GlobalAveragePooling1D(), [3, 7, 2], output: [3, 2]),
    LayerCase(GlobalAveragePooling2D(keepDimensions: true), [3, 5, 3, 2], output: [3, 1, 1, 2]),
    LayerCase(GlobalAveragePooling3D(), [3, 3, 2, 3, 2], output: [3, 2]),
    LayerCase(GlobalMaxPooling1D(), [3, 7, 2], output: [3, 2]),
    LayerCase(GlobalMaxPooling2D(), [3, 5, 3, 2], output: [3, 2]),
    LayerCase(
      GlobalMaxPooling3D(keepDimensions: true), [3, 3, 2, 3, 2], output: [3, 1, 1, 1, 2]),
    LayerCase(AdaptiveAveragePooling1D(3), [3, 7, 2], output: [3, 3, 2]),
    LayerCase(AdaptiveAveragePooling2D([2, 3]), [3, 5, 3, 2], output: [3, 2, 3, 2]),
    LayerCase(AdaptiveAveragePooling3D(2), [3, 3, 2, 4, 2], output: [3, 2, 2, 2, 2]),
    LayerCase(AdaptiveMaxPooling1D(4), [3, 7, 2], output: [3, 4, 2]),
    LayerCase(AdaptiveMaxPooling2D([3, 1]), [3, 5, 4, 2], output: [3, 3, 1, 2]),
    LayerCase(AdaptiveMaxPooling3D([2, 2, 1]), [3, 3, 2, 3, 2], output: [3, 2, 2, 1, 2]),
  ]

  private static let normalizations = [
    LayerCase(
      BatchNormalization(
        gammaInitializer: .constant(0.5), movingMeanInitializer: .constant(0.25),
        betaRegularizer: .l2(), gammaConstraint: .nonNegative), [5, 3, 2], output: [5, 3, 2],
      weights: ["gamma": [2], "beta": [2]],
      statistics: ["moving_mean": [2], "moving_variance": [2]]),
    LayerCase(
      LayerNormalization(axis: [1, 2], gammaInitializer: .constant(0.5), betaRegularizer: .l2()),
      [3, 5, 2], output: [3, 5, 2], weights: ["gamma": [5, 2], "beta": [5, 2]]),
    LayerCase(
      GroupNormalization(groups: 3, gammaRegularizer: .l1()), [3, 5, 6], output: [3, 5, 6],
      weights: ["gamma": [6], "beta": [6]]),
    LayerCase(RMSNormalization(), [3, 5, 7], output: [3, 5, 7], weights: ["scale": [7]]),
    LayerCase(
      SpectralNormalization(Dense(3), powerIterations: 2), [3, 4], output: [3, 3],
      weights: ["dense_1/kernel": [4, 3], "dense_1/bias": [3]], statistics: ["vector_u": [1, 3]],
      hasComparableGradients: false),
    LayerCase(UnitNormalization(axis: [1, 2]), [3, 5, 7], output: [3, 5, 7]),
  ]

  private static let randomized = [
    LayerCase(
      Dropout(0.3, noiseShape: [-1, 1, -1]), [3, 5, 7], output: [3, 5, 7], isRandom: true),
    LayerCase(SpatialDropout1D(0.3, seed: 3), [3, 5, 7], output: [3, 5, 7], isRandom: true),
    LayerCase(SpatialDropout2D(0.3), [3, 5, 2, 7], output: [3, 5, 2, 7], isRandom: true),
    LayerCase(SpatialDropout3D(0.3), [3, 3, 2, 2, 7], output: [3, 3, 2, 2, 7], isRandom: true),
    LayerCase(AlphaDropout(0.2), [3, 7], output: [3, 7], isRandom: true),
    LayerCase(GaussianDropout(0.2), [3, 7], output: [3, 7], isRandom: true),
    LayerCase(GaussianNoise(0.3), [3, 7], output: [3, 7], isRandom: true),
    LayerCase(ActivityRegularization(l1: 0.01, l2: 0.1), [3, 7], output: [3, 7]),
  ]

  private static let recurrent = [
    LayerCase(
      LSTM(3), [3, 3, 2], output: [3, 3],
      weights: ["kernel": [2, 12], "recurrent_kernel": [3, 12], "bias": [12]]),
    LayerCase(
      GRU(3, activityRegularizer: .l2(), recurrentConstraint: .maxNorm(2), returnSequences: true),
      [3, 3, 2], output: [3, 3, 3],
      weights: ["kernel": [2, 9], "recurrent_kernel": [3, 9], "bias": [2, 9]]),
  ]

  private static let sequences = [
    LayerCase(
      SimpleRNN(3), [3, 5, 2], output: [3, 3],
      weights: ["kernel": [2, 3], "recurrent_kernel": [3, 3], "bias": [3]]),
    LayerCase(
      Bidirectional(SimpleRNN(3, useBias: false, returnSequences: true)), [3, 3, 2],
      output: [3, 3, 6],
      weights: [
        "forward_simple_rnn/kernel": [2, 3], "forward_simple_rnn/recurrent_kernel": [3, 3],
        "backward_simple_rnn/kernel": [2, 3], "backward_simple_rnn/recurrent_kernel": [3, 3],
      ]),
    LayerCase(
      TimeDistributed(Dense(3)), [3, 5, 2], output: [3, 5, 3],
      weights: ["dense_1/kernel": [2, 3], "dense_1/bias": [3]]),
    LayerCase(Masking(maskValue: 3), [3, 5, 2], output: [3, 5, 2]),
    LayerCase(
      MultiHeadAttention(
        numHeads: 2, keyDim: 3, useBias: false, activityRegularizer: .l2(),
        kernelConstraint: .maxNorm(2)), [3, 5, 4], [3, 3, 7],
      output: [3, 5, 4],
      weights: [
        "query/kernel": [4, 2, 3], "key/kernel": [7, 2, 3], "value/kernel": [7, 2, 3],
        "attention_output/kernel": [2, 3, 4],
      ]),
    LayerCase(
      Attention(useScale: true), [3, 5, 4], [3, 3, 4], output: [3, 5, 4], weights: ["scale": []]),
    LayerCase(
      AdditiveAttention(), [3, 5, 4], [3, 3, 4], output: [3, 5, 4], weights: ["scale": [4]]),
    LayerCase(
      PositionEmbedding(5), [3, 3, 4], output: [3, 3, 4],
      weights: ["position_embeddings": [5, 4]]),
    LayerCase(SinePositionEncoding(), [3, 5, 7], output: [3, 5, 7]),
  ]

  private static let reshaping = [
    LayerCase(Flatten(), [3, 5, 7], output: [3, 35]),
    LayerCase(Reshape([7, -1]), [3, 5, 7], output: [3, 7, 5]),
    LayerCase(Permute([3, 1, 2]), [3, 5, 7, 2], output: [3, 2, 5, 7]),
    LayerCase(RepeatVector(3), [3, 5], output: [3, 3, 5]),
    LayerCase(ZeroPadding1D([2, 1]), [3, 5, 2], output: [3, 8, 2]),
    LayerCase(ZeroPadding2D([[1, 0], [0, 2]]), [3, 5, 3, 2], output: [3, 6, 5, 2]),
    LayerCase(ZeroPadding3D([1, 0, 2]), [3, 1, 2, 3, 2], output: [3, 3, 2, 7, 2]),
    LayerCase(Cropping1D([2, 1]), [3, 5, 2], output: [3, 2, 2]),
    LayerCase(Cropping2D([[1, 0], [0, 2]]), [3, 5, 3, 2], output: [3, 4, 1, 2]),
    LayerCase(Cropping3D(), [3, 3, 4, 5, 1], output: [3, 1, 2, 3, 1]),
    LayerCase(UpSampling1D(3), [3, 3, 2], output: [3, 9, 2]),
    LayerCase(
      UpSampling2D([3, 2], interpolation: .bilinear), [3, 2, 3, 2], output: [3, 6, 6, 2]),
    LayerCase(
      UpSampling2D([1, 3], interpolation: .bicubic), [3, 3, 5, 2], output: [3, 3, 15, 2]),
    LayerCase(UpSampling3D([1, 3, 2]), [3, 2, 1, 2, 1], output: [3, 2, 3, 4, 1]),
  ]

  private static let activations = [
    LayerCase(Activation(.hardSilu), [3, 7], output: [3, 7]),
    LayerCase(ReLU(maxValue: 1.5, negativeSlope: 0.1), [3, 7], output: [3, 7]),
    LayerCase(LeakyReLU(), [3, 7], output: [3, 7]),
    LayerCase(
      PReLU(alphaConstraint: .nonNegative, sharedAxes: [1]), [3, 5, 7], output: [3, 5, 7],
      weights: ["alpha": [1, 7]]),
    LayerCase(ELU(alpha: 0.5), [3, 7], output: [3, 7]),
    LayerCase(Softmax(axis: 1), [3, 5, 2], output: [3, 5, 2]),
    LayerCase(Softmax(axis: [1, -1]), [3, 5, 2, 3], output: [3, 5, 2, 3]),
  ]

  private static let merging = [
    LayerCase(Add(), [3, 5, 1], [3, 1, 7], output: [3, 5, 7]),
    LayerCase(Subtract(), [3, 5], [3, 1], output: [3, 5]),
    LayerCase(Multiply(), [3, 5], [3, 5], [3, 1], output: [3, 5]),
    LayerCase(Average(), [3, 5], [3, 5], [3, 5], output: [3, 5]),
    LayerCase(Maximum(), [3, 5], [3, 1], output: [3, 5]),
    LayerCase(Minimum(), [3, 5], [3, 1], output: [3, 5]),
    LayerCase(Concatenate(axis: 1), [3, 5, 2], [3, 1, 2], output: [3, 6, 2]),
    LayerCase(Dot(axes: [2, 1], normalize: true), [3, 5, 2], [3, 2, 7], output: [3, 5, 7]),
  ]

  private static let models = [
    LayerCase(
      Sequential {
        Dense(3, activation: .tanh)
        BatchNormalization()
      }, [5, 7], output: [5, 3],
      weights: [
        "dense_1/kernel": [7, 3], "dense_1/bias": [3],
        "batch_normalization_1/gamma": [3], "batch_normalization_1/beta": [3],
      ],
      statistics: [
        "batch_normalization_1/moving_mean": [3], "batch_normalization_1/moving_variance": [3],
      ]),
    twoInputs,
  ]

  private static var twoInputs: LayerCase {
    let (left, right) = (Input(3), Input(5))
    let body = Dense(7, activation: .tanh)(Concatenate()([left, right]))
    return LayerCase(
      Model(inputs: [left, right], outputs: Dense(1)(body)), [3, 3], [3, 5], output: [3, 1],
      weights: [
        "dense_1/kernel": [8, 7], "dense_1/bias": [7], "dense_2/kernel": [7, 1],
        "dense_2/bias": [1],
      ], hasComparableGradients: false)
  }
}
