#if CommandLineTool
  import Hone
  import Testing

  @testable import HoneCommand

  struct YAMLWriterTests {
    @Test func whatIsWrittenReadsBackTheSame() throws {
      let long = ConfigurationValue.array((0..<60).map { ConfigurationValue($0) })
      let texts = [
        "true", "1e3", "", " a", "a: b", "- x", "#no", "ü", "two\nlines", "\"q\"", "a\\b", "null",
        "~", "0x1F", "path/to.file", "-3", ".5", "yes", "{a}", "*a", "&a", "%", "@", "!tag",
      ]
      let value: ConfigurationValue = .object([
        ("texts", .array(texts.map { ConfigurationValue($0) })),
        ("numbers", [1, -2, 0.1, 1e-7, 1e300, 3.0]),
        ("special", .array([.init(.double(.infinity)), .init(.double(-.infinity))])),
        ("empty", [.emptyObject, .array([])]), ("nothing", nil), ("flag", true), ("long", long),
        ("long objects", .array([.object([("a", long), ("b", long)]), .object([("c", long)])])),
        ("nested", ["a": ["b": ["c": [["d": 1], [2, [3]]]]]]),
      ])
      #expect(try YAMLReader.read(value.yaml(), file: "") == value)
      #expect(try YAMLReader.read(value.yaml(width: 10), file: "") == value)
    }

    @Test func aListOfLayersIsALineEach() {
      let value: ConfigurationValue = [
        "name": "a", "model": ["Flatten", ["Dense": ["units": 10]]], "metrics": ["accuracy"],
      ]
      #expect(
        value.yaml() == """
          name: a
          model:
            - Flatten
            - Dense: {units: 10}
          metrics: [accuracy]

          """)
    }
  }
#endif
