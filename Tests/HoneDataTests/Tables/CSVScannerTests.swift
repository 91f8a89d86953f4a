import HoneCore
import Testing

@testable import HoneData

struct CSVScannerTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func records(
    _ text: String, _ format: CSVFormat = CSVFormat(), name: String = "a.csv"
  ) throws -> [[String]] {
    try records(Array(text.utf8), format, name: name)
  }

  private func records(
    _ bytes: [UInt8], _ format: CSVFormat = CSVFormat(), name: String = "a.csv"
  ) throws -> [[String]] {
    let scanner = try CSVScanner(try folder.write(bytes, name), format: format)
    var records: [[String]] = []
    while try scanner.next() { records.append((0..<scanner.fieldCount).map { scanner.text($0) }) }
    return records
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func linesEndInThreeWaysAndEmptyOnesAreSkipped(_ end: String) throws {
    let text = ["a,b", "", "1, 2 ", "3,", ",4"].joined(separator: end)
    let expected = [["a", "b"], ["1", "2"], ["3", ""], ["", "4"]]
    #expect(try records(text) == expected)
    #expect(try records(text + end) == expected)
    #expect(try records(text + end + end) == expected)
  }

  @Test func quotesHoldDelimitersLineEndsAndQuotes() throws {
    let text = "\"a,b\",\"c\nd\",\"e\"\"f\"\"\"\r\n\"\", \"x\" ,y\"z\n"
    #expect(
      try records(text, CSVFormat(delimiter: ","))
        == [["a,b", "c\nd", "e\"f\""], ["", "x", "y\"z"]])
    #expect(try records("a,\" b \"", CSVFormat()) == [["a", " b "]])
    #expect(try records(" a , b ", CSVFormat(trimsSpaces: false)) == [[" a ", " b "]])
  }

  @Test func delimitersAreFound() throws {
    let cases = [",", ";", "\t", "|"].map { mark in
      ["a", "b", "c"].joined(separator: mark) + "\n1\(mark)\"x,y;z|w\t\"\(mark)3\n"
    }
    for text in cases {
      #expect(try records(text) == [["a", "b", "c"], ["1", "x,y;z|w\t", "3"]])
    }
    // Decimal commas between semicolons.
    #expect(try records("a;b\n1,5;2,5\n1,5;7\n")[1] == ["1,5", "2,5"])
    #expect(try records("a,b\tc\n1,2\t3\n", name: "a.tsv") == [["a,b", "c"], ["1,2", "3"]])
    #expect(try records("alone\n1\n2\n") == [["alone"], ["1"], ["2"]])
  }

  @Test func marksAtTheStartAndCommentsAreSkipped() throws {
    #expect(try records([0xEF, 0xBB, 0xBF] + Array("a,b\n".utf8)) == [["a", "b"]])
    let text = "# one\na,b\n#,two\r\n1,#2\n# three"
    #expect(try records(text, CSVFormat(comment: "#")) == [["a", "b"], ["1", "#2"]])
    let packed = gzip(Array("a,b\n1,2\n".utf8))
    #expect(try records(packed, name: "a.csv.gz") == [["a", "b"], ["1", "2"]])
  }

  @Test func recordsLongerThanTheBufferAreWhole() throws {
    // Lengths around the buffer's size, so that every kind of byte falls on its end.
    for length in (1 << 18) - 12...(1 << 18) + 2 {
      let long = String(repeating: "x", count: length)
      let text = "a,b\r\n\(long),\"q\"\"\r\n,\"\r\n1,2\r\n"
      #expect(try records(text) == [["a", "b"], [long, "q\"\r\n,"], ["1", "2"]])
    }
    let huge = String(repeating: "y\n", count: 1 << 19)
    #expect(try records("a,\"\(huge)\"\n1,2") == [["a", huge], ["1", "2"]])
  }

  @Test func whatIsWrongIsNamedWithLineAndColumn() throws {
    func message(_ bytes: [UInt8]) throws -> String {
      let path = try folder.write(bytes, "bad.csv")
      let error = #expect(throws: HoneError.self) {
        let scanner = try CSVScanner(path, format: CSVFormat(delimiter: ","))
        while try scanner.next() {}
      }
      #expect(error?.kind == .data)
      return try #require(error).description.replacing(folder.path + "/", with: "")
    }
    #expect(
      try message(Array("a,b\n1,\"2\n3,4\n".utf8)) == """
        bad.csv: CSV expects a closing quote. Received: the end of the file
          at bad.csv:2:3
          help: a quote within a quoted field is written twice
        """)
    #expect(
      try message(Array("a,b\n1,\"2\"3\n".utf8)) == """
        bad.csv: CSV expects a delimiter or the end of the line after a closing quote. \
        Received: "3"
          at bad.csv:2:6
          help: a quote within a quoted field is written twice
        """)
    #expect(
      try message(Array("a,b\n한,x".utf8) + [0] + Array("\n".utf8)) == """
        bad.csv: CSV expects text. Received: a NUL byte
          at bad.csv:2:4
          help: the file is damaged, or it isn't a text file
        """)
    #expect(
      try message(Array("a,b\n\"x\ny\",".utf8) + [0xC3, 0x28]) == """
        bad.csv: CSV expects text in UTF-8. Received: the byte 0xc3
          at bad.csv:3:4
          help: save the file as UTF-8
        """)
    #expect(try message([0xFF, 0xFE, 0x61, 0]).contains("Received: UTF-16"))
  }

  @Test func anUnclosedQuoteDoesNotTakeTheWholeMemory() throws {
    let bytes = Array("a,b\n1,\"".utf8) + [UInt8](repeating: 0x78, count: 40 << 20)
    let error = #expect(throws: HoneError.self) { try records(bytes) }
    #expect(error?.wanted == "records of at most 16 MiB")
    #expect(error?.location?.line == 2)
  }

  @Test func everyUTF8SequenceIsJudgedAsTheStandardLibraryDoes() {
    var generator: UInt64 = 7
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      for _ in 0..<6 {
        generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Mostly lead and continuation bytes.
        let value = UInt8(truncatingIfNeeded: generator >> 33)
        bytes.append(value % 3 == 0 ? value : value | 0x80)
      }
      let invalid = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid($0) }
      #expect((invalid == nil) == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
    }
  }
}

struct DecimalNumberTests {
  private func parse(_ text: String) -> DecimalNumber.Value? {
    Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0) }
  }

  @Test func numbersAreTheNearestDoubles() throws {
    let texts = [
      "0", "-0", "1", "+7", "-12", ".5", "5.", "-.25", "1e3", "1E-3", "2.5e+10", "0.1", "3.14159",
      "123456789012345", "123456789012345678", "9007199254740993", "1.7976931348623157e308",
      "2.2250738585072014e-308", "4.9e-324", "1e-400", "0.000000000000000000000000123",
      "12345678901234567890.5", "100000000000000000000000", "8.41e21", "1.0000000000000002",
    ]
    for text in texts {
      let plain = text.hasPrefix("+") ? String(text.dropFirst()) : text
      #expect(try #require(parse(text)).number == Double(plain), "\(text)")
    }
    #expect(parse("1e400")?.number == .infinity)
  }

  @Test func whatIsNoNumberIsNone() {
    for text in [
      "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "1_000", "nan", "inf", "1 2",
      "--1", "1-", "١",
    ] {
      #expect(parse(text) == nil, "\(text)")
    }
  }

  @Test func randomDecimalsAreTheNearestDoubles() throws {
    let key = RandomKey(seed: 3)
    for index in 0..<20_000 {
      let place = UInt64(index) * 4
      let digits = Int(key.bits(at: place)) * 1000 + Int(key.bits(at: place + 1) % 1000)
      let exponent = Int(key.bits(at: place + 2) % 60) - 30
      let text = "\(digits).\(key.bits(at: place + 3) % 100_000)e\(exponent)"
      #expect(try #require(parse(text)).number == Double(text), "\(text)")
    }
  }

  @Test func wholeNumbersAreTold() {
    #expect(parse("12")?.isWhole == true)
    #expect(parse("12.")?.isWhole == false)
    #expect(parse("1e3")?.isWhole == false)
  }
}
