#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  @testable import HoneCommand

  /// `hone techniques` and the page that is made from it.
  @Suite struct TechniquesTests {
    @Test func everyTypeStandsOnceAndTheFiveStepsComeFirst() throws {
      let table = TechniquesTable()
      let names = table.groups.flatMap { group in group.rows.map(\.schema.name) }
      let registered = Family.allCases.flatMap { Registry.command.schemas($0) }.map(\.name)
      #expect(names.sorted() == registered.sorted())
      #expect(
        table.groups.map(\.axis).prefix(6)
          == [
            .initialization, .normalization, .optimization, .regularization, .learningRate, .data,
          ])
    }

    /// T17: the tool's help, the first configuration and the READMEs have the same order.
    @Test func helpStarterAndReadmesAreInTheOrderOfTheSteps() throws {
      let axes = [
        "initialization", "normalization", "optimization", "regularization", "learning rate",
        "data",
      ]
      func expectOrder(_ text: Substring, _ marks: [String], _ place: String) {
        var rest = text
        for mark in marks {
          guard let found = rest.range(of: mark) else {
            Issue.record("\(place): \(mark) is missing, or not in its place")
            return
          }
          rest = rest[found.upperBound...]
        }
      }
      let help = try Tool().run("--help").output
      expectOrder(help[...], ["TECHNIQUES"] + axes.map { "\n  " + $0 }, "--help")
      #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 })
      expectOrder(
        StarterConfiguration.text[...], axes.enumerated().map { "[\($0 + 1)] \($1)" }, "init")
      for mark in 1...axes.count {
        #expect(StarterConfiguration.text.components(separatedBy: "# [\(mark)] ").count >= 2)
      }
      let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/")
      for page in ["README.md", "README.ko.md"] {
        let text = try String(contentsOfFile: "\(root)/\(page)", encoding: .utf8)
        let links = axes.map { "docs/techniques.md#" + $0.replacing(" ", with: "-") }
        expectOrder(text[...], links, page)
      }
    }

    @Test func theRecordOfTestsGivesSourcesAndTheWorstError() throws {
      let tool = try Tool()
      let lines = [
        ("optimizers/adam", "Keras", 1e-7), ("optimizers/adam", "Keras", 3e-6),
        ("optimizers/adam-torch", "PyTorch", 2e-7),
      ].map { name, framework, error in
        #"{"case": "\#(name)", "family": "optimizer", "type": "Adam", "framework": "\#(framework)", "#
          + #""error": \#(error)}"#
      }
      try tool.write(lines.joined(separator: "\n") + "\n", to: "record")
      let record = try GoldenRecord(tool.folder.appending(path: "record").path)
      let entry = try #require(record[.optimizer, "adam"])
      #expect(entry.worst == 3e-6 && entry.sources == "Keras: 1, PyTorch: 1")
      let row = TechniquesTable(golden: record).markdown.split(separator: "\n")
        .filter { $0.contains("`adam`") }
      #expect(row.count == 1 && row[0].hasSuffix("| Keras: 1, PyTorch: 1 | 3.0e-06 |"))
    }

    @Test func thePageIsMadeFromTheRegistryAsItIs() throws {
      let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
      let page = try String(
        contentsOfFile: root.joined(separator: "/") + "/docs/techniques.md", encoding: .utf8)
      // All but what the golden tests measured.
      func rows(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
          line.hasPrefix("|") ? line.components(separatedBy: " | ").prefix(4).joined() : "\(line)"
        }
      }
      #expect(rows(page) == rows(TechniquesTable().markdown), "run Scripts/make-techniques.sh")
    }

    @Test func everyRowOfThePageNamesItsSource() throws {
      let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
      let page = try String(
        contentsOfFile: root.joined(separator: "/") + "/docs/techniques.md", encoding: .utf8)
      let rows = page.split(separator: "\n").filter { $0.hasPrefix("|") && $0.contains("`") }
      #expect(rows.count > 200)
      for row in rows where row.hasSuffix("| – | – |") {
        let name = row.split(separator: "`")[1]
        if HeldElsewhere.all[String(name)] == nil { Issue.record("no source: \(row)") }
      }
    }

    @Test func aMisspeltAxisIsNamedWithTheNearest() throws {
      let result = try Tool().run("techniques", "optimisation")
      #expect(result.code == 64 && result.error.contains("did you mean \"optimization\"?"))
    }
  }
#endif
