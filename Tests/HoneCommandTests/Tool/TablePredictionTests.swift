#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  /// `hone predict` of a model that was trained on a table.
  struct TablePredictionTests {
    private let tool: Tool

    /// 60 rows: the kind is "big" where size is above 0.5, whatever the color is.
    init() throws {
      tool = try Tool()
      let rows = (0..<60).map { row in
        let size = Double(row * 7 % 60) / 60
        let color = ["red", "green", "blue"][row % 3]
        return "\(size),\(color),\(size > 0.5 ? "big" : "small")"
      }
      try tool.write("size,color,kind\n" + rows.joined(separator: "\n") + "\n", to: "train.csv")
      try tool.write(
        """
        name: table
        model: [{Dense: {units: 2}}]
        data: {csv: {train: train.csv, targets: [kind]}}
        optimizer: {adam: {learningRate: 0.1}}
        loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
        epochs: 40
        verbose: silent
        plan: fixed
        """, to: "a.yaml")
      let outcome = try tool.run("train", "a.yaml", "--into", "run")
      try #require(outcome.code == 0, "\(outcome.error)")
      #expect(outcome.output.contains("hone predict run TABLE.csv"))
      // From here on the run alone must do.
      try FileManager.default.removeItem(at: tool.folder.appending(path: "train.csv"))
    }

    @Test func columnsAreFoundByNameInAnyOrderWithoutTheTarget() throws {
      try tool.write("weight,color,size\n9,blue,0.95\n9,red,0.02\n9,green,0.9\n", to: "new.csv")
      let outcome = try tool.run("predict", "run", "new.csv", "--top", "1")
      #expect(outcome.code == 0, "\(outcome.error)")
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.count == 3)
      for (line, wanted) in zip(lines, ["new.csv:2: big ", "new.csv:3: small ", "new.csv:4: big "])
      {
        #expect(line.hasPrefix(wanted), "\(line)")
      }
      let limited = try tool.run("predict", "run", "new.csv", "--limit", "1", "--json")
      #expect(limited.output.split(separator: "\n").count == 1)
      #expect(limited.output.contains("\"class\":\"big\"") || limited.output.contains(": \"big\""))
    }

    @Test func aTargetInTheFileIsNotLookedAt() throws {
      try tool.write("size,color,kind\n0.9,red,unheard of\n", to: "new.csv")
      let outcome = try tool.run("predict", "run", "new.csv", "--top", "1")
      #expect(outcome.output.hasPrefix("new.csv:2: big "))
    }

    @Test func whatIsWrongNamesLineAndColumn() throws {
      try tool.write("size,color\n0.9,red\n0.1,purple\n", to: "new.csv")
      let category = try tool.run("predict", "run", "new.csv")
      #expect(category.code == 65 && category.error.contains("new.csv:3:5"), "\(category.error)")
      #expect(category.error.contains("purple"))
      try tool.write("size,colour\n0.9,red\n", to: "new.csv")
      let column = try tool.run("predict", "run", "new.csv")
      #expect(column.code != 0 && column.error.contains("color"), "\(column.error)")
    }

    @Test func aDamagedDescriptionOfColumnsIsAnError() throws {
      try tool.write("{\"columns\": 3}", to: "run/table.json")
      try tool.write("size,color\n0.9,red\n", to: "new.csv")
      let outcome = try tool.run("predict", "run", "new.csv")
      #expect(outcome.code == 66 && outcome.error.contains("table.json"), "\(outcome.error)")
    }
  }
#endif
