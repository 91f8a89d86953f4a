#if CommandLineTool
  import Hone
  import HoneCore
  import Testing

  @testable import HoneCommand

  struct YAMLReaderTests {
    private func read(_ text: String) throws(HoneError) -> ConfigurationValue {
      try YAMLReader.read(text, file: "a.yaml")
    }

    private func failure(_ text: String) throws -> String {
      let error = try #require(throws: HoneError.self) { try read(text) }
      #expect(error.kind == .usage)
      return error.description
    }

    @Test(arguments: [
      ("true", ConfigurationValue.Kind.bool(true)), ("False", .bool(false)), ("null", .null),
      ("~", .null), ("12", .int(12)), ("-3", .int(-3)), ("0x1F", .int(31)), ("1e-3", .double(1e-3)),
      ("2.", .double(2)), (".5", .double(0.5)), ("+1", .int(1)), ("-.inf", .double(-.infinity)),
      ("yes", .string("yes")), ("off", .string("off")), ("1_000", .string("1_000")),
      ("12px", .string("12px")), ("e", .string("e")), ("-", .array([.null])),
      ("nan", .string("nan")), ("'12'", .string("12")), ("\"true\"", .string("true")),
      ("99999999999999999999", .double(1e20)),
    ])
    func scalarsFollowTheCoreSchema(text: String, wanted: ConfigurationValue.Kind) throws {
      #expect(try read(text).kind == wanted)
    }

    @Test func everyKeyAndValueKnowsItsLineAndColumn() throws {
      let value = try read("# comment\nmodel:\n  - Dense: {units: 10}\n  - Flatten\nepochs:  3\n")
      func place(_ line: Int, _ column: Int) -> HoneCore.SourceLocation {
        HoneCore.SourceLocation(file: "a.yaml", line: line, column: column)
      }
      #expect(value.members.map(\.keyLocation) == [place(2, 1), place(5, 1)])
      let layers = try #require(value["model"]).elements
      #expect(layers.map(\.location) == [place(3, 5), place(4, 5)])
      let dense = try #require(layers[0].members.first)
      #expect(dense.keyLocation == place(3, 5))
      #expect(dense.value.members.first?.keyLocation == place(3, 13))
      #expect(dense.value["units"]?.location == place(3, 20))
      #expect(value["epochs"]?.location == place(5, 10))
    }

    @Test func aliasesRepeatWhatTheyName() throws {
      let value = try read("a: &x {units: 3}\nb: *x\n")
      #expect(value["a"] == value["b"])
      #expect(value["b"] == ["units": 3])
    }

    @Test func anEmptyFileIsNull() throws {
      #expect(try read("# nothing\n").isNull)
    }

    @Test func aKeyThatIsThereTwiceIsAnError() throws {
      #expect(
        try failure("epochs: 1\nseed: 2\nepochs: 3\n")
          == """
          the key "epochs" is there twice; the first is here
            at a.yaml:1:1
            help: remove one of the two
          """)
    }

    @Test(arguments: [
      ("a: [1, 2\nb: 3\n", "a.yaml:2:"), ("a: 1\n\tb: 2\n", "a.yaml:2:1"),
      ("a: 'open\n", "a.yaml:2:1"), ("a: *nothing\n", "a.yaml:1:4"),
      ("a: 1\n---\nb: 2\n", "a.yaml:2:1"), ("a: b: c\n", "a.yaml:1:5"),
      ("? [1]\n: 2\n", "a.yaml:1:3"),
    ])
    func badYAMLNamesThePlace(text: String, place: String) throws {
      let text = try failure(text)
      #expect(text.contains("YAML"))
      #expect(text.contains("\n  at \(place)"))
    }

    @Test func deepNestingAndEndlessAliasesAreErrors() throws {
      #expect(
        try failure(String(repeating: "[", count: 400) + String(repeating: "]", count: 400))
          .contains("256 levels"))
      var bomb = "a: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
      for level in 1...8 {
        let many = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
        bomb += "b\(level): &a\(level) [\(many)]\n"
      }
      #expect(try failure(bomb).contains("1000000 values"))
    }
  }
#endif
