/// One pair of axes with what is drawn between them.
///
/// ```swift
/// Panel("Decisions", x: "x₁", y: "x₂", [.points("class 0", x: a, y: b, shape: .circle)])
/// ```
public struct Panel: Sendable {
  /// A line above the axes; nil for none.
  public var title: String?
  /// The horizontal axis.
  public var x: PlotAxis
  /// The vertical axis.
  public var y: PlotAxis
  /// Where the names of the marks stand.
  public var legend: LegendPlace
  /// What is drawn, from back to front.
  public var marks: [Mark]

  /// Creates a panel.
  ///
  /// Marks without a colour take those of ``PlotColor/palette`` in turn.
  public init(
    _ title: String? = nil, x: PlotAxis = "", y: PlotAxis = "", legend: LegendPlace = .best,
    _ marks: [Mark]
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.legend = legend
    self.marks = marks
  }

  /// Creates a panel without titles.
  public init(_ marks: [Mark]) { self.init(nil, marks) }
}

/// Where the names of a panel's marks stand.
public enum LegendPlace: String, Sendable, CaseIterable {
  /// In the corner that hides the least.
  case best
  /// In a corner of the panel.
  case topRight, topLeft, bottomRight, bottomLeft
  /// Beside the panel, which becomes narrower.
  case right
  /// Nowhere.
  case none
}
