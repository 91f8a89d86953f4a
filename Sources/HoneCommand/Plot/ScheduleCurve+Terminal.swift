#if CommandLineTool
  internal import Hone

  extension ScheduleCurve {
    /// The curve in dots of braille, eight to a character, over a line of epochs.
    ///
    /// - Parameters:
    ///   - width: characters of the curve.
    ///   - height: lines of the curve.
    func text(width: Int = 72, height: Int = 12) -> String {
      let (dots, levels) = (2 * width, 4 * height)
      let spans = spans(dots)
      guard let most = spans.map(\.most).max() else { return "no updates" }
      let top = top(most)
      var cells = [[UInt32]](repeating: [UInt32](repeating: 0x2800, count: width), count: height)
      for dot in 0..<dots {
        let span = spans[dot * spans.count / dots]
        for rate in level(span.least, top, levels)...level(span.most, top, levels) {
          let place = levels - 1 - rate
          cells[place / 4][dot / 2] |= Self.bit(column: dot % 2, row: place % 4)
        }
      }
      let labels = [0: Number.plain(top), height / 2: Number.plain(top / 2), height - 1: "0"]
      let margin = labels.values.map(\.count).max() ?? 1
      let lines = cells.enumerated().map { row, line in
        let label = labels[row]
        var text = Self.padded(label ?? "", margin) + (label == nil ? " │" : " ┤")
        text.unicodeScalars += line.compactMap { Unicode.Scalar($0) }
        return text
      }
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

    private static func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(width - text.count, 0)) + text
    }

    /// The bit of a dot in a character of braille: two columns of four.
    private static func bit(column: Int, row: Int) -> UInt32 {
      row == 3 ? (column == 0 ? 0x40 : 0x80) : 1 << UInt32(row + 3 * column)
    }
  }
#endif
