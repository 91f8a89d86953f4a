/// An axis whose range and ticks are known.
struct ResolvedAxis {
  let axis: PlotAxis
  let low: Double
  let high: Double
  let ticks: [Tick]

  /// Finds range and ticks.
  ///
  /// - Parameters:
  ///   - axis: what the user wants.
  ///   - extent: what the marks cover.
  ///   - ticks: about how many numbers there is room for.
  init(_ axis: PlotAxis, extent: Extent, ticks count: Int) {
    self.axis = axis
    let isLogarithmic = axis.scale == .logarithmic
    let (least, most) = extent.limits(isLogarithmic: isLogarithmic)
    var (low, high) = (axis.range?.lowerBound ?? least, axis.range?.upperBound ?? most)
    if isLogarithmic, low <= 0 { low = min(least, high / 10) }
    if !(high > low) { (low, high) = (least, most) }
    (self.low, self.high) = (low, high)
    if let categories = axis.categories {
      ticks = categories.enumerated().map { Tick(value: Double($0.offset), label: $0.element) }
    } else {
      ticks =
        isLogarithmic
        ? Ticks.logarithmic(low...high, about: count)
        : Ticks.linear(low...high, about: count, isWhole: axis.isWhole)
    }
  }

  /// The place of a number as a share of the axis; nil for one that has no place.
  func share(_ value: Double) -> Double? {
    let share: Double
    if axis.scale == .logarithmic {
      guard value > 0 else { return nil }
      share =
        (Decimals.logarithm(value) - Decimals.logarithm(low))
        / (Decimals.logarithm(high) - Decimals.logarithm(low))
    } else {
      share = (value - low) / (high - low)
    }
    guard share.isFinite else { return nil }
    return axis.isReversed ? 1 - share : share
  }
}

/// What the marks of a panel cover along an axis.
struct Extent {
  private var least = Double.infinity
  private var leastPositive = Double.infinity
  private var most = -Double.infinity
  /// The share of the range that is left free below and above.
  private var marginBelow = 0.0
  private var marginAbove = 0.0
  private var allowsMargin = true

  /// Makes the extent hold numbers; those that aren't finite have no place.
  mutating func include(_ values: [Double]) {
    for value in values where value.isFinite {
      least = min(least, value)
      most = max(most, value)
      if value > 0 { leastPositive = min(leastPositive, value) }
    }
  }

  /// Leaves nothing free at the ends, whatever other marks want: a map of colours fills the panel.
  mutating func forbidMargin() { allowsMargin = false }

  /// Leaves a share of the range free at its ends.
  mutating func leaveMargin(below: Double, above: Double) {
    marginBelow = max(marginBelow, below)
    marginAbove = max(marginAbove, above)
  }

  /// The range to show.
  func limits(isLogarithmic: Bool) -> (Double, Double) {
    let (marginBelow, marginAbove) = allowsMargin ? (marginBelow, marginAbove) : (0, 0)
    if isLogarithmic {
      guard leastPositive.isFinite, most > 0 else { return (0.1, 1) }
      let (low, high) = (Decimals.logarithm(leastPositive), Decimals.logarithm(most))
      guard high - low > 1e-9 else { return (leastPositive / 2, most * 2) }
      let span = high - low
      return (
        Decimals.power(low - marginBelow * span), Decimals.power(high + marginAbove * span)
      )
    }
    guard least.isFinite, most.isFinite else { return (0, 1) }
    let span = most - least
    guard span > 1e-12 * max(abs(least), abs(most)) else {
      let room = max(abs(most) / 2, 0.5)
      return (least - room, most + room)
    }
    return (least - marginBelow * span, most + marginAbove * span)
  }
}
