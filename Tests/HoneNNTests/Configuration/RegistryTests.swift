import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// What files may say, and how they are told that they are wrong.
@Suite struct RegistryTests {
  private func errors(_ json: String, as family: Family = .layer) throws -> [String] {
    let value = try ConfigurationValue(parsingJSON: json, file: "model.json")
    return Registry.standard.validate(value, as: family, at: "model").map(\.description)
  }

  @Test func anUnknownNameIsReportedWithTheNearest() throws {
    #expect(
      try errors(#"{"Dence": {"units": 3}}"#) == [
        """
        model: there is no layer named "Dence"
          at model.json:1:2
          help: did you mean "Dense"?
        """
      ])
    #expect(
      try errors(#""glorot_unifrom""#, as: .initializer) == [
        """
        model: there is no initializer named "glorot_unifrom"
          at model.json:1:1
          help: did you mean "glorotUniform"?
        """
      ])
  }

  @Test func severalMistakesAreReportedAtOnceWithTheirPlaces() throws {
    let json = """
      {"Sequential": {"layers": [
        {"Conv2D": {"filters": 0, "kernelsize": 3}},
        {"Dropout": {"rate": 1.0}},
        {"Dense": {"units": 10, "activation": "rellu", "useBias": "yes"}},
        {"MaxPooling2D": {"padding": "full"}}
      ]}}
      """
    let received = try errors(json).joined(separator: "\n")
    let wanted = """
      model.Sequential.layers[0].Conv2D: unknown key "kernelsize"
        at model.json:2:29
        help: did you mean "kernelSize"?
      model.Sequential.layers[0].Conv2D.filters: expects a whole number ≥ 1. Received: 0
        at model.json:2:26
      model.Sequential.layers[1].Dropout.rate: expects a number ≥ 0 and < 1. Received: 1.0
        at model.json:3:24
      model.Sequential.layers[2].Dense.activation: there is no activation named "rellu"
        at model.json:4:41
        help: did you mean "relu"?
      model.Sequential.layers[2].Dense.useBias: expects true or false. Received: "yes"
        at model.json:4:61
      model.Sequential.layers[3].MaxPooling2D.padding: expects one of valid, same. \
      Received: "full"
        at model.json:5:32
      """
    #expect(received == wanted)
  }

  @Test func rangesAreStated() throws {
    #expect(try errors(#"{"adam": {"beta1": 1.5}}"#, as: .optimizer)[0].contains("≥ 0 and < 1"))
    #expect(try errors(#"{"sgd": {"learningRate": "fast"}}"#, as: .optimizer).count == 1)
    #expect(
      try errors(#"{"BatchNormalization": {"momentum": 2}}"#)[0].contains("a number in 0 … 1"))
    #expect(
      try errors(#"{"varianceScaling": {"scale": 0}}"#, as: .initializer)[0].contains("> 0"))
    #expect(try errors(#"{"Reshape": {"targetShape": [-2]}}"#).count == 1)
    #expect(try errors(#"{"Conv2D": {"filters": 1, "kernelSize": [3, 0]}}"#).count == 1)
    #expect(try errors("3").count == 1)
    #expect(try errors(#"{"Dense": 3}"#).count == 1)
  }

  @Test func aliasesNameTheSameType() throws {
    for (family, name, alias) in [
      (.loss, "meanSquaredError", "mse"), (.metric, "accuracy", "acc"),
      (.regularizer, "l1l2", "l1_l2"), (.optimizer, "adam", "Adam"),
    ] as [(Family, String, String)] {
      let made = try Registry.standard.make(family, from: ConfigurationValue(alias), at: "")
      #expect(type(of: made).schema.name == name)
      #expect(made.configuration == ConfigurationValue(name))
    }
  }

  /// Every type whose fields all have defaults is made from its name, and written as its name.
  @Test(arguments: Family.allCases)
  func defaultsOfTheSchemaAreThoseOfTheType(_ family: Family) throws {
    let schemas = Registry.standard.schemas(family)
    #expect(Set(schemas.map(\.name)).count == schemas.count)
    #expect(!schemas.isEmpty || [.dataset, .transform, .callback].contains(family))
    for schema in schemas where schema.fields.allSatisfy({ $0.defaultValue != nil }) {
      let name = ConfigurationValue(schema.name)
      let made = try Registry.standard.make(family, from: name, at: "")
      if family == .layer {
        #expect(try (made as? any Layer)?.encoded() == name)
      } else {
        #expect(made.configuration == name)
      }
      let known = Set(schema.fields.map(\.key)).union(["id", "name", "trainable"])
      #expect(Set(made.fields.keys).isSubset(of: known))
    }
  }

  /// Values other than the defaults survive JSON.
  @Test(arguments: [
    (Family.optimizer, #"{"adam":{"learningRate":{"cosineDecay":{"initial":0.1,"steps":5}}}}"#),
    (.optimizer, #"{"sgd":{"momentum":0.9,"nesterov":true,"momentumForm":"pytorch"}}"#),
    (.optimizer, #"{"adam":{"learningRate":0.5,"epsilonForm":"pytorch"}}"#),
    (.schedule, #"{"exponentialDecay":{"initial":1.0,"steps":3,"rate":0.5,"staircase":true}}"#),
    (.loss, #"{"binaryCrossentropy":{"fromLogits":true}}"#),
    (.metric, #"{"binaryAccuracy":{"threshold":0.0,"name":"right"}}"#),
    (.initializer, #"{"randomUniform":{"minval":-1.0}}"#),
    (.initializer, #"{"constant":{"value":2.0}}"#),
    (.regularizer, #"{"l1l2":{"l1":0.5}}"#),
    (.activation, #"{"elu":{"alpha":0.5}}"#),
  ])
  func fieldsSurviveARoundTrip(_ family: Family, _ json: String) throws {
    let value = try ConfigurationValue(parsingJSON: json, file: "value.json")
    let made = try Registry.standard.make(family, from: value, at: "")
    #expect(made.configuration == value)
  }

  @Test func sharingSurvivesARoundTrip() throws {
    let shared = Dense(4, activation: .relu)
    let model = Sequential([shared, Dense(4), shared])
    let json = try model.encoded().json()
    let copy = try Registry.standard.makeLayer(
      from: try ConfigurationValue(parsingJSON: json, file: "model.json"))
    let trace = LayerHarness(copy, [2, 4]).trace(batchSize: 2).trace
    #expect(trace.graph.slots.count == 4)
    #expect(try copy.encoded().json() == json)
    #expect(json.components(of: "\"id\"") == 2)
  }

  @Test func closuresAndUnregisteredTypesCanNotBeWritten() {
    struct Mine: Layer {
      let identity = LayerIdentity()
      func forward(_ x: Tensor) -> Tensor { x }
    }
    let model = Sequential([Dense(2, activation: .custom("cube") { $0 * $0 * $0 }), Mine()])
    let error = #expect(throws: HoneError.self) { _ = try model.encoded() }
    #expect(error?.message?.contains("the closure \"cube\", Mine") == true)
  }

  @Test func aTypeOfOnesOwnIsAddedByOneLine() throws {
    let registry = Registry.standard.adding(Doubler.self)
    let value: ConfigurationValue = ["Sequential": ["layers": ["Doubler", "Flatten"]]]
    let step = try LayerHarness(registry.makeLayer(from: value)).run(
      inputs: [HostTensor([1, 2] as [Float])])
    #expect(step.outputs[0].elements(as: Float.self) == [2, 4])
    #expect(throws: HoneError.self) { _ = try Registry.standard.makeLayer(from: value) }
  }
}

private struct Doubler: Layer, Configurable {
  static let schema = Schema(.layer, "Doubler", summary: "twice the input")
  let identity = LayerIdentity()
  init(_ fields: Fields) throws(HoneError) {}
  var fields: [String: ConfigurationValue] { commonFields }
  func forward(_ x: Tensor) -> Tensor { x * 2 }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int {
    var (count, rest) = (0, self[...])
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
