/// A map of colours: numbers in rows, and how they are shown.
struct HeatMap: Sendable {
  let rows: [[Double]]
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  let scale: ColorScale
  let limits: ClosedRange<Double>
  let colorBar: String?
  let showsNumbers: Bool

  init(
    rows: [[Double]], x: ClosedRange<Double>?, y: ClosedRange<Double>?, scale: ColorScale,
    limits: ClosedRange<Double>?, colorBar: String?, showsNumbers: Bool
  ) {
    let columns = rows.first?.count ?? 0
    self.rows = rows.filter { $0.count == columns && columns > 0 }
    self.x = x ?? 0...Double(max(columns, 1))
    self.y = y ?? 0...Double(max(rows.count, 1))
    self.scale = scale
    let finite = rows.joined().filter(\.isFinite)
    self.limits = limits ?? (finite.min() ?? 0)...(finite.max() ?? 1)
    self.colorBar = colorBar
    self.showsNumbers = showsNumbers
  }

  /// The place of a number on the scale, in steps of 1/64, so that neighbours share a colour.
  func step(of value: Double) -> Int {
    let span = limits.upperBound - limits.lowerBound
    guard span > 0 else { return 32 }
    return Int((min(max((value - limits.lowerBound) / span, 0), 1) * 64).rounded())
  }

  /// The colour of a number.
  func color(of value: Double) -> PlotColor { scale.color(Double(step(of: value)) / 64) }
}
