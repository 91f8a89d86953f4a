#if CommandLineTool
  internal import Foundation
  internal import Hone

  extension ScheduleCurve {
    /// Where the curve lies in the picture.
    private enum Frame {
      static let width = 900.0
      static let height = 420.0
      static let left = 80.0
      static let right = 24.0
      static let top = 48.0
      static let bottom = 56.0
    }

    /// The curve as a picture with epoch marks.
    ///
    /// - Parameter title: a line above it.
    func svg(title: String) -> String {
      let spans = spans(2000)
      let top = top(spans.map(\.most).max() ?? 1)
      var lines = [
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Frame.width)) \
        \(Int(Frame.height))" font-family="sans-serif" font-size="13">
        """,
        #"<rect width="100%" height="100%" fill="white"/>"#,
        text(Frame.left, 28, title, anchor: "start", style: #" font-size="16""#),
      ]
      for part in 0...4 {
        let rate = top * Double(part) / 4
        let y = y(rate, top)
        lines.append(line(Frame.left, y, Frame.width - Frame.right, y, "#e4e4e4"))
        lines.append(text(Frame.left - 8, y + 4, Number.plain(rate), anchor: "end"))
      }
      for epoch in markedEpochs(atMost: 20) {
        let x = x(Double(epoch * stepsPerEpoch))
        lines.append(line(x, Frame.top, x, Frame.height - Frame.bottom + 5, "#d0d0d0"))
        lines.append(text(x, Frame.height - Frame.bottom + 20, "\(epoch)", anchor: "middle"))
      }
      lines.append(
        text(
          (Frame.left + Frame.width - Frame.right) / 2, Frame.height - 12, "epochs",
          anchor: "middle"))
      lines.append(
        """
        <polyline fill="none" stroke="#1f5fbf" stroke-width="2" stroke-linejoin="round" \
        points="\(points(spans, top))"/>
        """)
      return (lines + ["</svg>", ""]).joined(separator: "\n")
    }

    /// The first and last rate of each span and, between them, what goes beyond both.
    private func points(_ spans: [Span], _ top: Double) -> String {
      spans.flatMap { span -> [String] in
        let (start, end) = (Double(span.updates.lowerBound), Double(span.updates.upperBound - 1))
        let middle = (start + end) / 2
        var points = [(start, span.first)]
        for rate in [span.most, span.least]
        where rate > max(span.first, span.last) || rate < min(span.first, span.last) {
          points.append((middle, rate))
        }
        if end > start { points.append((end, span.last)) }
        return points.map { String(format: "%.1f,%.2f", x($0.0), y($0.1, top)) }
      }.joined(separator: " ")
    }

    private func x(_ update: Double) -> Double {
      let share = update / Double(max(updates, 1))
      return Frame.left + share * (Frame.width - Frame.left - Frame.right)
    }

    private func y(_ rate: Double, _ top: Double) -> Double {
      Frame.height - Frame.bottom - rate / top * (Frame.height - Frame.top - Frame.bottom)
    }

    private func line(
      _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String
    ) -> String {
      String(
        format: #"<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="\#(color)"/>"#, x1, y1, x2,
        y2)
    }

    private func text(
      _ x: Double, _ y: Double, _ text: String, anchor: String, style: String = ""
    ) -> String {
      let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      return String(format: #"<text x="%.1f" y="%.1f""#, x, y)
        + " text-anchor=\"\(anchor)\"\(style) fill=\"#333\">\(escaped)</text>"
    }
  }
#endif
