/// The names of a panel's marks.
struct Legend {
  /// The marks that have a name.
  let entries: [Mark]
  private let rowHeight = 17.0

  init(_ marks: [Mark]) { entries = marks.filter { $0.name != nil } }

  /// The extent of the whole legend.
  var width: Double { 36 + (entries.map { SVG.width(of: $0.name ?? "", size: 11) }.max() ?? 0) }
  var height: Double { rowHeight * Double(entries.count) + 7 }

  /// Draws the legend.
  func draw(_ place: LegendPlace, marks: [Mark], in frame: PlotFrame, to svg: inout SVG) {
    guard !entries.isEmpty, place != .none else { return }
    let corner = corner(place, marks, in: frame)
    svg.element(
      "rect",
      [
        "x": NumberText.place(corner.x), "y": NumberText.place(corner.y),
        "width": NumberText.place(width), "height": NumberText.place(height), "rx": "3",
        "fill": "#ffffff", "fill-opacity": "0.88",
        "stroke": place == .right ? "none" : "#d8d8d8",
      ])
    for (index, entry) in entries.enumerated() {
      let middle = corner.y + 3.5 + rowHeight * (Double(index) + 0.5)
      entry.drawSwatch(left: corner.x + 6, middle: middle, to: &svg)
      svg.text(entry.name ?? "", x: corner.x + 30, y: middle + 4, size: 11)
    }
  }

  private func corner(
    _ place: LegendPlace, _ marks: [Mark], in frame: PlotFrame
  ) -> (x: Double, y: Double) {
    let (left, right) = (frame.left + 8, frame.right - 8 - width)
    let (top, bottom) = (frame.top + 8, frame.bottom - 8 - height)
    switch place {
    case .topLeft: return (left, top)
    case .bottomLeft: return (left, bottom)
    case .bottomRight: return (right, bottom)
    case .right:
      let isBeside = marks.contains { $0.colorBar != nil }
      return (frame.right + (isBeside ? 70 : 8), frame.top)
    case .topRight, .none: return (right, top)
    case .best:
      let corners = [(right, top), (left, top), (right, bottom), (left, bottom)]
      let points = marks.flatMap { $0.samples(in: frame) }
      let hidden = corners.map { corner in
        points.count { point in
          point.x > corner.0 - 4 && point.x < corner.0 + width + 4 && point.y > corner.1 - 4
            && point.y < corner.1 + height + 4
        }
      }
      let least = hidden.indices.min { hidden[$0] < hidden[$1] } ?? 0
      return corners[least]
    }
  }
}

extension Mark {
  /// Draws a small picture of the mark, 18 pixels wide.
  fileprivate func drawSwatch(left: Double, middle: Double, to svg: inout SVG) {
    switch content {
    case .points(_, _, let shape, _):
      drawPoint(shape, size: 8, x: left + 9, y: middle, to: &svg)
    case .line(_, _, let dash, let width):
      svg.line(left, middle, left + 18, middle, color: stroke, width: width, dash: dash)
    case .rule(_, _, let dash):
      svg.line(left, middle, left + 18, middle, color: stroke, width: 1.3, dash: dash)
    case .bars, .band:
      svg.element(
        "rect",
        [
          "x": NumberText.place(left + 2), "y": NumberText.place(middle - 5), "width": "14",
          "height": "10", "fill": stroke, "opacity": faintness,
        ])
    case .rectangle:
      svg.element(
        "rect",
        [
          "x": NumberText.place(left + 2), "y": NumberText.place(middle - 5), "width": "14",
          "height": "10", "fill": "none", "stroke": stroke, "stroke-width": "2",
        ])
    case .heatMap, .note, .arrow: break
    }
  }

  /// Places that the mark covers, about every six pixels.
  fileprivate func samples(in frame: PlotFrame) -> [(x: Double, y: Double)] {
    switch content {
    case .line(let x, let y, _, _): return Self.along(x, y, in: frame)
    case .band(let x, let low, let high):
      return Self.along(x, low, in: frame) + Self.along(x, high, in: frame)
    case .points(let x, let y, _, _):
      // A point hides more than a piece of a line of its size.
      return zip(x, y).compactMap { frame.place($0, $1) }.flatMap { [$0, $0] }
    case .bars(let x, let low, let high, _):
      return x.indices.flatMap { index -> [(x: Double, y: Double)] in
        guard low.indices.contains(index), high.indices.contains(index) else { return [] }
        return Self.along([x[index], x[index]], [low[index], high[index]], in: frame)
      }
    case .note(_, let x, let y, _, _):
      return [frame.place(x, y)].compactMap { $0 }.flatMap { Array(repeating: $0, count: 6) }
    case .heatMap, .rule, .rectangle, .arrow: return []
    }
  }

  private static func along(
    _ x: [Double], _ y: [Double], in frame: PlotFrame
  ) -> [(x: Double, y: Double)] {
    let points = zip(x, y).compactMap { frame.place($0, $1) }
    return zip(points, points.dropFirst()).flatMap { a, b -> [(x: Double, y: Double)] in
      let length = max(abs(b.x - a.x), abs(b.y - a.y))
      let pieces = min(max(Int(length / 6), 1), 200)
      return (0..<pieces).map { piece in
        let share = Double(piece) / Double(pieces)
        return (a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
      }
    }
  }
}
