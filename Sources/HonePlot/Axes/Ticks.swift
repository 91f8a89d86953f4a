/// A number on an axis.
struct Tick: Hashable {
  var value: Double
  /// What stands beside it; empty for a line alone.
  var label: String
}

/// Round numbers for axes.
enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten.
  ///
  /// - Parameters:
  ///   - range: what the axis shows.
  ///   - count: about how many numbers there is room for.
  ///   - isWhole: whether only whole numbers are wanted.
  static func linear(
    _ range: ClosedRange<Double>, about count: Int, isWhole: Bool = false
  ) -> [Tick] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else { return [] }
    var step = roundStep(atLeast: span / Double(max(count, 1)))
    // One number alone wouldn't tell the scale.
    if multiples(of: step, in: range).count < 2 { step = roundStep(atLeast: step / 2.5) }
    if isWhole { step = max(step, 1) }
    let (first, last) = multiples(of: step, in: range).ends
    guard last >= first, last - first < 200, abs(first) < 1e15, abs(last) < 1e15 else { return [] }
    let most = max(abs(first * step), abs(last * step))
    return (Int(first)...Int(last)).map { index in
      let value = Double(index) * step
      return Tick(value: value, label: NumberText.label(value, step: step, most: most))
    }
  }

  /// The first and the last multiple of a step within a range, and how many there are.
  private static func multiples(
    of step: Double, in range: ClosedRange<Double>
  ) -> (ends: (Double, Double), count: Double) {
    let first = (range.lowerBound / step - 1e-6).rounded(.up)
    let last = (range.upperBound / step + 1e-6).rounded(.down)
    return ((first, last), last - first + 1)
  }

  /// Powers of ten, the others without labels if there are too many; within less than two of them, multiples of 1, 2 and 5.
  static func logarithmic(_ range: ClosedRange<Double>, about count: Int) -> [Tick] {
    guard range.lowerBound > 0, range.upperBound.isFinite else { return [] }
    let low = Int((Decimals.logarithm(range.lowerBound) - 1e-9).rounded(.up))
    let high = Int((Decimals.logarithm(range.upperBound) + 1e-9).rounded(.down))
    let isPlain = low >= -3 && high <= 4
    guard high - low >= 2 else {
      let factors = (low - 1...max(high, low - 1) + 1).flatMap { decade in
        [1.0, 2, 5].map { $0 * Decimals.power(Double(decade)) }
      }
      let within = factors.filter {
        $0 >= range.lowerBound * (1 - 1e-9) && $0 <= range.upperBound * (1 + 1e-9)
      }
      return within.map { Tick(value: $0, label: NumberText.short($0)) }
    }
    let every = max((high - low + count) / max(count, 1), 1)
    return (low...high).compactMap { decade in
      let value = Decimals.power(Double(decade))
      guard decade % every == 0 else {
        return every <= 3 ? Tick(value: value, label: "") : nil
      }
      return Tick(
        value: value, label: isPlain ? NumberText.short(value) : NumberText.powerOfTen(decade))
    }
  }

  /// The least of 1, 2 and 5 times a power of ten that isn't below a number.
  static func roundStep(atLeast number: Double) -> Double {
    let decade = Decimals.logarithm(number).rounded(.down)
    let unit = Decimals.power(decade)
    let factor = [1.0, 2, 5].first { $0 * unit >= number * (1 - 1e-9) } ?? 10
    return factor * unit
  }
}
