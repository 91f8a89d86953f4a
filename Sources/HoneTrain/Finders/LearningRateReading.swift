/// What follows from a curve of losses over rates: places in it, or why there are none.
///
/// The least of many noisy numbers lies below their mean even where nothing falls. So a fall counts
/// only if it is larger than what noise does to the smoothed loss:
///
/// ```text
/// start − least > 4 σ √(1/k + (1 − β) / (1 + β))     and > 0.005 |start|
/// start    mean of the first k losses, k = max(5, a tenth of them)
/// σ        deviation of single losses: median |difference of neighbours| / (0.6745 √2)
/// ```
struct LearningRateReading {
  /// The place of the steepest descent.
  private(set) var steepest: Int?
  /// The place of the least smoothed loss.
  private(set) var minimum: Int?
  private(set) var reason = ""

  /// The share of the loss by which it has to fall at the least.
  private static let leastFall = 0.005

  init(_ curve: LearningRateCurve) {
    let points = curve.points
    let count = max(5, points.count / 10)
    guard points.count > count else {
      reason = Self.tooShort(curve)
      return
    }
    // The first smoothed losses are means of few, and jump.
    let begin = min(count, 10)
    let least =
      (begin..<points.count).min { points[$0].smoothedLoss < points[$1].smoothedLoss } ?? begin
    let start = points.prefix(count).reduce(0) { $0 + $1.loss } / Double(count)
    let noise = Self.deviation(points.prefix(max(least, points.count / 2, count)).map(\.loss))
    let share = (1 - curve.smoothing) / (1 + curve.smoothing)
    let needed = max(
      4 * noise * (1 / Double(count) + share).squareRoot(), Self.leastFall * abs(start))
    guard start - points[least].smoothedLoss > needed else {
      reason = Self.noFall(curve, start: start, needed: needed)
      return
    }
    minimum = least
    steepest = Self.steepest(points, from: begin, to: least)
    reason = Self.explained(points, start: start, least: least)
  }

  /// The place between two others where a line through the neighbourhood falls most.
  private static func steepest(
    _ points: [LearningRateSearch.Point], from begin: Int, to end: Int
  ) -> Int {
    let reach = max(points.count / 25, 1)
    let slopes = (begin..<max(end, begin + 1)).map { place in
      let near = max(place - reach, 0)...min(place + reach, points.count - 1)
      return (place, slope(points[near].map(\.smoothedLoss)))
    }
    return slopes.min { $0.1 < $1.1 }?.0 ?? end
  }

  /// The slope of the line of least squares through numbers at equal distances.
  private static func slope(_ values: [Double]) -> Double {
    let middle = Double(values.count - 1) / 2
    let (products, squares) = values.enumerated().reduce(into: (0.0, 0.0)) { sums, entry in
      let distance = Double(entry.offset) - middle
      sums.0 += distance * entry.element
      sums.1 += distance * distance
    }
    return squares > 0 ? products / squares : 0
  }

  /// The deviation of single numbers around a slow trend, whatever a few outliers do.
  private static func deviation(_ values: [Double]) -> Double {
    let differences = zip(values.dropFirst(), values).map { abs($0 - $1) }.sorted()
    guard !differences.isEmpty else { return 0 }
    return differences[differences.count / 2] / (0.6745 * 2.squareRoot())
  }

  private static func explained(
    _ points: [LearningRateSearch.Point], start: Double, least: Int
  ) -> String {
    let fall = "the loss falls from \(text(start)) to \(text(points[least].smoothedLoss))"
    guard least == points.count - 1 else { return fall }
    return fall + " and still falls at the largest rate: larger ones may be better"
  }

  private static func noFall(
    _ curve: LearningRateCurve, start: Double, needed: Double
  ) -> String {
    let last = curve.points[curve.points.count - 1].smoothedLoss
    if curve.end != nil || last > start + needed {
      return "none: the loss never falls: it stays around \(text(start)) and then rises. "
        + "Begin with smaller rates, or look at the data: are inputs scaled, do labels fit?"
    }
    return "none: the loss never falls: it stays around \(text(start)). "
      + "Go on to larger rates; if that doesn't help, no gradient reaches the weights, or they "
      + "are as good as they get"
  }

  private static func tooShort(_ curve: LearningRateCurve) -> String {
    guard let last = curve.points.last else {
      return "none: the loss isn't finite at the smallest rate already: look at the data, and "
        + "scale the inputs"
    }
    let rate = LearningRateSearch.text(last.rate)
    return curve.end == nil
      ? "none: \(curve.points.count) rates are too few to tell a fall from noise"
      : "none: the loss never falls: it is lost after \(curve.points.count) rates, at \(rate). "
        + "Begin with smaller rates, and scale the inputs"
  }

  private static func text(_ loss: Double) -> String {
    NumberFormat(".3g")?.text(loss) ?? "\(loss)"
  }
}
