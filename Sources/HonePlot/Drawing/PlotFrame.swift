/// Where the axes of a panel lie in the picture, and what they show.
struct PlotFrame {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let x: ResolvedAxis
  let y: ResolvedAxis

  var width: Double { right - left }
  var height: Double { bottom - top }

  /// The place of a point; nil for one that has none.
  func place(_ x: Double, _ y: Double) -> (x: Double, y: Double)? {
    guard let across = horizontal(x), let down = vertical(y) else { return nil }
    return (across, down)
  }

  /// The place of a number on the horizontal axis, at most a little outside of the picture.
  func horizontal(_ value: Double) -> Double? {
    x.share(value).map { left + min(max($0, -20), 21) * width }
  }

  /// The place of a number on the vertical axis.
  func vertical(_ value: Double) -> Double? {
    y.share(value).map { bottom - min(max($0, -20), 21) * height }
  }
}

/// The room around a panel's axes.
struct Margins {
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double

  /// Makes room for what another panel needs on its sides, at its ends, or both.
  mutating func widen(to other: Margins, sides: Bool, ends: Bool) {
    if sides { (left, right) = (max(left, other.left), max(right, other.right)) }
    if ends { (top, bottom) = (max(top, other.top), max(bottom, other.bottom)) }
  }
}
