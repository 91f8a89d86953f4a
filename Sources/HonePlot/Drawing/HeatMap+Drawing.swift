extension HeatMap {
  /// Draws the cells; neighbours of one colour are one rectangle, rectangles of one colour one path.
  func draw(opacity: Double, in frame: PlotFrame, to svg: inout SVG) {
    guard let columns = rows.first?.count else { return }
    var paths: [Int: String] = [:]
    for (row, values) in rows.enumerated() {
      var start = 0
      while start < columns {
        guard values[start].isFinite else {
          start += 1
          continue
        }
        let step = step(of: values[start])
        var end = start + 1
        while end < columns, values[end].isFinite, self.step(of: values[end]) == step { end += 1 }
        paths[step, default: ""] += path(row, start..<end, in: frame)
        start = end
      }
    }
    for (step, path) in paths.sorted(by: { $0.key < $1.key }) {
      svg.element(
        "path",
        [
          "d": path, "fill": scale.color(Double(step) / 64).text,
          "opacity": opacity < 1 ? NumberText.fixed(opacity, 2) : "",
          "shape-rendering": "crispEdges",
        ])
    }
    if showsNumbers { drawNumbers(in: frame, to: &svg) }
  }

  private func edge(column: Int) -> Double {
    x.lowerBound
      + (x.upperBound - x.lowerBound) * Double(column) / Double(max(rows.first?.count ?? 1, 1))
  }

  private func edge(row: Int) -> Double {
    y.lowerBound + (y.upperBound - y.lowerBound) * Double(row) / Double(max(rows.count, 1))
  }

  private func path(_ row: Int, _ columns: Range<Int>, in frame: PlotFrame) -> String {
    guard let a = frame.place(edge(column: columns.lowerBound), edge(row: row)),
      let b = frame.place(edge(column: columns.upperBound), edge(row: row + 1))
    else { return "" }
    let (left, top) = (NumberText.place(a.x), NumberText.place(a.y))
    let (right, bottom) = (NumberText.place(b.x), NumberText.place(b.y))
    return "M\(left) \(top)H\(right)V\(bottom)H\(left)z"
  }

  private func drawNumbers(in frame: PlotFrame, to svg: inout SVG) {
    let columns = max(rows.first?.count ?? 1, 1)
    let room = min(frame.width / Double(columns), frame.height / Double(rows.count) * 1.8)
    let longest = rows.joined().map { SVG.width(of: NumberText.short($0), size: 1) }.max() ?? 1
    let size = min(max(room * 0.8 / max(longest, 0.5), 6), 16)
    for (row, values) in rows.enumerated() {
      for (column, value) in values.enumerated() where value.isFinite {
        let middle = (
          x: (edge(column: column) + edge(column: column + 1)) / 2,
          y: (edge(row: row) + edge(row: row + 1)) / 2
        )
        guard let place = frame.place(middle.x, middle.y) else { continue }
        svg.text(
          NumberText.short(value), x: place.x, y: place.y + size * 0.35, size: size,
          anchor: .middle, color: color(of: value).brightness < 0.5 ? "#ffffff" : "#222222")
      }
    }
  }
}

extension Mark {
  /// The title of the mark's bar of colours, if it has one.
  var colorBar: String? {
    if case .heatMap(let map) = content { return map.colorBar }
    return nil
  }

  /// Draws the bar of colours beside the panel.
  func drawColorBar(in frame: PlotFrame, to svg: inout SVG) {
    guard case .heatMap(let map) = content, let title = map.colorBar else { return }
    let (left, width, pieces) = (frame.right + 12, 12.0, 64)
    for piece in 0..<pieces {
      let top = frame.bottom - frame.height * Double(piece + 1) / Double(pieces)
      svg.element(
        "rect",
        [
          "x": NumberText.place(left), "y": NumberText.place(top),
          "width": NumberText.place(width),
          "height": NumberText.place(frame.height / Double(pieces) + 0.5),
          "fill": map.scale.color((Double(piece) + 0.5) / Double(pieces)).text,
          "shape-rendering": "crispEdges",
        ])
    }
    let span = map.limits.upperBound - map.limits.lowerBound
    for tick in Ticks.linear(map.limits, about: max(Int(frame.height / 60), 2)) where span > 0 {
      let place = frame.bottom - (tick.value - map.limits.lowerBound) / span * frame.height
      svg.line(left + width, place, left + width + 3, place, color: "#888888")
      svg.text(tick.label, x: left + width + 5, y: place + 4, size: 10)
    }
    svg.text(
      title, x: left + width + 42, y: (frame.top + frame.bottom) / 2, size: 11, anchor: .middle,
      isUpright: true)
  }
}
