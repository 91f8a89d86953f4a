#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A curve of losses over growing rates while it is measured.
struct LearningRateCurve {
  let smoothing: Double

  /// The fewest rates from which something can be told: the first smoothed losses are means of few,
  /// and jump.
  static let leastSteps = 10
  /// The times of its least at which a loss is lost among the first rates already.
  private static let earlyRiseLimit = 100.0

  private(set) var points: [LearningRateSearch.Point] = []
  /// Why the curve ended; nil if it goes on.
  private(set) var end: LearningRateSearch.End?
  private var sum = 0.0
  private var weight = 0.0
  /// The least smoothed losses of the first rates, and of those after them.
  private var early = Double.infinity
  private var least = Double.infinity

  init(smoothing: Double) { self.smoothing = smoothing }

  /// Adds a rate, and notes whether it is the last.
  mutating func append(rate: Double, loss: Double) {
    guard loss.isFinite else {
      end = .notFinite
      return
    }
    // Dividing by the sum of the weights corrects the bias towards the beginning's zero.
    sum = smoothing * sum + (1 - smoothing) * loss
    weight = smoothing * weight + (1 - smoothing)
    let smoothed = sum / weight
    points.append(LearningRateSearch.Point(rate: rate, loss: loss, smoothedLoss: smoothed))
    if points.count < Self.leastSteps {
      early = min(early, smoothed)
      if smoothed > limit(Self.earlyRiseLimit, over: early) { end = .rose }
    } else {
      least = min(least, smoothed)
      if smoothed > limit(LearningRateSearch.riseLimit, over: least) { end = .rose }
    }
  }

  /// A few times the least loss; of a loss that goes below 0, the same distance measured by the
  /// larger of its size and its fall.
  private func limit(_ times: Double, over least: Double) -> Double {
    let first = points.first?.smoothedLoss ?? least
    let unit = least > 0 ? least : max(-least, first - least)
    guard unit > 0 else { return .infinity }
    return least + (times - 1) * unit
  }

  /// Rates that grow by the same factor.
  static func rates(from first: Double, to last: Double, count: Int) -> [Double] {
    let factor = log(last / first) / Double(max(count - 1, 1))
    return (0..<count).map { index in
      index == count - 1 ? last : first * exp(factor * Double(index))
    }
  }
}
