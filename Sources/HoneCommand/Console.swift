#if CommandLineTool
  internal import Foundation

  /// What the tool writes to its terminal.
  enum Console {
    /// A line of results.
    static func print(_ line: String) {
      Swift.print(line)
      fflush(nil)
    }

    /// Lines for people who look for what went wrong.
    static func error(_ text: String) {
      fflush(nil)
      FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Rows under headings, columns aligned.
    static func table(_ rows: [[String]]) -> String {
      let columns = rows.map(\.count).max() ?? 0
      let widths = (0..<columns).map { column in
        rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
      }
      return rows.map { row in
        row.enumerated().map { column, cell in
          column == row.count - 1
            ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
        }.joined()
      }.joined(separator: "\n")
    }
  }
#endif
