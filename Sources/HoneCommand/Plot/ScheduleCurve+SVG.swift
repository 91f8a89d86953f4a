#if CommandLineTool
  internal import Hone
  internal import HonePlot

  extension ScheduleCurve {
    /// The curve as a picture over the epochs.
    ///
    /// - Parameter title: a line above it.
    func svg(title: String) -> String {
      let spans = spans(2000)
      let points = spans.flatMap(points)
      let panel = Panel(
        x: PlotAxis("epochs", range: 0...Double(max(epochs, 1)), isWhole: true),
        y: PlotAxis("learning rate", range: 0...top(spans.map(\.most).max() ?? 1)),
        [.line(x: points.map { $0.0 / Double(stepsPerEpoch) }, y: points.map(\.1))])
      return Figure(title, panelWidth: 900, panelHeight: 400, panels: [panel]).svg()
    }

    /// The first and last rate of a span and, between them, what goes beyond both.
    private func points(_ span: Span) -> [(Double, Double)] {
      let (start, end) = (Double(span.updates.lowerBound), Double(span.updates.upperBound - 1))
      var points = [(start, span.first)]
      for rate in [span.most, span.least]
      where rate > max(span.first, span.last) || rate < min(span.first, span.last) {
        points.append(((start + end) / 2, rate))
      }
      if end > start { points.append((end, span.last)) }
      return points
    }
  }
#endif
