#if CommandLineTool
  internal import Foundation
  internal import Hone

  extension LearningRateSearch {
    /// The losses that a drawing shows: from the least to somewhat above where the curve begins, so
    /// that the end, where training is lost, doesn't flatten the rest. Nil without points.
    var drawnLosses: ClosedRange<Double>? {
      let smoothed = points.map(\.smoothedLoss)
      guard let least = smoothed.min() else { return nil }
      let begin = max(smoothed.prefix(10).reduce(0, +) / Double(min(smoothed.count, 10)), least)
      let span = max(begin - least, abs(begin) * 0.05, 1e-9)
      return (least - 0.05 * span)...(begin + 0.35 * span)
    }

    /// The smoothed losses over the logarithm of the rate in dots of braille; nil without two rates.
    ///
    /// - Parameters:
    ///   - width: characters of the curve.
    ///   - height: lines of the curve.
    func text(width: Int = 72, height: Int = 12) -> String? {
      guard let drawn = drawnLosses, let first = points.first?.rate, let last = points.last?.rate,
        last > first
      else { return nil }
      var canvas = BrailleCanvas(width: width, height: height)
      func place(_ rate: Double, _ count: Int) -> Int {
        let share = log(rate / first) / log(last / first)
        return min(max(Int((share * Double(count - 1)).rounded()), 0), count - 1)
      }
      var before: Int?
      for (point, next) in zip(points, points.dropFirst()) {
        let (start, end) = (place(point.rate, canvas.columns), place(next.rate, canvas.columns))
        for column in start...end {
          let share = end > start ? Double(column - start) / Double(end - start) : 1
          let loss = point.smoothedLoss + share * (next.smoothedLoss - point.smoothedLoss)
          let height = (loss - drawn.lowerBound) / (drawn.upperBound - drawn.lowerBound)
          // What lies above the drawing leads out of it.
          let level = Int((min(height, 2) * Double(canvas.levels - 1)).rounded())
          let shown = min(before ?? level, level)...max(before ?? level, level)
          for dot in shown.clamped(to: 0...canvas.levels - 1) where shown.contains(dot) {
            canvas.set(column: column, level: dot)
          }
          before = level
        }
      }
      let middle = (drawn.lowerBound + drawn.upperBound) / 2
      let labels = [
        0: Self.loss(drawn.upperBound), height / 2: Self.loss(middle),
        height - 1: Self.loss(drawn.lowerBound),
      ]
      let margin = labels.values.map(\.count).max() ?? 1
      let lines = canvas.lines(labels: labels, margin: margin)
      let marks = suggestion.map { [place($0, width)] } ?? []
      let axis = Self.axis(first, last, width, marks: marks) { place($0, width) }
      return (lines + axis.map { String(repeating: " ", count: margin) + $0 })
        .joined(separator: "\n")
    }

    private static func loss(_ value: Double) -> String { String(format: "%.3g", value) }

    /// The line of rates: a mark at each power of ten with its number below, and an arrow at what is
    /// suggested.
    private static func axis(
      _ first: Double, _ last: Double, _ width: Int, marks: [Int], place: (Double) -> Int
    ) -> [String] {
      var line = [Character](repeating: "─", count: width)
      var numbers = [Character](repeating: " ", count: width + 4)
      var free = 0
      let decades =
        Int(
          log10(first).rounded(.up))...max(
          Int(log10(last).rounded(.down)), Int(log10(first).rounded(.up)))
      for decade in decades {
        let rate = pow(10, Double(decade))
        guard rate >= first * 0.999, rate <= last * 1.001 else { continue }
        let column = place(rate)
        line[column] = "┴"
        let digits = Array(Number.plain(rate))
        let start = max(column - digits.count / 2, 0)
        guard start >= free, start + digits.count <= numbers.count else { continue }
        numbers.replaceSubrange(start..<start + digits.count, with: digits)
        free = start + digits.count + 1
      }
      for mark in marks { line[mark] = "▲" }
      let end = numbers.lastIndex { $0 != " " } ?? 0
      return [" └" + String(line), "  " + String(numbers[...end]) + "  learning rate"]
    }
  }
#endif
