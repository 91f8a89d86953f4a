#if CommandLineTool
  internal import Hone

  /// The techniques of a registry, by what they help with.
  struct TechniquesTable {
    /// One type of the registry, with what golden values say of it.
    struct Row {
      var schema: Schema
      var golden: GoldenRecord.Entry?
    }

    /// The axes that have techniques, in their order.
    let groups: [(axis: Axis, rows: [Row])]

    init(_ registry: Registry = .command, golden: GoldenRecord? = nil) {
      let rows = Family.allCases.flatMap { registry.schemas($0) }.map { schema in
        Row(schema: schema, golden: golden?[schema.family, schema.name])
      }
      groups = Axis.allCases.compactMap { axis in
        let members = rows.filter { $0.schema.axis == axis }
        return members.isEmpty ? nil : (axis, members)
      }
    }

    /// Rows under headings, for a terminal.
    func lines(_ axes: [Axis]) -> String {
      var rows = [["technique", "Keras", "formula or purpose"]]
      for (axis, members) in groups where axes.contains(axis) {
        rows.append([axis.rawValue.uppercased()])
        rows += members.map { row in
          let schema = row.schema
          return [
            "  " + schema.name, schema.kerasName ?? "–",
            schema.formula.isEmpty ? schema.summary : schema.formula,
          ]
        }
      }
      return Console.table(rows)
    }

    /// A line for each of the five steps and the data: the names that fit, those of the notes first.
    var overview: String {
      let shown: [Axis] = [
        .initialization, .normalization, .optimization, .regularization, .learningRate, .data,
      ]
      let lines = groups.filter { shown.contains($0.axis) }.map { axis, rows in
        let names =
          rows.filter { !$0.schema.techniques.isEmpty } + rows.filter(\.schema.techniques.isEmpty)
        var line = ""
        for (index, row) in names.enumerated() {
          let next = line.isEmpty ? row.schema.name : "\(line), \(row.schema.name)"
          let rest = index == names.count - 1 ? "" : " … (\(names.count))"
          guard next.count + rest.count <= 58 else {
            line += " … (\(names.count))"
            break
          }
          line = next
        }
        return ["  " + axis.rawValue, line]
      }
      return Console.table(lines)
    }

    /// The page `docs/techniques.md`.
    var markdown: String {
      var text = """
        # Techniques

        Made by `Scripts/make-techniques.sh` from the registry and a run of the golden tests; don't
        edit it. The golden values are counted by who computed them: `by formula` where a framework has
        no such function, so that its tensors and derivatives computed the written formula; see
        [Scripts/golden](../Scripts/golden/README.md). The last column is the worst ‖a − b‖₂ / ‖b‖₂ of
        any tensor that a test compares.

        """
      for (axis, rows) in groups {
        text += "\n## \(axis.rawValue.prefix(1).uppercased() + axis.rawValue.dropFirst())\n\n"
        text += "| T | Hone | Keras | formula | golden values | worst error |\n"
        text += "|---|---|---|---|---|---|\n"
        for row in rows { text += Self.line(row) + "\n" }
      }
      return text
    }

    private static func line(_ row: Row) -> String {
      let schema = row.schema
      let cells = [
        schema.techniques.map { "T\($0)" }.joined(separator: " "), "`\(schema.name)`",
        schema.kerasName.map { "`\($0)`" } ?? "–",
        schema.formula.isEmpty ? schema.summary : "`\(schema.formula)`",
        row.golden?.sources ?? "–", row.golden.map { Number.scientific($0.worst) } ?? "–",
      ]
      return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
  }
#endif
