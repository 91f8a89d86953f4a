#if CommandLineTool
  internal import Hone

  /// A learning rate over the updates of a run.
  struct ScheduleCurve {
    let schedule: any Schedule
    let epochs: Int
    let stepsPerEpoch: Int

    /// The updates of the run.
    var updates: Int { epochs * stepsPerEpoch }

    /// The rate of an update, from 0.
    func rate(_ update: Int) -> Double { schedule(update) }

    /// The least and the largest rate of some neighbouring updates.
    struct Span {
      var updates: Range<Int>
      var first: Double
      var last: Double
      var least: Double
      var most: Double
    }

    /// The run in at most `count` spans of equal length; of very long runs, a part of the updates.
    func spans(_ count: Int) -> [Span] {
      let pieces = min(count, updates)
      return (0..<pieces).map { piece in
        let range = piece * updates / pieces..<(piece + 1) * updates / pieces
        let stride = max(range.count / 1000, 1)
        var span = Span(
          updates: range, first: rate(range.lowerBound), last: rate(range.upperBound - 1),
          least: .infinity, most: -.infinity)
        for update in Swift.stride(from: range.lowerBound, to: range.upperBound, by: stride) {
          let value = rate(update)
          (span.least, span.most) = (min(span.least, value), max(span.most, value))
        }
        (span.least, span.most) = (min(span.least, span.last), max(span.most, span.last))
        return span
      }
    }

    /// The epochs to mark, from 1: all, or every few of many.
    func markedEpochs(atMost count: Int) -> [Int] {
      let steps = [1, 10, 100, 1000, 10_000].flatMap { power in [1, 2, 5].map { $0 * power } }
      let every = steps.first { epochs / $0 <= count } ?? epochs
      return Array(stride(from: every, through: epochs, by: every))
    }

    /// A round number of at least the largest rate, for the top of a drawing.
    func top(_ most: Double) -> Double {
      guard most > 0, most.isFinite else { return 1 }
      var unit = 1.0
      while unit > most { unit /= 10 }
      while unit * 10 <= most { unit *= 10 }
      let digits = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
      return (digits.first { $0 * unit >= most * (1 - 1e-9) } ?? 10) * unit
    }
  }
#endif
