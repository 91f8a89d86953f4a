/// Count, mean, spread and range of numbers that come one after the other.
///
/// Means and variances are updated with each number, in double precision (Welford, 1962), so that
/// large means don't swallow small spreads. Numbers that aren't finite are counted apart.
public struct NumberSummary: Hashable, Sendable {
  /// The finite numbers.
  public private(set) var count = 0
  /// NaNs and infinities.
  public private(set) var notFiniteCount = 0
  /// The mean.
  public private(set) var mean = 0.0
  /// The least number.
  public private(set) var minimum = Double.infinity
  /// The greatest number.
  public private(set) var maximum = -Double.infinity
  private var squares = 0.0

  /// A summary of no numbers.
  public init() {}

  /// The standard deviation of the numbers as they are, √(Σ(x − mean)² / count).
  public var standardDeviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }

  /// Takes in a number.
  @inline(__always)
  public mutating func add(_ value: Double) {
    guard value.isFinite else {
      notFiniteCount += 1
      return
    }
    count += 1
    let distance = value - mean
    mean += distance / Double(count)
    squares += distance * (value - mean)
    minimum = Swift.min(minimum, value)
    maximum = Swift.max(maximum, value)
  }
}
