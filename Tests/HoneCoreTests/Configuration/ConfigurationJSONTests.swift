import HoneCore
import Testing

struct ConfigurationJSONTests {
  @Test func prettyTextIsStable() {
    let value: ConfigurationValue = [
      "name": "a\"b\n", "kernel": [3, 3], "rates": [0.1, 1e-7, 2.0], "empty": [:], "none": [],
      "layers": [["units": 1]], "on": true, "nothing": nil,
    ]
    #expect(
      value.json() == """
        {
          "name": "a\\"b\\n",
          "kernel": [3, 3],
          "rates": [0.1, 1e-07, 2.0],
          "empty": {},
          "none": [],
          "layers": [
            {
              "units": 1
            }
          ],
          "on": true,
          "nothing": null
        }
        """)
    #expect(value["layers"]?.json(indent: nil) == "[{\"units\": 1}]")
  }

  @Test(arguments: [
    0.1, 1.0, -0.0, 1e-7, 1e300, Double.leastNonzeroMagnitude, 0.1 + 0.2, 123_456_789.125,
  ])
  func doublesReadBackToTheSameBits(_ number: Double) throws {
    let text = ConfigurationValue(number).json()
    let read = try ConfigurationValue(parsingJSON: text, file: "n").double()
    #expect(read.bitPattern == number.bitPattern)
  }

  @Test func numbersThatJSONLacksSurvive() throws {
    let numbers = [ConfigurationValue(Double.nan), ConfigurationValue(-Double.infinity)]
    let text = ConfigurationValue.array(numbers).json()
    #expect(text == "[\"NaN\", \"-Infinity\"]")
    let read = try ConfigurationValue(parsingJSON: text, file: "n").elements
    #expect(try read[0].double().isNaN)
    #expect(try read[1].double() == -.infinity)
  }

  @Test func anyTextReadsBack() throws {
    let text = "\u{0}\u{1F}\"\\/\u{7F}é한😀\r\n\t"
    let json = ConfigurationValue(text).json()
    #expect(try ConfigurationValue(parsingJSON: json, file: "n").string() == text)
  }

  @Test func escapesAreRead() throws {
    let json = #""\u0041\ud83d\ude00\b\f\/\n""#
    #expect(
      try ConfigurationValue(parsingJSON: json, file: "n").string() == "A😀\u{8}\u{C}/\n")
  }

  @Test(arguments: [
    ("", "JSON expects a value. Received: the end of the text\n  at c.json:1:1"),
    ("{\n  \"a\": 1,\n}", "JSON expects a key in double quotes. Received: \"}\"\n  at c.json:3:1"),
    ("{\"a\" 1}", "JSON expects \":\". Received: \"1\"\n  at c.json:1:6"),
    ("[1 2]", "JSON expects \",\" or \"]\". Received: \"2\"\n  at c.json:1:4"),
    ("[1,]", "JSON expects a value. Received: \"]\"\n  at c.json:1:4"),
    ("01", "JSON expects the end of the text. Received: \"1\"\n  at c.json:1:2"),
    ("1.", "JSON expects a digit. Received: the end of the text\n  at c.json:1:3"),
    ("nul", "JSON expects a value. Received: \"n\"\n  at c.json:1:1"),
    ("1e999", "JSON expects a finite number. Received: 1e999\n  at c.json:1:1"),
    (
      "99999999999999999999",
      "JSON expects a whole number of 64 bits. Received: 99999999999999999999\n  at c.json:1:1"
    ),
    (
      "{\"a\":1,\"a\":2}",
      "the key \"a\" is there twice\n  at c.json:1:8\n  help: remove one of the two"
    ),
    ("\"a", "JSON expects a closing quote. Received: the end of the text\n  at c.json:1:3"),
    (
      "\"\\ud800x\"",
      "JSON expects the second half of a surrogate pair. Received: \"x\"\n  at c.json:1:8"
    ),
    ("\"\\udc00\"", "JSON expects a Unicode character. Received: \"\"\"\n  at c.json:1:8"),
  ])
  func malformedTextIsOneErrorWithItsPlace(_ text: String, _ message: String) {
    let error = #expect(throws: HoneError.self) {
      try ConfigurationValue(parsingJSON: text, file: "c.json")
    }
    #expect(error?.description == message)
  }

  @Test func invalidUTF8IsAnError() {
    let error = #expect(throws: HoneError.self) {
      try ConfigurationValue(
        parsingJSON: [0x22, 0xFF, 0x22], file: "c.json", errorKind: .file)
    }
    #expect(error?.kind == .file)
    #expect(error?.wanted == "text in UTF-8")
  }

  @Test func deepNestingIsAnErrorNotACrash() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: HoneError.self) { try ConfigurationValue(parsingJSON: text, file: "deep") }
  }
}
