#if CommandLineTool
  internal import Hone

  extension ScheduleCurve {
    /// The curve in dots of braille, eight to a character, over a line of epochs.
    ///
    /// - Parameters:
    ///   - width: characters of the curve.
    ///   - height: lines of the curve.
    func text(width: Int = 72, height: Int = 12) -> String {
      var canvas = BrailleCanvas(width: width, height: height)
      let spans = spans(canvas.columns)
      guard let most = spans.map(\.most).max() else { return "no updates" }
      let top = top(most)
      for dot in 0..<canvas.columns {
        let span = spans[dot * spans.count / canvas.columns]
        for rate in level(span.least, top, canvas.levels)...level(span.most, top, canvas.levels) {
          canvas.set(column: dot, level: rate)
        }
      }
      let labels = [0: Number.plain(top), height / 2: Number.plain(top / 2), height - 1: "0"]
      let margin = labels.values.map(\.count).max() ?? 1
      let lines = canvas.lines(labels: labels, margin: margin)
      return (lines + axis(width, margin)).joined(separator: "\n")
    }

    private func level(_ rate: Double, _ top: Double, _ levels: Int) -> Int {
      let share = rate.isFinite ? rate / top : 1
      return min(max(Int((share * Double(levels - 1)).rounded()), 0), levels - 1)
    }

    /// The line of epochs: a mark at the end of each, its number below.
    private func axis(_ width: Int, _ margin: Int) -> [String] {
      var line = [Character](repeating: "─", count: width)
      var numbers = [Character](repeating: " ", count: width + 4)
      var free = 0
      for epoch in markedEpochs(atMost: 24) {
        let place = max(epoch * width / epochs - 1, 0)
        line[place] = "┴"
        let digits = Array("\(epoch)")
        let start = max(place - digits.count / 2, 0)
        guard start >= free, start + digits.count <= numbers.count else { continue }
        numbers.replaceSubrange(start..<start + digits.count, with: digits)
        free = start + digits.count + 1
      }
      let last = numbers.lastIndex { $0 != " " } ?? 0
      let indent = String(repeating: " ", count: margin)
      return [
        indent + " └" + String(line), indent + "  " + String(numbers[...last]) + "  epochs",
      ]
    }
  }
#endif
