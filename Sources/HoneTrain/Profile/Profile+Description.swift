internal import HoneCore
internal import HoneGraph

extension Profile: CustomStringConvertible {
  public var description: String {
    let head =
      "profile of \(program): \(stepCount) step\(stepCount == 1 ? "" : "s"), "
      + "\(Self.decimals(stepMilliseconds)) ms each, "
      + "\(Self.decimals(waitMilliseconds)) ms waiting for data; \(engine)"
    return
      ([head, ""] + table(layers, titled: "layer") + [""]
      + table(operations, titled: "operation")).joined(separator: "\n")
  }

  private func table(_ rows: [Row], titled title: String) -> [String] {
    let total = rows.reduce(0) { $0 + $1.milliseconds }
    var cells = [["part", title, "ms", "share", "GFLOP/s", "GB/s", "calls"]]
    for phase in Phase.allCases {
      let own = rows.filter { $0.phase == phase }
      guard !own.isEmpty else { continue }
      cells += own.map { Self.cells($0, phase.rawValue, total) }
      if own.count > 1 { cells.append(Self.cells(Self.sum(own, "all"), phase.rawValue, total)) }
    }
    cells.append(Self.cells(Self.sum(rows, "all"), "step", total))
    var lines = TextTable.lines(cells, rightAligned: [2, 3, 4, 5, 6])
    let width = lines.map(\.count).max() ?? 0
    lines.insert(String(repeating: "─", count: width), at: 1)
    return lines
  }

  private static func sum(_ rows: [Row], _ name: String) -> Row {
    var sum = Row(phase: rows[0].phase, name: name)
    for row in rows {
      sum.calls += row.calls
      sum.milliseconds += row.milliseconds
      sum.flops += row.flops
      sum.byteCount += row.byteCount
    }
    return sum
  }

  private static func cells(_ row: Row, _ part: String, _ total: Double) -> [String] {
    [
      part, row.name, decimals(row.milliseconds, 3),
      total > 0 ? decimals(100 * row.milliseconds / total, 1) + " %" : "",
      row.flops > 0 ? decimals(row.gigaflopsPerSecond, 1) : "",
      decimals(row.gigabytesPerSecond, 1), "\(row.calls)",
    ]
  }

  private static func decimals(_ number: Double, _ count: Int = 2) -> String {
    var scale = 1
    for _ in 0..<count { scale *= 10 }
    let scaled = Int((number * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: count - fraction.count)
    return "\(scaled / scale).\(zeros)\(fraction)"
  }
}
