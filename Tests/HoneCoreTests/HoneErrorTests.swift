import HoneCore
import Testing

struct HoneErrorTests {
  @Test func descriptionsSayWhereWhatAndHelp() {
    let error = HoneError(
      .model, path: "net/dense", operation: "matmul", wanted: "rank 2", received: "[32]",
      help: "add Flatten()", location: SourceLocation(file: "Model.swift", line: 12))
    #expect(
      error.description == """
        net/dense: matmul expects rank 2. Received: [32]
          at Model.swift:12
          help: add Flatten()
        """)
    #expect(
      HoneError(.file, path: "a", operation: "open", message: "gone").description
        == "a: open: gone")
  }

  @Test func severalErrorsAreListedTogether() throws {
    let one = HoneError(.usage, path: "a", message: "first", help: "mend it")
    let two = HoneError(.usage, path: "b", message: "second")
    #expect(HoneError.combining([]) == nil)
    #expect(HoneError.combining([one]) == one)
    let both = try #require(HoneError.combining([one, two]))
    #expect(both.kind == .usage)
    #expect(both.description == "2 errors:\n  a: first\n    help: mend it\n  b: second")
    let mixed = HoneError.combining([one, HoneError(.data, message: "third")])
    #expect(mixed?.kind == .several)
  }

  @Test func systemErrorsNameThePathAndTheHelp() {
    // 28 is ENOSPC on Linux and macOS.
    let error = HoneError.system(path: "run/weights", operation: "write", code: 28)
    #expect(
      error.description == """
        run/weights: write: no space left on the device
          help: free some space or choose a folder on another device
        """)
    #expect(error.kind == .file)
    #expect(HoneError.system(path: "a", operation: "b", code: 9999).message == "system error 9999")
  }
}
