/// Something that a panel draws: a line, points, bars, an area, a map of colours, a note.
///
/// A mark with a name stands in the legend. Numbers that aren't finite are left out; in a line they
/// leave a gap.
///
/// ```swift
/// [.band(x: x, low: low, high: high), .line("mean", x: x, y: mean), .rule(y: 0)]
/// ```
public struct Mark: Sendable {
  /// How points look.
  public enum PointShape: String, Sendable, CaseIterable {
    case circle, square, triangle, cross
  }

  /// How lines look.
  public enum Dash: String, Sendable, CaseIterable {
    case solid, dashed, dotted
  }

  /// Where a note stands, seen from its point.
  public enum Side: String, Sendable, CaseIterable {
    case left, right, above, below, center
  }

  enum Content: Sendable {
    case line(x: [Double], y: [Double], dash: Dash, width: Double)
    case points(x: [Double], y: [Double], shape: PointShape, size: Double)
    case bars(x: [Double], low: [Double], high: [Double], width: Double)
    case band(x: [Double], low: [Double], high: [Double])
    case heatMap(HeatMap)
    case rule(x: Double?, y: Double?, dash: Dash)
    case note(String, x: Double, y: Double, side: Side, size: Double)
    case rectangle(x: ClosedRange<Double>, y: ClosedRange<Double>, width: Double)
    case arrow(fromX: Double, fromY: Double, toX: Double, toY: Double)
  }

  let content: Content
  /// The name in the legend; nil for none.
  public var name: String?
  /// The colour; nil for the next of the palette.
  public var color: PlotColor?
  /// How much of what lies behind is hidden, 0 … 1.
  public var opacity: Double

  init(_ content: Content, name: String?, color: PlotColor?, opacity: Double = 1) {
    self.content = content
    self.name = name
    self.color = color
    self.opacity = opacity
  }
}

extension Mark {
  /// A line through points; `x` is 0, 1, 2 … if it isn't given.
  public static func line(
    _ name: String? = nil, x: [Double]? = nil, y: [Double], color: PlotColor? = nil,
    dash: Dash = .solid, width: Double = 2, opacity: Double = 1
  ) -> Mark {
    Mark(
      .line(x: x ?? y.indices.map { Double($0) }, y: y, dash: dash, width: width), name: name,
      color: color, opacity: opacity)
  }

  /// Points; `size` is about their diameter in pixels.
  public static func points(
    _ name: String? = nil, x: [Double], y: [Double], color: PlotColor? = nil,
    shape: PointShape = .circle, size: Double = 7, opacity: Double = 1
  ) -> Mark {
    Mark(
      .points(x: x, y: y, shape: shape, size: size), name: name, color: color, opacity: opacity)
  }

  /// Bars that stand on 0; `x` is 0, 1, 2 … if it isn't given, `width` is in units of `x`.
  public static func bars(
    _ name: String? = nil, x: [Double]? = nil, heights: [Double], width: Double = 0.8,
    color: PlotColor? = nil, opacity: Double = 1
  ) -> Mark {
    Mark(
      .bars(
        x: x ?? heights.indices.map { Double($0) }, low: heights.map { _ in 0 }, high: heights,
        width: width), name: name, color: color, opacity: opacity)
  }

  /// The share of the numbers that lies in each of some bins of equal width.
  ///
  /// - Parameters:
  ///   - name: the name in the legend.
  ///   - values: the numbers.
  ///   - bins: how many bins, 1 or more.
  ///   - range: what the bins cover, by default from the least number to the largest; what lies
  ///     outside counts in the total but in no bin.
  ///   - color: the colour.
  ///   - opacity: how much of what lies behind is hidden.
  public static func histogram(
    _ name: String? = nil, of values: [Double], bins: Int = 30, range: ClosedRange<Double>? = nil,
    color: PlotColor? = nil, opacity: Double = 1
  ) -> Mark {
    let histogram = Histogram(values, bins: bins, range: range)
    return Mark(
      .bars(
        x: histogram.centers, low: histogram.shares.map { _ in 0 }, high: histogram.shares,
        width: histogram.binWidth), name: name, color: color, opacity: opacity)
  }

  /// The area between two lines.
  public static func band(
    _ name: String? = nil, x: [Double]? = nil, low: [Double], high: [Double],
    color: PlotColor? = nil, opacity: Double = 0.2
  ) -> Mark {
    Mark(
      .band(x: x ?? low.indices.map { Double($0) }, low: low, high: high), name: name, color: color,
      opacity: opacity)
  }

  /// A map of colours.
  ///
  /// - Parameters:
  ///   - rows: the numbers; the first row lies at the low end of `y`, so a matrix wants an axis
  ///     with `isReversed: true`. All rows have as many numbers as the first.
  ///   - x: what the map covers; nil for 0 … the number of columns.
  ///   - y: what the map covers; nil for 0 … the number of rows.
  ///   - scale: the colours.
  ///   - limits: the numbers of the first and the last colour; nil for the least and the largest.
  ///   - colorBar: the title of a bar of colours beside the panel; nil for none.
  ///   - showsNumbers: whether each cell has its number in it.
  ///   - opacity: how much of what lies behind is hidden.
  public static func heatMap(
    _ rows: [[Double]], x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil,
    scale: ColorScale = .blues, limits: ClosedRange<Double>? = nil, colorBar: String? = nil,
    showsNumbers: Bool = false, opacity: Double = 1
  ) -> Mark {
    Mark(
      .heatMap(
        HeatMap(
          rows: rows, x: x, y: y, scale: scale, limits: limits, colorBar: colorBar,
          showsNumbers: showsNumbers)), name: nil, color: nil, opacity: opacity)
  }

  /// A vertical line across the panel.
  public static func rule(
    _ name: String? = nil, x: Double, color: PlotColor = .grey, dash: Dash = .dashed
  ) -> Mark {
    Mark(.rule(x: x, y: nil, dash: dash), name: name, color: color)
  }

  /// A horizontal line across the panel.
  public static func rule(
    _ name: String? = nil, y: Double, color: PlotColor = .grey, dash: Dash = .dashed
  ) -> Mark {
    Mark(.rule(x: nil, y: y, dash: dash), name: name, color: color)
  }

  /// Text at a point; it never makes the axes longer.
  public static func note(
    _ text: String, x: Double, y: Double, side: Side = .right, color: PlotColor = .black,
    size: Double = 12
  ) -> Mark {
    Mark(.note(text, x: x, y: y, side: side, size: size), name: nil, color: color)
  }

  /// The outline of a rectangle.
  public static func rectangle(
    _ name: String? = nil, x: ClosedRange<Double>, y: ClosedRange<Double>, color: PlotColor? = nil,
    width: Double = 2
  ) -> Mark {
    Mark(.rectangle(x: x, y: y, width: width), name: name, color: color)
  }

  /// An arrow from one point to another.
  public static func arrow(
    fromX: Double, fromY: Double, toX: Double, toY: Double, color: PlotColor? = nil
  ) -> Mark {
    Mark(.arrow(fromX: fromX, fromY: fromY, toX: toX, toY: toY), name: nil, color: color)
  }
}
