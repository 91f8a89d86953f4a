import HoneCore
import Testing

struct ConfigurationValueTests {
  @Test func literalsAndSubscripts() throws {
    var value: ConfigurationValue = ["type": "Dense", "units": 10, "rate": 0.5, "bias": nil]
    #expect(value.keys == ["type", "units", "rate", "bias"])
    #expect(try value.member("units").int(in: 1...) == 10)
    #expect(value["bias"]?.isNull == true)
    value["units"] = 12
    value["name"] = "head"
    value["rate"] = nil as ConfigurationValue?
    #expect(value.keys == ["type", "units", "bias", "name"])
    #expect(try value["units"]?.int() == 12)
  }

  @Test func equalityIgnoresPlaces() throws {
    let read = try ConfigurationValue(parsingJSON: "{\"a\": [1, 2.5]}", file: "f.json")
    #expect(read == ["a": [1, 2.5]])
    #expect(read.hashValue == (["a": [1, 2.5]] as ConfigurationValue).hashValue)
    #expect(ConfigurationValue(1) != ConfigurationValue(1.0))
  }

  @Test func locationsPointAtKeysAndValues() throws {
    let read = try ConfigurationValue(parsingJSON: "{\n  \"é\": {\"b\": true}\n}", file: "f.json")
    let outer = try #require(read.members.first)
    #expect(outer.keyLocation == SourceLocation(file: "f.json", line: 2, column: 3))
    #expect(outer.value.location == SourceLocation(file: "f.json", line: 2, column: 8))
    #expect(outer.value["b"]?.location == SourceLocation(file: "f.json", line: 2, column: 14))
  }

  @Test func wrongTypeNamesPathValueAndPlace() throws {
    let read = try ConfigurationValue(parsingJSON: "{\"units\": \"ten\"}", file: "m.json")
    let error = #expect(throws: HoneError.self) {
      try read.member("units").int(in: 1..., at: "layers[2].units")
    }
    #expect(
      error?.description == """
        layers[2].units: expects a whole number of 1 or more. Received: "ten"
          at m.json:1:11
        """)
  }

  @Test func rangesAreHeldAndNamed() {
    let value: ConfigurationValue = 7
    #expect(throws: HoneError.self) { try value.int(in: 0..<7) }
    #expect(throws: HoneError.self) { try value.double(in: ..<7) }
    #expect(throws: HoneError.self) { try ConfigurationValue(Double.nan).double(in: 0...1) }
    let error = #expect(throws: HoneError.self) { try value.double(in: 0...1, at: "rate") }
    #expect(error?.description == "rate: expects a number from 0.0 to 1.0. Received: 7")
  }

  @Test func wholeDoublesAreInts() throws {
    #expect(try ConfigurationValue(parsingJSON: "1e3", file: "").int() == 1000)
    #expect(throws: HoneError.self) { try ConfigurationValue(0.5).int() }
    #expect(try ConfigurationValue(3).double() == 3)
  }

  @Test func missingAndUnknownKeysSuggestTheNearest() {
    let value: ConfigurationValue = ["lerning_rate": 1, "zebra": 2]
    let missing = #expect(throws: HoneError.self) { try value.member("learning_rate", at: "opt") }
    #expect(
      missing?.description == """
        opt: the key "learning_rate" is missing
          help: there is "lerning_rate"; was it meant?
        """)
    let unknown = value.unknownKeyErrors(known: ["learning_rate", "beta"], at: "opt")
    #expect(
      unknown.map(\.description) == [
        "opt: unknown key \"lerning_rate\"\n  help: did you mean \"learning_rate\"?",
        "opt: unknown key \"zebra\"\n  help: known keys: beta, learning_rate",
      ])
  }

  @Test func choicesAreListedAndTheNearestNamed() throws {
    let value: ConfigurationValue = "vaild"
    let error = #expect(throws: HoneError.self) {
      try value.string(oneOf: ["valid", "same"], at: "padding")
    }
    #expect(
      error?.description == """
        padding: expects one of valid, same. Received: "vaild"
          help: did you mean "valid"?
        """)
  }
}
