/// What a search for a learning rate saw, and what follows from it.
///
/// A search trains a copy of the model while the rate grows from step to step by the same factor.
/// At first the rate is too small to change anything, then the loss falls, and at last it rises.
/// Two places of the curve give a rate, and the smaller one is suggested:
///
/// ```text
/// steepestDescent / 2    half of the rate at which the smoothed loss falls fastest, per factor of
///                        the rate: the slope of the line through a tenth of the curve around it
///                        is least
/// minimum / 5            a fifth of the rate at which the smoothed loss is least
/// smoothed[i] = Σ βⁱ⁻ʲ · loss[j] / Σ βⁱ⁻ʲ      for j = 0 … i
/// ```
///
/// The smoothed curve lags behind the rates, so the steepest place itself is often too late, and a
/// whole training stands less than a single update. The suggestion is a starting point, good to
/// within a factor of three or so; <doc:Searching> shows how good.
///
/// References: Smith, "Cyclical Learning Rates for Training Neural Networks", 2015 (the range test);
/// Howard and others, fast.ai's courses and library, 2017 (growing by a factor, smoothing, the
/// steepest place and a tenth of the minimum). Keras has no such search.
public struct LearningRateSearch: Hashable, Sendable {
  /// One rate of the curve.
  public struct Point: Hashable, Sendable {
    /// The rate of the update.
    public var rate: Double
    /// The loss of the batch, before the update.
    public var loss: Double
    /// The mean of this loss and those before it, older ones counting less.
    public var smoothedLoss: Double
  }

  /// Why a search ended.
  public enum End: String, Hashable, Sendable, CaseIterable {
    /// All rates were tried.
    case finished
    /// The smoothed loss rose to ``riseLimit`` times its least; among the first ten rates, whose
    /// means are of few losses and jump, to 100 times.
    case rose
    /// The loss was no longer finite; that rate isn't in the curve.
    case notFinite
  }

  /// The times of its least at which a rising loss ends the search: 4.
  public static let riseLimit = 4.0

  /// The curve, rates growing.
  public let points: [Point]
  /// How much the past counts in smoothed losses, 0 … 1: their β.
  public let smoothing: Double
  /// Why the search ended.
  public let end: End
  /// The rate to begin with: half of ``steepestDescent`` or a fifth of ``minimum``, whichever is
  /// smaller; nil if the loss never falls.
  public let suggestion: Double?
  /// Why this is suggested, or why nothing is.
  public let reason: String
  /// The rate at which the smoothed loss falls fastest; nil if the loss never falls.
  public let steepestDescent: Double?
  /// The rate at which the smoothed loss is least; nil if the loss never falls.
  public let minimum: Double?

  /// Reads a curve that was measured.
  ///
  /// - Parameters:
  ///   - rates: growing rates, each by about the same factor.
  ///   - losses: the loss at each rate; the curve ends before the first that isn't finite, or where
  ///     the smoothed loss reaches ``riseLimit`` times its least.
  ///   - smoothing: how much the past counts, 0 ..< 1.
  public init(rates: [Double], losses: [Double], smoothing: Double = 0.9) {
    var curve = LearningRateCurve(smoothing: smoothing)
    for (rate, loss) in zip(rates, losses) where curve.end == nil {
      curve.append(rate: rate, loss: loss)
    }
    self.init(curve)
  }

  init(_ curve: LearningRateCurve) {
    points = curve.points
    smoothing = curve.smoothing
    end = curve.end ?? .finished
    let reading = LearningRateReading(curve)
    steepestDescent = reading.steepest.map { curve.points[$0].rate }
    minimum = reading.minimum.map { curve.points[$0].rate }
    if let steepestDescent, let minimum {
      suggestion = min(steepestDescent / 2, minimum / 5)
    } else {
      suggestion = nil
    }
    reason = reading.reason
  }
}

extension LearningRateSearch: CustomStringConvertible {
  public var description: String {
    var lines: [String] = []
    if let suggestion, let steepestDescent, let minimum {
      lines = [
        "suggested learning rate: \(Self.text(suggestion)), the smaller of two rules",
        "half of where the loss falls fastest (\(Self.text(steepestDescent))): "
          + Self.text(steepestDescent / 2),
        "a fifth of where it is least (\(Self.text(minimum))): \(Self.text(minimum / 5))",
      ]
    } else {
      lines = ["suggested learning rate: none"]
    }
    lines.append(reason)
    if let first = points.first, let last = points.last {
      lines.append(
        "\(points.count) rates from \(Self.text(first.rate)) to \(Self.text(last.rate)); "
          + ending)
    }
    return lines.joined(separator: "\n")
  }

  private var ending: String {
    switch end {
    case .finished: "all were tried"
    case .rose: "ended: the loss rose to \(Int(Self.riseLimit)) times its least"
    case .notFinite: "ended: the loss was no longer finite"
    }
  }

  /// Two digits that count: more would promise too much.
  static func text(_ rate: Double) -> String { NumberFormat(".2g")?.text(rate) ?? "\(rate)" }
}
