/// A picture of one or more panels, as SVG text.
///
/// The text depends on nothing but the figure: the same figure is the same bytes everywhere.
///
/// ```swift
/// let figure = Figure(
///   panels: [
///     Panel(
///       "Learning", x: "epoch", y: PlotAxis("loss", scale: .logarithmic),
///       [.line("training", y: history["loss"]), .line("validation", y: history["val_loss"])])
///   ])
/// try AtomicFile.write(figure.svg(), to: "learning.svg")
/// ```
public struct Figure: Sendable {
  /// A line above all panels; nil for none.
  public var title: String?
  /// How many panels stand side by side.
  public var columns: Int
  /// The extent of one panel with its axes, in pixels.
  public var panelWidth: Double
  /// The extent of one panel with its axes, in pixels.
  public var panelHeight: Double
  /// The panels, row by row.
  public var panels: [Panel]

  /// Creates a figure.
  ///
  /// - Parameters:
  ///   - title: a line above all panels.
  ///   - columns: how many panels stand side by side, 1 or more.
  ///   - panelWidth: pixels of a panel with its axes, 80 or more.
  ///   - panelHeight: pixels of a panel with its axes, 60 or more.
  ///   - panels: the panels, row by row.
  public init(
    _ title: String? = nil, columns: Int = 1, panelWidth: Double = 640, panelHeight: Double = 400,
    panels: [Panel]
  ) {
    self.title = title
    self.columns = columns
    self.panelWidth = panelWidth
    self.panelHeight = panelHeight
    self.panels = panels
  }

  /// The figure as an SVG document.
  ///
  /// Axes of panels in one column or row are aligned.
  public func svg() -> String {
    let columns = min(max(columns, 1), max(panels.count, 1))
    let rows = (panels.count + columns - 1) / columns
    let (width, height) = (max(panelWidth, 80), max(panelHeight, 60))
    let head = title == nil ? 6.0 : 34.0
    var svg = SVG(width: width * Double(columns) + 6, height: head + height * Double(rows) + 6)
    if let title {
      svg.text(title, x: svg.width / 2, y: 24, size: 16, anchor: .middle, isBold: true)
    }
    let plans = panels.map { PanelPlan($0, width: width, height: height) }
    for (index, plan) in plans.enumerated() {
      let (row, column) = (index / columns, index % columns)
      let margins = plans.indices.reduce(into: plan.margins) { margins, other in
        margins.widen(
          to: plans[other].margins, sides: other % columns == column, ends: other / columns == row)
      }
      let frame = PlotFrame(
        left: Double(column) * width + margins.left,
        right: Double(column + 1) * width - margins.right,
        top: head + Double(row) * height + margins.top,
        bottom: head + Double(row + 1) * height - margins.bottom,
        x: plan.x, y: plan.y)
      plan.draw(in: frame, to: &svg)
    }
    return svg.document
  }
}
