#if CommandLineTool
  internal import Hone
  internal import HoneCore

  /// A summary of data in lines for a terminal.
  struct SummaryLines {
    private let name: String
    private let summary: DataSummary
    private let source: any SampleSource

    private static let most = 40

    init(_ name: String, _ summary: DataSummary, _ source: any SampleSource) {
      self.name = name
      self.summary = summary
      self.source = source
    }

    var lines: [String] {
      var lines = ["\(name): \(summary.count) samples"]
      if let table = source as? CSVTable, table.droppedRows > 0 {
        lines.append("  \(table.droppedRows) rows without a target are left out")
      }
      if let classes = summary.classes { lines += classLines(classes) }
      for feature in summary.features { lines += featureLines(feature) }
      return lines + duplicateLines
    }

    private func classLines(_ classes: [(name: String, count: Int)]) -> [String] {
      let rows = classes.prefix(Self.most).map { item in
        let share = Double(item.count) / Double(max(summary.count, 1))
        return ["  " + item.name, "\(item.count)", Number.percent(share)]
      }
      var lines = ["  \(classes.count) classes"]
      lines += TextTable.lines(rows, rightAligned: [1, 2]).map { "  " + $0 }
      if classes.count > Self.most { lines.append("    … \(classes.count - Self.most) more") }
      let empty = classes.filter { $0.count == 0 }.map(\.name)
      if !empty.isEmpty {
        lines.append("  warning: no samples of " + empty.prefix(10).joined(separator: ", "))
      }
      return lines
    }

    private func featureLines(_ feature: FeatureSummary) -> [String] {
      let spec = feature.feature
      var head = "  \(spec.role.rawValue) \"\(spec.name)\": \(spec.kind)"
      if let sizes = feature.sizes {
        let least = "\(sizes.least.0)×\(sizes.least.1)"
        let greatest = "\(sizes.greatest.0)×\(sizes.greatest.1)"
        head += least == greatest ? ", all \(least)" : ", from \(least) to \(greatest)"
      }
      if feature.emptyCount > 0 { head += ", \(feature.emptyCount) empty" }
      if spec.role == .target, summary.classes != nil { return [head] }
      var rows = [["", "least", "greatest", "mean", "deviation", "missing"]]
      for (index, numbers) in feature.components.prefix(Self.most).enumerated() {
        let label: String
        if index < feature.componentNames.count {
          label = feature.componentNames[index]
        } else if case .text = spec.kind {
          label = "characters"
        } else {
          label = feature.components.count == 1 ? "all" : "\(index)"
        }
        let isEmpty = numbers.count == 0
        rows.append(
          [label]
            + [numbers.minimum, numbers.maximum, numbers.mean, numbers.standardDeviation]
            .map { isEmpty ? "–" : Self.text($0) } + ["\(numbers.notFiniteCount)"])
      }
      var lines = [head]
      lines += TextTable.lines(rows, rightAligned: [1, 2, 3, 4, 5]).map { "    " + $0 }
      if feature.components.count > Self.most {
        lines.append("    … \(feature.components.count - Self.most) more")
      }
      return lines
    }

    private var duplicateLines: [String] {
      let duplicates = summary.duplicates
      if duplicates.isEmpty { return ["  no duplicates"] }
      let others = duplicates.count { $0.hasOtherLabel }
      var lines = ["  \(duplicates.count) duplicates of earlier samples"]
      if others > 0 { lines[0] += ", \(others) of them with another label" }
      let shown = duplicates.sorted { $0.hasOtherLabel && !$1.hasOtherLabel }.prefix(3)
      for item in shown {
        lines.append(
          "    \(source.name(of: item.sample)) is \(source.name(of: item.original))"
            + (item.hasOtherLabel ? ", with another label" : ""))
      }
      return lines
    }

    /// Samples of a part that another part has too.
    static func shared(
      _ part: SourceArgument.Part, _ summary: DataSummary,
      with other: (name: String, summary: DataSummary, source: any SampleSource)
    ) throws(HoneError) -> [String] {
      let duplicates = try summary.duplicates(of: other.summary)
      if duplicates.isEmpty { return ["  no samples of \(other.name) in \(part.name)"] }
      var lines = [
        "  warning: \(duplicates.count) samples of \(part.name) are in \(other.name) too: what is "
          + "measured on them says nothing about new data"
      ]
      for item in duplicates.prefix(3) {
        lines.append(
          "    \(part.source.name(of: item.sample)) is \(other.source.name(of: item.original))")
      }
      return lines
    }

    private static func text(_ value: Double) -> String { Number.plain(value) }
  }
#endif
