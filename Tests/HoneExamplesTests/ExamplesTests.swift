import Foundation
import Hone
import HoneExamples
import Testing

/// The list of examples, and what reads it.
struct ExamplesTests {
  @Test func everyExampleIsListedOnceInBothLanguagesAndHasATest() throws {
    let names = Examples.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Examples.groups.flatMap { $0.examples.map(\.name) }.sorted() == names.sorted())
    let tests = try FileManager.default.contentsOfDirectory(
      atPath: URL(fileURLWithPath: #filePath).deletingLastPathComponent().path)
    for index in ["README.md", "README.ko.md"] {
      let text = try String(contentsOfFile: "\(Checked.pages)/../\(index)", encoding: .utf8)
      for example in Examples.all {
        let ending = index == "README.md" ? ".md" : ".ko.md"
        #expect(text.contains("(pages/\(example.name)\(ending))"), "\(index): \(example.name)")
        #expect(tests.contains("\(type(of: example))Tests.swift"), "\(type(of: example))")
        #expect(try Examples.named(example.name).name == example.name)
      }
    }
  }

  @Test func anUnknownNameIsAnErrorThatListsTheNames() {
    let error = #expect(throws: HoneError.self) { try Examples.named("perceptrn") }
    #expect(error?.kind == .usage)
    #expect(error?.help?.contains("perceptron") == true)
  }

  @Test func tablesAlignNumbersToTheRight() {
    var result = ExampleResult()
    result.table(["name", "value"], [["a", "1"], ["long name", "23.5"]])
    #expect(
      result.lines == [
        "name       value", "─────────  ─────", "a              1", "long name   23.5",
      ])
  }

  @Test func outputsAreComparedWithoutTheirNumbers() {
    let masked = ExamplePage.masked(["XOR  never  2 of 4 ", "loss  1.2e-07", "loss −0.5  (75 %)"])
    #expect(masked == ["XOR never # of # ", "loss #", "loss # (# %)"])
    #expect(ExamplePage.masked(["AND   3"]) != ExamplePage.masked(["AND   never"]))
  }

  @Test func aMeasureThatIsMissingFailsEveryComparison() {
    let result = ExampleResult()
    #expect(!(result["x"] < 1) && !(result["x"] >= 1))
  }

  @Test func aPageShowsTheOutputOfARun() throws {
    struct Stone: Example {
      let name = "stone"
      let title = "A stone falls"
      let group = ExampleGroup.basics
      let techniques: [Int] = []
      func run() async throws -> ExampleResult { ExampleResult() }
    }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("hone-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("stone.md")
    let head = "# Stone\n\n```console\n$ swift run -c release hone-examples stone\n"
    try Data((head + "old\n```\n\nafter\n").utf8).write(to: file)
    var page = try ExamplePage(of: Stone(), language: ".md", in: folder.path)
    #expect(page.output == ["old"])
    try page.show(["new", "newer"])
    #expect(try String(contentsOf: file, encoding: .utf8) == head + "new\nnewer\n```\n\nafter\n")
    try page.show([])
    #expect(page.output == [])
    try page.show(["", "last"])
    #expect(page.output == ["", "last"])
    try Data("# Stone\n".utf8).write(to: file)
    page = try ExamplePage(of: Stone(), language: ".md", in: folder.path)
    #expect(page.output == nil)
    #expect(throws: HoneError.self) { try page.show(["new"]) }
    #expect(throws: (any Error).self) {
      try ExamplePage(of: Stone(), language: ".ko.md", in: folder.path)
    }
  }
}
