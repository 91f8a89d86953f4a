/// A panel whose axes are resolved and whose marks have colours.
struct PanelPlan {
  let panel: Panel
  let x: ResolvedAxis
  let y: ResolvedAxis
  let marks: [Mark]
  let margins: Margins

  init(_ panel: Panel, width: Double, height: Double) {
    self.panel = panel
    var (horizontal, vertical) = (Extent(), Extent())
    for mark in panel.marks { mark.extend(&horizontal, &vertical) }
    x = ResolvedAxis(panel.x, extent: horizontal, ticks: max(Int(width / 60), 4))
    y = ResolvedAxis(panel.y, extent: vertical, ticks: max(Int(height / 50), 3))
    var next = 0
    marks = panel.marks.map { mark in
      guard mark.takesColor else { return mark }
      var colored = mark
      colored.color = PlotColor.palette[next % PlotColor.palette.count]
      next += 1
      return colored
    }
    margins = Self.margins(panel, x: x, y: y, legend: Legend(marks))
  }

  private static func margins(
    _ panel: Panel, x: ResolvedAxis, y: ResolvedAxis, legend: Legend
  ) -> Margins {
    let labels = y.ticks.map { SVG.width(of: $0.label, size: 11) }.max() ?? 0
    let isVisible = (x: panel.x.isVisible, y: panel.y.isVisible)
    var margins = Margins(
      left: isVisible.y ? 14 + labels + (panel.y.title.isEmpty ? 4 : 20) : 10, right: 14,
      top: panel.title == nil ? 10 : 28,
      bottom: isVisible.x ? (panel.x.title.isEmpty ? 24 : 42) : 10)
    if let last = x.ticks.last, isVisible.x, x.share(last.value) ?? 0 > 0.95 {
      margins.right = max(margins.right, SVG.width(of: last.label, size: 11) / 2 + 4)
    }
    if panel.marks.contains(where: { $0.colorBar != nil }) { margins.right += 62 }
    if panel.legend == .right, !legend.entries.isEmpty { margins.right += legend.width + 12 }
    return margins
  }

  /// Draws the panel.
  func draw(in frame: PlotFrame, to svg: inout SVG) {
    drawAxes(in: frame, to: &svg)
    svg.clipped(left: frame.left, top: frame.top, right: frame.right, bottom: frame.bottom) { svg in
      for mark in marks { mark.draw(in: frame, to: &svg) }
    }
    if panel.x.isVisible || panel.y.isVisible {
      svg.element(
        "rect",
        [
          "x": NumberText.place(frame.left), "y": NumberText.place(frame.top),
          "width": NumberText.place(frame.width), "height": NumberText.place(frame.height),
          "fill": "none", "stroke": "#b8b8b8",
        ])
    }
    for mark in marks { mark.drawColorBar(in: frame, to: &svg) }
    Legend(marks).draw(panel.legend, marks: marks, in: frame, to: &svg)
  }

  private func drawAxes(in frame: PlotFrame, to svg: inout SVG) {
    if let title = panel.title {
      svg.text(
        title, x: (frame.left + frame.right) / 2, y: frame.top - 10, size: 13, anchor: .middle,
        isBold: true)
    }
    if panel.x.isVisible { drawHorizontalAxis(in: frame, to: &svg) }
    if panel.y.isVisible { drawVerticalAxis(in: frame, to: &svg) }
  }

  private func drawHorizontalAxis(in frame: PlotFrame, to svg: inout SVG) {
    for tick in x.ticks {
      guard let place = frame.horizontal(tick.value) else { continue }
      if panel.x.categories == nil {
        svg.line(place, frame.top, place, frame.bottom + 4, color: "#e8e8e8")
      }
      svg.text(tick.label, x: place, y: frame.bottom + 17, size: 11, anchor: .middle)
    }
    if !panel.x.title.isEmpty {
      svg.text(
        panel.x.title, x: (frame.left + frame.right) / 2, y: frame.bottom + 35, anchor: .middle)
    }
  }

  private func drawVerticalAxis(in frame: PlotFrame, to svg: inout SVG) {
    var widest = 0.0
    for tick in y.ticks {
      guard let place = frame.vertical(tick.value) else { continue }
      if panel.y.categories == nil {
        svg.line(frame.left - 4, place, frame.right, place, color: "#e8e8e8")
      }
      svg.text(tick.label, x: frame.left - 8, y: place + 4, size: 11, anchor: .end)
      widest = max(widest, SVG.width(of: tick.label, size: 11))
    }
    if !panel.y.title.isEmpty {
      svg.text(
        panel.y.title, x: frame.left - widest - 16, y: (frame.top + frame.bottom) / 2,
        anchor: .middle, isUpright: true)
    }
  }
}
