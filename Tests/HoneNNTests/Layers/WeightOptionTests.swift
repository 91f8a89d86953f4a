import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Every weight that Keras lets be constrained, and every penalty on outputs, by layer.
@Suite struct WeightOptionTests {
  private static let sequence: Shape = [2, 5, 3]
  private static let image: Shape = [2, 5, 4, 3]
  private static let volume: Shape = [2, 3, 4, 3, 2]
  private static let limit: any Constraint = .maxNorm(2)

  /// Layers with all constraints and a penalty on the output, the input, and how many constraints
  /// and penalties there are.
  private static let layers: [(any Layer, Shape, Int, Int)] = [
    (
      Dense(
        3, activityRegularizer: .l2(), kernelConstraint: limit, biasConstraint: .nonNegative),
      [2, 4], 2, 1
    ),
    (
      EinsumDense(
        "abc,cd->abd", outputShape: [-1, 4], biasAxes: "d", activityRegularizer: .l2(),
        kernelConstraint: limit, biasConstraint: limit), sequence, 2, 1
    ),
    (Embedding(4, 3, activityRegularizer: .l2(), embeddingsConstraint: .unitNorm()), [2, 3], 1, 1),
    (
      Conv1D(
        2, kernelSize: 2, activityRegularizer: .l1(), kernelConstraint: limit,
        biasConstraint: limit), sequence, 2, 1
    ),
    (
      Conv2D(
        2, kernelSize: 2, activityRegularizer: .l1(), kernelConstraint: limit,
        biasConstraint: limit), image, 2, 1
    ),
    (
      Conv3D(
        2, kernelSize: 2, activityRegularizer: .l1(), kernelConstraint: limit,
        biasConstraint: limit), volume, 2, 1
    ),
    (
      Conv1DTranspose(
        2, kernelSize: 2, activityRegularizer: .l1(), kernelConstraint: limit,
        biasConstraint: limit), sequence, 2, 1
    ),
    (
      Conv2DTranspose(
        2, kernelSize: 2, activityRegularizer: .l1(), kernelConstraint: limit,
        biasConstraint: limit), image, 2, 1
    ),
    (
      Conv3DTranspose(
        2, kernelSize: 2, activityRegularizer: .l1(), kernelConstraint: limit,
        biasConstraint: limit), volume, 2, 1
    ),
    (
      DepthwiseConv1D(
        kernelSize: 2, activityRegularizer: .l1(), depthwiseConstraint: limit,
        biasConstraint: limit), sequence, 2, 1
    ),
    (
      DepthwiseConv2D(
        kernelSize: 2, activityRegularizer: .l1(), depthwiseConstraint: limit,
        biasConstraint: limit), image, 2, 1
    ),
    (
      SeparableConv1D(
        2, kernelSize: 2, activityRegularizer: .l1(), depthwiseConstraint: limit,
        pointwiseConstraint: limit, biasConstraint: limit), sequence, 3, 1
    ),
    (
      SeparableConv2D(
        2, kernelSize: 2, activityRegularizer: .l1(), depthwiseConstraint: limit,
        pointwiseConstraint: limit, biasConstraint: limit), image, 3, 1
    ),
    (
      LSTM(
        3, activityRegularizer: .l1(), kernelConstraint: limit, recurrentConstraint: limit,
        biasConstraint: limit, returnState: true), sequence, 3, 3
    ),
    (
      GRU(
        3, activityRegularizer: .l1(), kernelConstraint: limit, recurrentConstraint: limit,
        biasConstraint: limit), sequence, 3, 1
    ),
    (
      SimpleRNN(
        3, activityRegularizer: .l1(), kernelConstraint: limit, recurrentConstraint: limit,
        biasConstraint: limit), sequence, 3, 1
    ),
    (
      Bidirectional(SimpleRNN(3, activityRegularizer: .l1(), recurrentConstraint: limit)),
      sequence, 2, 2
    ),
    (BatchNormalization(betaConstraint: limit, gammaConstraint: limit), image, 2, 0),
    (LayerNormalization(betaConstraint: limit, gammaConstraint: limit), image, 2, 0),
    (GroupNormalization(groups: 3, betaConstraint: limit, gammaConstraint: limit), image, 2, 0),
    (
      MultiHeadAttention(
        numHeads: 2, keyDim: 3, activityRegularizer: .l2(), kernelConstraint: limit,
        biasConstraint: limit), sequence, 8, 4
    ),
    (PReLU(alphaConstraint: .nonNegative), [2, 4], 1, 0),
  ]

  @Test(arguments: layers.indices)
  func constraintsAndPenaltiesReachTheProgramAndSurviveFiles(_ index: Int) throws {
    let (layer, shape, constraints, penalties) = Self.layers[index]
    let copy = try Registry.standard.makeLayer(from: try layer.encoded())
    for layer in [layer, copy] {
      let trace = LayerHarness(layer, shape).trace(batchSize: shape[0]).trace
      #expect(trace.errors.isEmpty)
      #expect(trace.constraints.count == constraints)
      #expect(trace.penalties.count == penalties)
    }
  }

  /// What is chosen reads as the layer's own.
  @Test func optionsReadAsTheLayersOwn() {
    var layer = Conv2D(8, kernelSize: [1, 3], padding: .same, kernelInitializer: .heNormal)
    #expect(layer.filters == 8 && layer.kernelSize == [1, 3] && layer.padding == .same)
    #expect(layer.kernel.initializer is HeNormal)
    layer.filters = 4
    #expect(layer.options.filters == 4)
    let recurrent = GRU(5, returnSequences: true)
    #expect(recurrent.units == 5 && recurrent.returnSequences)
    #expect(recurrent.recurrent.initializer is Orthogonal)
  }

  /// Keras: `√(6 / (fan-in + fan-out))` with the fans of the whole product of all heads.
  @Test func attentionBeginsWithTheFansOfAllHeads() throws {
    let layer = MultiHeadAttention(numHeads: 10, keyDim: 20)
    let kernel = try #require(
      try LayerHarness(layer, [1, 1, 100]).run().weights["query/kernel"])
    let largest = try #require(kernel.elements(as: Double.self).map(abs).max())
    #expect(largest <= 0.141_422 && largest > 0.141)
  }

  @Test func paddingBehindATransposedConvolutionIsBelowTheStride() {
    for (layer, isRight) in [
      (Conv2DTranspose(1, kernelSize: 3, strides: 2, outputPadding: 1), true),
      (Conv2DTranspose(1, kernelSize: 3, strides: 2, outputPadding: 2), false),
      (Conv2DTranspose(1, kernelSize: 3, strides: 2, outputPadding: [1, 1, 1]), false),
      (Conv2DTranspose(1, kernelSize: 2, strides: 2, padding: .same, outputPadding: 0), false),
    ] {
      let trace = LayerHarness(layer, Self.image).trace(batchSize: 2).trace
      #expect(trace.errors.isEmpty == isRight)
      #expect(isRight || trace.errors[0].description.contains("outputPadding"))
    }
  }
}
