extension Mark {
  /// Draws the mark.
  func draw(in frame: PlotFrame, to svg: inout SVG) {
    switch content {
    case .line(let x, let y, let dash, let width):
      drawLine(x, y, dash, width, in: frame, to: &svg)
    case .points(let x, let y, let shape, let size):
      for (x, y) in zip(x, y) {
        guard let place = frame.place(x, y) else { continue }
        drawPoint(shape, size: size, x: place.x, y: place.y, to: &svg)
      }
    case .bars(let x, let low, let high, let width):
      drawBars(x, low, high, width, in: frame, to: &svg)
    case .band(let x, let low, let high): drawBand(x, low, high, in: frame, to: &svg)
    case .heatMap(let map): map.draw(opacity: opacity, in: frame, to: &svg)
    case .rule(let x, let y, let dash):
      if let place = x.flatMap(frame.horizontal) {
        svg.line(place, frame.top, place, frame.bottom, color: stroke, width: 1.3, dash: dash)
      }
      if let place = y.flatMap(frame.vertical) {
        svg.line(frame.left, place, frame.right, place, color: stroke, width: 1.3, dash: dash)
      }
    case .note(let text, let x, let y, let side, let size):
      guard let place = frame.place(x, y) else { return }
      drawNote(text, side, size, x: place.x, y: place.y, to: &svg)
    case .rectangle(let x, let y, let width):
      guard let a = frame.place(x.lowerBound, y.lowerBound),
        let b = frame.place(x.upperBound, y.upperBound)
      else { return }
      svg.element(
        "rect",
        [
          "x": NumberText.place(min(a.x, b.x)), "y": NumberText.place(min(a.y, b.y)),
          "width": NumberText.place(abs(a.x - b.x)), "height": NumberText.place(abs(a.y - b.y)),
          "fill": "none", "stroke": stroke, "stroke-width": NumberText.place(width),
        ])
    case .arrow(let fromX, let fromY, let toX, let toY):
      guard let from = frame.place(fromX, fromY), let to = frame.place(toX, toY) else { return }
      drawArrow(from, to, to: &svg)
    }
  }

  /// The colour as SVG has it.
  var stroke: String { (color ?? .grey).text }

  /// The opacity as SVG has it; nothing for what hides all.
  var faintness: String { opacity < 1 ? NumberText.fixed(opacity, 2) : "" }

  private func drawLine(
    _ x: [Double], _ y: [Double], _ dash: Dash, _ width: Double, in frame: PlotFrame,
    to svg: inout SVG
  ) {
    let pieces = zip(x, y).map { frame.place($0, $1) }.split { $0 == nil }
    for piece in pieces {
      let points = piece.compactMap { $0 }.map { point in
        "\(NumberText.place(point.x)),\(NumberText.place(point.y))"
      }
      svg.element(
        "polyline",
        [
          "points": points.joined(separator: " "), "fill": "none", "stroke": stroke,
          "stroke-width": NumberText.place(width), "stroke-linejoin": "round",
          "stroke-dasharray": dash.pattern, "opacity": faintness,
        ])
    }
  }

  /// Draws a point of the mark's colour, also in legends.
  func drawPoint(
    _ shape: PointShape, size: Double, x: Double, y: Double, to svg: inout SVG
  ) {
    let half = size / 2
    switch shape {
    case .circle:
      svg.element(
        "circle",
        [
          "cx": NumberText.place(x), "cy": NumberText.place(y), "r": NumberText.place(half),
          "fill": stroke, "stroke": "#ffffff", "stroke-width": "0.7", "opacity": faintness,
        ])
    case .square:
      svg.element(
        "rect",
        [
          "x": NumberText.place(x - half), "y": NumberText.place(y - half),
          "width": NumberText.place(size), "height": NumberText.place(size), "fill": stroke,
          "stroke": "#ffffff", "stroke-width": "0.7", "opacity": faintness,
        ])
    case .triangle:
      let corners = [(x, y - half * 1.15), (x - half, y + half * 0.8), (x + half, y + half * 0.8)]
      svg.element(
        "polygon",
        [
          "points": corners.map { "\(NumberText.place($0.0)),\(NumberText.place($0.1))" }
            .joined(separator: " "), "fill": stroke, "stroke": "#ffffff", "stroke-width": "0.7",
          "opacity": faintness,
        ])
    case .cross:
      let reach = half * 0.8
      svg.line(x - reach, y - reach, x + reach, y + reach, color: stroke, width: 1.8)
      svg.line(x - reach, y + reach, x + reach, y - reach, color: stroke, width: 1.8)
    }
  }

  private func drawBars(
    _ x: [Double], _ low: [Double], _ high: [Double], _ width: Double, in frame: PlotFrame,
    to svg: inout SVG
  ) {
    for index in x.indices where low.indices.contains(index) && high.indices.contains(index) {
      // On a logarithmic axis bars stand on its low end.
      let foot = frame.vertical(low[index]) ?? frame.bottom
      guard high[index] != low[index], let head = frame.vertical(high[index]),
        let left = frame.horizontal(x[index] - width / 2),
        let right = frame.horizontal(x[index] + width / 2)
      else { continue }
      svg.element(
        "rect",
        [
          "x": NumberText.place(min(left, right)), "y": NumberText.place(min(head, foot)),
          "width": NumberText.place(abs(right - left)),
          "height": NumberText.place(abs(foot - head)), "fill": stroke,
          "opacity": faintness,
        ])
    }
  }

  private func drawBand(
    _ x: [Double], _ low: [Double], _ high: [Double], in frame: PlotFrame, to svg: inout SVG
  ) {
    let upper = zip(x, high).compactMap { frame.place($0, $1) }
    let lower = zip(x, low).compactMap { frame.place($0, $1) }
    guard upper.count > 1, lower.count > 1 else { return }
    let points = (upper + lower.reversed()).map {
      "\(NumberText.place($0.x)),\(NumberText.place($0.y))"
    }
    svg.element(
      "polygon",
      [
        "points": points.joined(separator: " "), "fill": stroke,
        "opacity": faintness,
      ])
  }

  private func drawNote(
    _ text: String, _ side: Side, _ size: Double, x: Double, y: Double, to svg: inout SVG
  ) {
    let (dx, dy, anchor): (Double, Double, SVG.Anchor) =
      switch side {
      case .left: (-7, size / 3, .end)
      case .right: (7, size / 3, .start)
      case .above: (0, -7, .middle)
      case .below: (0, size + 5, .middle)
      case .center: (0, size / 3, .middle)
      }
    svg.text(text, x: x + dx, y: y + dy, size: size, anchor: anchor, color: stroke)
  }

  private func drawArrow(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), to svg: inout SVG
  ) {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 0.5 else { return }
    let (ux, uy) = (dx / length, dy / length)
    let head = min(9, length / 2)
    let neck = (x: to.x - ux * head, y: to.y - uy * head)
    svg.line(from.x, from.y, neck.x, neck.y, color: stroke, width: 1.8)
    let corners = [
      to, (x: neck.x - uy * head * 0.45, y: neck.y + ux * head * 0.45),
      (x: neck.x + uy * head * 0.45, y: neck.y - ux * head * 0.45),
    ]
    svg.element(
      "polygon",
      [
        "points": corners.map { "\(NumberText.place($0.x)),\(NumberText.place($0.y))" }
          .joined(separator: " "), "fill": stroke,
      ])
  }
}
