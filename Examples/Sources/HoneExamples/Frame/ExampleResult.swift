public import Hone
public import HonePlot

/// What an example printed, drew and measured.
public struct ExampleResult: Sendable {
  /// A picture of an example.
  public enum Picture: Sendable {
    /// Written as SVG.
    case figure(Figure)
    /// uint8 `[H, W]` or `[H, W, C]`, written as PNG.
    case image(HostTensor)
  }

  /// The lines that the example prints.
  public private(set) var lines: [String] = []
  /// The pictures in order, by file name such as `perceptron-lines.svg`.
  public private(set) var pictures: [(file: String, picture: Picture)] = []
  /// The numbers that its claims rest on, by name.
  public private(set) var measured: [String: Double] = [:]

  /// Creates an empty result.
  public init() {}

  /// Prints text, which may have several lines.
  public mutating func say(_ text: String = "") {
    lines += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Prints rows of cells in aligned columns.
  ///
  /// - Parameters:
  ///   - head: the names of the columns.
  ///   - rows: the cells; the first column is text, the others are numbers.
  public mutating func table(_ head: [String], _ rows: [[String]]) {
    let all = [head] + rows
    let widths = head.indices.map { column in
      all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    for (index, row) in all.enumerated() {
      let cells = zip(row, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: max(cell.1 - cell.0.count, 0))
        return column == 0 ? cell.0 + space : space + cell.0
      }
      lines.append(Self.trimmed(cells.joined(separator: "  ")))
      if index == 0 {
        lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
      }
    }
  }

  /// Adds a figure, to be written as `name.svg`.
  public mutating func draw(_ name: String, _ figure: Figure) {
    pictures.append((name + ".svg", .figure(figure)))
  }

  /// Adds an image, uint8 `[H, W]` or `[H, W, C]`, to be written as `name.png`.
  public mutating func draw(_ name: String, _ image: HostTensor) {
    pictures.append((name + ".png", .image(image)))
  }

  /// Keeps a number that the example's claims rest on.
  public mutating func measure(_ name: String, _ value: Double) { measured[name] = value }

  /// A measured number; NaN, which fails every comparison, if there is none of that name.
  public subscript(name: String) -> Double { measured[name] ?? .nan }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
