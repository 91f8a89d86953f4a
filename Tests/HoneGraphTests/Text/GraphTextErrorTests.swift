import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

struct GraphTextErrorTests {
  private func message(_ lines: String) -> String {
    do throws(HoneError) {
      _ = try GraphText.parse(lines, file: "run/graph.txt")
      return "no error"
    } catch {
      return error.description
    }
  }

  @Test func theWholeMessageNamesPlaceAndHelp() {
    #expect(
      message("program p\n%0 = constant 1.0 : float32[]\n%1 = sqare %0\n") == """
        graph text expects an operation. Received: "sqare"
          at run/graph.txt:3:6
          help: did you mean "square"?
        """)
    #expect(
      message("program p\ninput x: float32[2, 3]\n%0 = input x\n%1 = add %0, %0 : float32[3, 2] @a")
        == """
        graph text expects the type float32[2, 3]. Received: float32[3, 2]
          at run/graph.txt:4:6
          help: correct the type, or leave it out
        """)
    #expect(
      message("program p\ninput x: float32[2]\n%0 = input x\n%1 = not %0 @gate") == """
        gate: not expects a bool operand. Received: float32[2]
          at run/graph.txt:4:6
          help: compare first: x .> 0
        """)
  }

  @Test(arguments: [
    ("", "\"program\" and its name", "1:1"),
    ("input x: float32[2]", "\"program\" and its name", "1:1"),
    ("program p q", "the end of the line", "1:11"),
    ("program\n", "the program's name", "1:8"),
    ("program p\nfoo", "% or input, scalar", "2:1"),
    ("program p\nimput x: float32[]", "did you mean \"input\"?", "2:1"),
    ("program p\ninput x float32[]", "\":\"", "2:9"),
    ("program p\ninput x: float33[]", "a type: float32", "2:10"),
    ("program p\ninput x: float32[-2]", "an extent below 2³¹, or ?", "2:18"),
    ("program p\ninput x: float32[2 3]", "\",\" or \"]\"", "2:20"),
    ("program p\ninput x: float32[99999999999]", "an extent below 2³¹", "2:18"),
    ("program p\ninput x: float32[2000000000, 2000000000]", "fewer than 2⁴⁸", "2:17"),
    ("program p\ninput x: float32[1]\ninput x: int32[1]", "one input \"x\"", "3:7"),
    ("program p\nscalar x: int64\nscalar x: int64", "one scalar \"x\"", "3:8"),
    ("program p\nslot x: float32[1] weight", "a role: parameter", "2:20"),
    ("program p\nslot x: float32[1] metric\nslot x: float32[1] metric", "one slot \"x\"", "3:6"),
    ("program p\n%0 = input x", "declare it above: input x: …", "2:12"),
    ("program p\nslot kernel: float32[] metric\n%0 = state kernl", "mean \"kernel\"?", "3:12"),
    ("program p\n%x = input x", "the node's number", "2:2"),
    ("program p\n%0 = constant 1.0", "the constant's type", "2:6"),
    ("program p\n%0 = constant 1.0 : float32[?]", "the constant's type", "2:6"),
    ("program p\n%0 = constant x : float32[]", "an element of type float32", "2:15"),
    ("program p\n%0 = constant 300 : uint8[]", "an element of type uint8", "2:15"),
    ("program p\n%0 = constant nan.1 : float32[]", "an element of type float32", "2:15"),
    ("program p\n%0 = constant [1, 2] : int32[3]", "3 elements", "2:6"),
    ("program p\n%0 = constant 1 : int32[3]", "\"splat\" or \"base64\"", "2:15"),
    ("program p\n%0 = constant base64 \"AAAA\" : float32[1]", "4 bytes in base64", "2:22"),
    ("program p\n%0 = constant base64 AAAA : uint8[3]", "bytes in double quotes", "2:22"),
    ("program p\n%0 = constant splat 0 : float32[65536, 65536]", "at most 2 GiB", "2:6"),
    ("program p\n%0 = constant 1.0 : float16[]", "an element of type float16", "2:15"),
    ("program p\n%0 = negate %1", "a value that is defined above", "2:13"),
    ("program p\n%0 = constant 1 : int32[]\n%1 = negate %0:1", "an output in 0 ..< 1", "3:13"),
    ("program p\n%0 = constant 1 : int32[]\n%0 = negate %0", "one node %0", "3:1"),
    ("program p\n%0 = constant 1 : int32[]\n%1 = add %0", "2 operands. Received: 1", "3:6"),
    ("program p\n%0 = iota {axis: 0}", "the attribute \"shape\" of iota", "2:6"),
    ("program p\n%0 = iota : int32[3]", "the attribute \"axis\" of iota", "2:6"),
    ("program p\n%0 = iota {axis: x} : int32[3]", "a whole number below 2³¹", "2:18"),
    ("program p\n%0 = iota {axis: 9999999999} : int32[3]", "a whole number below 2³¹", "2:18"),
    ("program p\n%0 = iota {axs: 0} : int32[3]", "the attribute \"axis\"", "2:6"),
    ("program p\n%0 = iota {axis: 0, axis: 0} : int32[3]", "one attribute \"axis\"", "2:21"),
    (
      "program p\n%0 = iota {axis: 0, extent: 3} : int32[3]", "shape, axis, dtype after iota",
      "2:29"
    ),
    ("program p\n%0 = iota {axis: [[[[0]]]]} : int32[3]", "a word, a number or a list", "2:21"),
    ("program p\n%0 = iota {axis: 0} : int32[3] @", "the scope", "2:33"),
    ("program p\n%0 = iota {axis: 0} : int32[3] at 7", "\":\"", "2:36"),
    ("program p\n%0 = iota {axis: 0} : (int32[3]", "\",\" or \")\"", "2:32"),
    (
      "program p\n%0 = iota {axis: 0} : int32[3]\noutput y = %0\noutput y = %0", "one output \"y\"",
      "4:8"
    ),
    (
      "program p\nslot s: float32[2] metric\n%0 = iota {axis: 0} : int32[3]\nupdate s = %0",
      "the slot's type float32[2]. Received: int32[3]", "4:12"
    ),
    (
      "program p\nslot s: int32[2] metric\n%0 = state s\nupdate s = %0\nupdate s = %0",
      "one update of \"s\"", "5:8"
    ),
    ("program \"a", "a closing double quote", "1:9"),
    ("program \"a\nb\"", "a closing double quote", "1:9"),
    ("program \"\\q\"", "an escape", "1:10"),
    ("program \"\\u{110000}\"", "an escape", "1:10"),
    ("program ü", "in double quotes", "1:9"),
    ("program \"üü\" !", "a word, a sign or a double quote", "1:14"),
  ])
  func aMistakeIsShownWithItsPlace(_ text: String, _ fact: String, _ place: String) {
    let message = message(text)
    #expect(message.contains(fact))
    #expect(message.contains("at run/graph.txt:\(place)\n"))
    #expect(message.contains("help: "))
  }

  @Test func shapesThatOverflowAreAnErrorNotATrap() {
    let wide = "program p\ninput x: float32[2000000000, 1]\ninput y: float32[1, 2000000000]\n"
    let product =
      "%0 = input x\n%1 = input y\n%2 = dotGeneral %0, %1 {lhsContracting: [1], rhsContracting: [0]}\n"
    #expect(message(wide + product).contains("fewer than 2⁴⁸ elements"))
    let shape = "%0 = input x\n%1 = reshape %0 {shape: [2000000000, 2000000000, 2000000000]}"
    #expect(message(wide + shape).contains("fewer than 2⁴⁸ elements"))
  }

  @Test func aTextCutAnywhereIsAnErrorOrAShorterProgram() throws {
    let text = try GraphText.parse(
      """
      program p
      input "a b": float32[2, ?]
      slot s: float32[2, ?] metric
      %0 = input "a b"
      %1 = pad %0 {low: [1, 0], high: [0, 0], value: -inf} @"x y" at "f g":1:2
      %2 = slice %1 {starts: [0, 0], limits: [2, -1]}
      output y = %2
      update s = %0
      """
    ).text
    var programs = 0
    for count in 0..<text.unicodeScalars.count {
      let cut = String(String.UnicodeScalarView(text.unicodeScalars.prefix(count)))
      if case .success(let program) = Result(catching: { try GraphText.parse(cut) }) {
        try program.verify()
        programs += 1
      }
    }
    #expect(programs > 5)
  }

  @Test func damagedTextIsAnErrorOrAVerifiedProgram() throws {
    let key = RandomKey(seed: 11)
    let letters = Array("%:=,{}[]()\"\\@#\n 0129-.?aeinorst".utf8)
    var errors = 0
    for round in 0..<400 as Range<UInt64> {
      var bytes = Array(RandomPrograms.program(seed: round % 40, steps: 6).text.utf8)
      for change in 0..<2 as Range<UInt64> {
        let place = key.integer(below: bytes.count, at: 8 * round + change)
        let letter = letters[key.integer(below: letters.count, at: 8 * round + 4 + change)]
        if round.isMultiple(of: 2) { bytes[place] = letter } else { bytes.remove(at: place) }
      }
      switch Result(catching: { try GraphText.parse(String(decoding: bytes, as: UTF8.self)) }) {
      case .success(let program): try program.verify()
      case .failure(let error):
        #expect((error as? HoneError)?.location != nil)
        errors += 1
      }
    }
    #expect(errors > 100)
  }
}
