#if CommandLineTool
  internal import Hone
  internal import HonePlot

  extension LearningRateSearch {
    /// The curve as a picture over the logarithm of the rate, with both places and what is suggested.
    ///
    /// - Parameter title: a line above it.
    func svg(title: String) -> String {
      let rates = points.map(\.rate)
      let drawn = drawnLosses ?? 0...1
      // What lies above the picture leaves a gap.
      func shown(_ losses: [Double]) -> [Double] {
        losses.map { $0 <= drawn.upperBound ? $0 : .nan }
      }
      let losses = shown(points.map(\.loss))
      let low = min(drawn.lowerBound, losses.filter(\.isFinite).min() ?? drawn.lowerBound)
      var marks: [Mark] = [
        .line("loss of a batch", x: rates, y: losses, color: .grey, width: 1, opacity: 0.6),
        .line("smoothed", x: rates, y: shown(points.map(\.smoothedLoss)), color: .blue),
      ]
      if let steepestDescent, let minimum, let suggestion {
        marks += [
          .rule(
            "falls fastest: \(Number.rate(steepestDescent))", x: steepestDescent, color: .vermilion),
          .rule("is least: \(Number.rate(minimum))", x: minimum, color: .vermilion, dash: .dotted),
          .rule("suggested: \(Number.rate(suggestion))", x: suggestion, color: .green),
        ]
      }
      let panel = Panel(
        x: PlotAxis("learning rate", scale: .logarithmic, range: range(of: rates)),
        y: PlotAxis("loss", range: low...drawn.upperBound), marks)
      return Figure(title, panelWidth: 900, panelHeight: 420, panels: [panel]).svg()
    }

    private func range(of rates: [Double]) -> ClosedRange<Double>? {
      guard let first = rates.first, let last = rates.last, last > first else { return nil }
      return first...last
    }
  }
#endif
