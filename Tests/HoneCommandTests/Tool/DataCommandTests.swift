#if CommandLineTool
  import Foundation
  import Testing

  @testable import HoneCommand

  /// `hone data show` and `hone data split`.
  struct DataCommandTests {
    /// Forty rows of ten groups, two classes, one missing value and one row twice.
    private func toolWithTable() throws -> Tool {
      let tool = try Tool()
      var text = "width,group,kind\n"
      for row in 0..<40 {
        text += "\(row == 7 ? "" : "\(row).5"),g\(row % 10),\(row % 4 == 0 ? "a" : "b")\n"
      }
      try tool.write(text + "3.5,g3,b\n", to: "all.csv")
      return tool
    }

    @Test func tablesAreShownWithClassesMissingValuesAndDuplicates() throws {
      let tool = try toolWithTable()
      let shown = try tool.run("data", "show", "all.csv", "--target", "kind")
      #expect(shown.code == 0)
      #expect(shown.output.hasPrefix("all.csv: 41 samples\n  2 classes\n"))
      #expect(shown.output.contains("a  10  24.4 %"))
      let width = try #require(shown.output.split(separator: "\n").first { $0.contains("width ") })
      #expect(width.split(separator: " ").map { String($0) }.prefix(3) == ["width", "0.5", "39.5"])
      #expect(width.hasSuffix(" 1"))
      #expect(shown.output.contains("1 duplicates of earlier samples\n    all.csv:42 is all.csv:5"))
    }

    @Test func splitsKeepClassesAndGroupsAndAreRepeatable() throws {
      let tool = try toolWithTable()
      let split = try tool.run(
        "data", "split", "all.csv", "--target", "kind", "--stratify", "--seed", "3")
      #expect(split.code == 0)
      var rows: [String] = []
      for part in ["train", "validation", "test"] {
        let lines = try tool.text("all-split/\(part).csv").split(separator: "\n")
        #expect(lines.first == "width,group,kind")
        rows += lines.dropFirst().map { String($0) }
        let share = Double(lines.count { $0.hasSuffix(",a") }) / Double(lines.count - 1)
        #expect(abs(share - 0.25) < 0.06)
      }
      let all = try tool.text("all.csv").split(separator: "\n").dropFirst().map { String($0) }
      #expect(rows.sorted() == all.sorted())
      try tool.run(
        "data", "split", "all.csv", "--target", "kind", "--stratify", "--seed", "3", "--into", "b")
      #expect(try tool.text("b/train.csv") == tool.text("all-split/train.csv"))
      let again = try tool.run("data", "split", "all.csv")
      #expect(again.code != 0)
      #expect(again.error.contains("there is a split already"))

      try tool.run("data", "split", "all.csv", "--group", "group", "--into", "g")
      let groups = try ["train", "validation", "test"].map { part in
        Set(
          try tool.text("g/\(part).csv").split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false)[1]
          })
      }
      #expect(groups[0].isDisjoint(with: groups[1]))
      #expect(groups[0].isDisjoint(with: groups[2]))
      let shown = try tool.run("data", "show", "g", "--target", "kind")
      #expect(shown.output.contains("train: "))
      #expect(shown.output.contains("no samples of train in test"))
    }

    @Test func imagesAreShownAsNumbersAndOnASheet() throws {
      let tool = try Tool()
      let matrix = try tool.run("data", "show", "sample", "--pixels", "3").output
      let lines = matrix.split(separator: "\n")
      #expect(lines[0] == "sample 3: 28×28×1, class 3 (frame)")
      #expect(lines.count == 29)
      #expect(lines.dropFirst().allSatisfy { $0.count == 28 * 4 - 1 })
      #expect(try tool.run("data", "show", "sample", "--sheet", "s.png").code == 0)
      #expect(try tool.bytes("s.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test func foldersAreSplitByLinks() throws {
      let tool = try Tool()
      for index in 0..<20 {
        try tool.write(
          Array("text \(index)".utf8), to: "texts/\(index % 2 == 0 ? "no" : "yes")/\(index).txt")
      }
      let split = try tool.run("data", "split", "texts", "--stratify")
      #expect(split.code == 0)
      let shown = try tool.run("data", "show", "texts-split")
      #expect(shown.output.contains("train: 16 samples"))
      #expect(shown.output.contains("validation: 2 samples"))
      #expect(shown.output.contains("no samples of train in test"))
    }

    @Test func tablesTrain() throws {
      let tool = try toolWithTable()
      try tool.write(
        """
        model: [Dense: {units: 2}]
        data:
          csv: {train: all.csv, targets: [kind], ignoring: [group], missing: mean}
        loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
        epochs: 2
        validationSplit: 0.2
        backend: reference
        """, to: "a.yaml")
      let run = try tool.run("train", "a.yaml")
      #expect(run.code == 0, "\(run.error)")
    }

    @Test func whatIsNoDataIsNamed() throws {
      let tool = try Tool()
      let none = try tool.run("data", "show", "fashion_mnist")
      #expect(none.code == ToolExit.usage.rawValue)
      #expect(none.error.contains("did you mean \"fashion-mnist\"?"))
      let column = try toolWithTable().run("data", "split", "all.csv", "--group", "grop")
      #expect(column.error.contains("did you mean \"group\"?"))
    }
  }
#endif
