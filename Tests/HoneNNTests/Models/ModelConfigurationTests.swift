import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Functional models in files.
@Suite struct ModelConfigurationTests {
  private func copy(_ model: any Layer) throws -> any Layer {
    let json = try model.encoded().json()
    let copy = try Registry.standard.makeLayer(
      from: try ConfigurationValue(parsingJSON: json, file: "model.json"))
    #expect(try copy.encoded().json() == json)
    return copy
  }

  @Test func layersOperatorsAndSharingSurviveARoundTrip() throws {
    let image = Input(4, 4, 2)
    let shared = Conv2D(2, kernelSize: 3, padding: .same, activation: .tanh)
    let features = shared(shared(image)) + image.tensor * 0.5 + Tensor([1, -1])
    let pooled = concatenate([features.mean(axes: [1, 2]), features.max(axes: [1, 2])])
    let model = Model(inputs: image, outputs: Dense(3)(pooled / (1 + square(pooled))))
    let weights: [String: Shape] = [
      "conv2d_1/kernel": [3, 3, 2, 2], "conv2d_1/bias": [2], "dense_1/kernel": [4, 3],
      "dense_1/bias": [3],
    ]
    try LayerHarness(model, [2, 4, 4, 2]).verify(
      output: [2, 3], weights: weights, gradients: false)
    try LayerHarness(copy(model), [2, 4, 4, 2]).verify(
      output: [2, 3], weights: weights, gradients: false)
  }

  @Test func aModelIsWrittenAsNumberedNodes() throws {
    let (a, b) = (Input(3), Input(3, name: "other"))
    let sum = Dense(2)(a) + Dense(2, name: "right")(b)
    let model = Model(inputs: [a, b], outputs: [sum, Softmax()(sum)], name: "two")
    #expect(
      try model.encoded().json(indent: nil) == """
        {"Model": {"inputs": [{"Input": {"shape": [3]}}, {"Input": {"shape": [3], \
        "name": "other"}}], "nodes": [{"layer": {"Dense": {"units": 2}}, "of": [0]}, \
        {"layer": {"Dense": {"units": 2, "name": "right"}}, "of": [1]}, \
        {"operation": "add", "of": [2, 3]}, {"layer": "Softmax", "of": [4]}], \
        "outputs": [4, 5], "name": "two"}}
        """)
    _ = try copy(model)
  }

  @Test func modelsWithinModelsShareTheirWeightsAfterARoundTrip() throws {
    let inner = Input(4)
    let parts = [Dense(3)(inner), Dense(2)(inner)]
    let encoder = Model(inputs: inner, outputs: parts, name: "encoder")
    let (left, right) = (Input(4), Input(4))
    let (a, b) = (encoder.outputs(of: [left]), encoder.outputs(of: [right]))
    let head = Sequential([Dense(2), ReLU()])
    let siamese = Model(
      inputs: [left, right], outputs: [head(abs(a[0] - b[0])), a[1] * b[1]])
    for model in [siamese, try copy(siamese)] as [any Layer] {
      let step = try LayerHarness(model, [2, 4], [2, 4]).run()
      #expect(step.outputs.map(\.shape) == [[2, 2], [2, 2]])
      #expect(
        step.weights.keys.sorted() == [
          "encoder/dense_1/bias", "encoder/dense_1/kernel", "encoder/dense_2/bias",
          "encoder/dense_2/kernel", "sequential_1/dense_1/bias", "sequential_1/dense_1/kernel",
        ])
    }
    #expect(try siamese.encoded().json().contains("\"3:1\""))
  }

  @Test func mistakesInAFileAreReportedTogetherWithTheirPlaces() throws {
    let json = """
      {"Model": {
        "inputs": [{"Input": {"shape": [4]}}],
        "nodes": [{"layer": {"Dence": {"units": 2}}, "of": [0]},
                  {"layer": {"Dense": {"units": 0}}, "from": [1]}],
        "outputs": [2]}}
      """
    let value = try ConfigurationValue(parsingJSON: json, file: "model.json")
    #expect(
      Registry.standard.validate(value, as: .layer, at: "model").map(\.description) == [
        """
        model.Model.nodes[0].layer: there is no layer named "Dence"
          at model.json:3:24
          help: did you mean "Dense"?
        """,
        """
        model.Model.nodes[1]: unknown key "from"
          at model.json:4:48
          help: known keys: layer, of, operation
        """,
        """
        model.Model.nodes[1].layer.Dense.units: expects a whole number ≥ 1. Received: 0
          at model.json:4:43
        """,
      ])
  }

  @Test(arguments: [
    (#"{"layer": "Flatten", "of": [1]}"#, "[1]", "below 1"),
    (#"{"layer": "Flatten", "of": ["0:1"]}"#, "[0]", "earlier node"),
    (#"{"layer": "Flatten"}"#, "[0]", "the layer's inputs"),
    (#"{"of": [0]}"#, "[0]", "a layer or an operation"),
    (#"{"operation": "ad", "of": [0, 0]}"#, "[0]", "did you mean"),
    (#"{"operation": "concatenate {axis: 1, b: 2}", "of": [0, 0]}"#, "[0]", "\"b\""),
    (#"{"operation": "relu", "of": [0]}"#, "[5]", "below 2"),
    (#"{"operation": "relu", "of": [0]}"#, "7", "a list"),
  ])
  func aBadNodeIsOneError(_ node: String, _ outputs: String, _ text: String) throws {
    let json = """
      {"Model": {"inputs": [{"Input": {"shape": [4]}}], "nodes": [\(node)], "outputs": \(outputs)}}
      """
    let value = try ConfigurationValue(parsingJSON: json, file: "model.json")
    let error = #expect(throws: HoneError.self) {
      _ = try Registry.standard.makeLayer(from: value)
    }
    #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
    #expect(error?.causes.isEmpty == true)
  }

  @Test func whatCanNotBeWrittenIsNamed() throws {
    struct Mine: Layer {
      let identity = LayerIdentity()
      func forward(_ x: Tensor) -> Tensor { x }
    }
    let (a, b) = (Input(3), Input(3, name: "b"))
    let model = Model(inputs: a, outputs: Mine()(a.tensor.mean(axes: [0])) + b.tensor)
    let error = #expect(throws: HoneError.self) { _ = try model.encoded() }
    #expect(error?.message?.contains("a function of the batch size") == true)
    #expect(error?.message?.contains("Mine") == true)
    #expect(error?.message?.contains("an Input b that isn't among the model's") == true)
  }
}
