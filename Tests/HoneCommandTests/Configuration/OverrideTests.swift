#if CommandLineTool
  import Hone
  import Testing

  @testable import HoneCommand

  struct OverrideTests {
    private let base: ConfigurationValue = [
      "epochs": 3, "optimizer": ["adam": ["learningRate": 0.1]], "loss": "mse",
      "model": ["Flatten", ["Dense": ["units": 10]]],
    ]

    private func applying(_ text: String) throws(HoneError) -> ConfigurationValue {
      var value = base
      try Override(text).apply(to: &value)
      return value
    }

    @Test func aKeyIsReplacedOrAdded() throws {
      #expect(try applying("epochs=7")["epochs"] == 7)
      #expect(try applying("name=a b")["name"] == "a b")
      #expect(try applying("data={sample: {limit: 3}}")["data"] == ["sample": ["limit": 3]])
      #expect(try applying("name=")["name"] == nil as ConfigurationValue)
    }

    @Test(arguments: ["optimizer.learningRate=0.5", "optimizer.adam.learningRate=0.5"])
    func aPathGoesThroughTheNameOfAType(text: String) throws {
      #expect(try applying(text)["optimizer"] == ["adam": ["learningRate": 0.5]])
    }

    @Test func aNameAloneGetsFields() throws {
      #expect(try applying("loss.weight=2")["loss"] == ["mse": ["weight": 2]])
    }

    @Test(arguments: ["model[1].units=5", "model.1.units=5", "model[1].Dense.units=5"])
    func aListIsReachedByIndex(text: String) throws {
      #expect(try applying(text)["model"] == ["Flatten", ["Dense": ["units": 5]]])
    }

    @Test func theValueRemembersTheCommandLine() throws {
      let place = try #require(try applying("epochs=7")["epochs"]?.location)
      #expect("\(place)" == "command line: epochs=7")
    }

    @Test(arguments: [
      ("epochs", "key=value"), ("=3", "key=value"), ("a..b=3", "names with dots"),
      ("model[x].units=3", "names with dots"), ("model[7]=3", "an index from 0 to 1"),
      ("epochs.x=3", "3 has no parts"), ("model.units=3", "a list of 2 has no parts"),
      ("epochs=[1", "YAML"),
    ])
    func whatLeadsNowhereIsAnError(text: String, part: String) throws {
      let error = try #require(throws: HoneError.self) { try applying(text) }
      #expect(error.kind == .usage)
      #expect(error.description.contains(part))
    }
  }
#endif
