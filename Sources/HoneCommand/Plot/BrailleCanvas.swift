#if CommandLineTool
  /// Dots of braille for a terminal: eight to a character, two columns of four.
  struct BrailleCanvas {
    /// Dots side by side.
    let columns: Int
    /// Dots one above another.
    let levels: Int
    private var cells: [[UInt32]]

    /// - Parameters:
    ///   - width: characters in a line.
    ///   - height: lines.
    init(width: Int, height: Int) {
      columns = 2 * width
      levels = 4 * height
      cells = [[UInt32]](repeating: [UInt32](repeating: 0x2800, count: width), count: height)
    }

    /// Sets a dot; level 0 is the lowest.
    mutating func set(column: Int, level: Int) {
      let row = levels - 1 - level
      cells[row / 4][column / 2] |= Self.bit(column: column % 2, row: row % 4)
    }

    /// The lines with what stands before them: numbers by line, from the top, and an axis.
    func lines(labels: [Int: String], margin: Int) -> [String] {
      cells.enumerated().map { row, line in
        let label = labels[row]
        var text = Self.padded(label ?? "", margin) + (label == nil ? " │" : " ┤")
        text.unicodeScalars += line.compactMap { Unicode.Scalar($0) }
        return text
      }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(width - text.count, 0)) + text
    }

    /// The bit of a dot in a character.
    private static func bit(column: Int, row: Int) -> UInt32 {
      row == 3 ? (column == 0 ? 0x40 : 0x80) : 1 << UInt32(row + 3 * column)
    }
  }
#endif
