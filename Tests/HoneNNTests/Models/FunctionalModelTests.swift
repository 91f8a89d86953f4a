import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct FunctionalModelTests {
  @Test func sharedLayersAndOperatorsBecomeOneModel() throws {
    let image = Input(4, 4, 2, dtype: .float64)
    let shared = Conv2D(3, kernelSize: 3, padding: .same, activation: .tanh)
    let stem = Conv2D(3, kernelSize: 1)(image)
    let features = shared(shared(stem)) + stem * 0.5
    let model = Model(inputs: image, outputs: Dense(2)(GlobalAveragePooling2D()(features)))
    try LayerHarness(model, [2, 4, 4, 2]).verifyGradients()
    let trace = LayerHarness(model, [2, 4, 4, 2])
      .trace(batchSize: 2, dtype: .float64).trace
    #expect(
      trace.graph.slots.map(\.path) == [
        "model_1/conv2d_1/kernel", "model_1/conv2d_1/bias", "model_1/conv2d_2/kernel",
        "model_1/conv2d_2/bias", "model_1/dense_1/kernel", "model_1/dense_1/bias",
      ])
  }

  @Test func shapesAreKnownWhileTheModelIsDescribed() {
    let image = Input(28, 28, 1)
    let pooled = MaxPooling2D()(Conv2D(8, kernelSize: 3)(image))
    #expect(pooled.shape == [Shape.unknown, 13, 13, 8])
    #expect(Flatten()(pooled).shape == [Shape.unknown, 1352])
    #expect(Conv2D(8, kernelSize: 30)(image).isPoisoned)
  }

  @Test func severalInputsAndOutputs() throws {
    let (a, b) = (Input(3, name: "a"), Input(4, name: "b"))
    let joined = Concatenate()([a, b])
    let model = Model(inputs: [a, b], outputs: [Dense(2)(joined), Softmax()(joined)])
    let step = try LayerHarness(model, [2, 3], [2, 4]).run()
    #expect(step.outputs.map(\.shape) == [[2, 2], [2, 7]])
    #expect(step.weights["dense_1/kernel"]?.shape == [7, 2])
  }

  @Test func anInputThatIsNotListedOrDoesNotFitIsAnError() {
    let (a, b) = (Input(3), Input(3, name: "other"))
    let missing = Model(inputs: a, outputs: Add()([a, b]))
    let (trace, _) = LayerHarness(missing, [2, 3]).trace(batchSize: 2)
    #expect(trace.errors.count == 1)
    #expect(trace.errors[0].message?.contains("\"other\"") == true)
    let model = Model(inputs: b, outputs: Dense(2)(b))
    let (other, _) = LayerHarness(model, [2, 5]).trace(batchSize: 2)
    #expect(other.errors.map(\.operation) == ["Input \"other\""])
  }

  @Test func aModelIsALayerOfAnother() throws {
    let inner = Input(4)
    let encoder = Model(inputs: inner, outputs: Dense(3, useBias: false)(inner), name: "encoder")
    let (left, right) = (Input(4), Input(4))
    let siamese = Model(inputs: [left, right], outputs: abs(encoder(left) - encoder(right)))
    let trace = LayerHarness(siamese, [2, 4], [2, 4]).trace(batchSize: 2).trace
    #expect(trace.graph.slots.map(\.path) == ["model_1/encoder/dense_1/kernel"])
  }

  @Test func dropoutWithinAModelFollowsTheMode() throws {
    let input = Input(50)
    let harness = LayerHarness(Model(inputs: input, outputs: Dropout(0.5)(input)), [2, 50])
    #expect(try harness.run(mode: .inference).outputs == harness.values(dtype: .float32))
    #expect(try harness.run(mode: .training).outputs != harness.values(dtype: .float32))
  }
}
