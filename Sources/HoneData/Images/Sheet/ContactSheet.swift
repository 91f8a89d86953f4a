public import HoneCore

/// Many images on one: rows with a label above, a caption under each image.
///
/// ```swift
/// let sheet = ContactSheet(
///   rows: [(label: "boots/1.png", cells: [(image: boot, caption: ["original"])])])
/// try PNGWriter.write(sheet.render(), to: "boots.png")
/// ```
///
/// Images may differ in size: small ones are enlarged by whole factors, so that their pixels can be
/// seen, large ones are reduced by taking means; what is transparent shows a checkerboard. Texts
/// are drawn in dots of ASCII and a few signs (° ± × … λ); other characters as boxes.
public struct ContactSheet: Sendable {
  /// An image with the lines of text under it.
  public typealias Cell = (image: HostTensor, caption: [String])
  /// Images side by side under a line of text, which may be empty.
  public typealias Row = (label: String, cells: [Cell])

  /// What is shown.
  public var rows: [Row]
  /// The longest side of an image on the sheet, in pixels.
  public var cellSize: Int
  /// Pixels of a dot of the font.
  public var textScale: Int

  /// The most pixels of a sheet.
  private static let largest = 1 << 26
  private static let gap = 8

  /// Creates a sheet.
  ///
  /// - Parameters:
  ///   - rows: The rows from top to bottom; images are uint8 `[H, W, C]` or `[H, W]`.
  ///   - cellSize: The longest side of an image on the sheet, in pixels, 8 … 4096.
  ///   - textScale: Pixels of a dot of the font, 1 … 8.
  public init(rows: [Row], cellSize: Int = 112, textScale: Int = 1) {
    self.rows = rows
    self.cellSize = cellSize
    self.textScale = textScale
  }

  /// A sheet of images one after another, broken into rows without labels.
  ///
  /// - Parameters:
  ///   - cells: The images with their captions.
  ///   - columns: How many stand side by side, 1 or more.
  ///   - cellSize: The longest side of an image on the sheet, in pixels, 8 … 4096.
  ///   - textScale: Pixels of a dot of the font, 1 … 8.
  public init(cells: [Cell], columns: Int, cellSize: Int = 112, textScale: Int = 1) {
    let step = max(columns, 1)
    let rows = stride(from: 0, to: cells.count, by: step).map { start in
      (label: "", cells: Array(cells[start..<min(start + step, cells.count)]))
    }
    self.init(rows: rows, cellSize: cellSize, textScale: textScale)
  }

  /// Draws the sheet: uint8 `[H, W, 3]`, for ``PNGWriter``.
  ///
  /// - Throws: `.usage` if a parameter is out of range or the sheet would have more than 2²⁶
  ///   pixels, `.data` if an image isn't uint8 `[H, W, 1 … 4]`; it names the row and the column.
  public func render() throws(HoneError) -> HostTensor {
    try checkParameters()
    let images = try rows.indices.map { row throws(HoneError) in
      try rows[row].cells.indices.map { column throws(HoneError) in
        try image(row: row, column: column)
      }
    }
    let layouts = rows.map { row in
      Layout(
        label: row.label,
        captions: row.cells.map { cell in cell.caption.flatMap { wrap($0) } })
    }
    let columns = layouts.map(\.captions.count).max() ?? 0
    let label = rows.map(\.label.count).max() ?? 0
    let width = max(
      Self.gap + columns * (cellSize + Self.gap),
      min(2 * Self.gap + label * advance, Self.gap + max(columns, 4) * (cellSize + Self.gap)))
    let height = Self.gap + layouts.reduce(0) { $0 + self.height(of: $1) }
    guard height <= Self.largest / width else {
      throw HoneError(
        .usage, operation: "ContactSheet", wanted: "at most \(Self.largest) pixels",
        received: "\(height) × \(width)", help: "show fewer images, or give a smaller cellSize")
    }
    var canvas = Canvas(height: height, width: width, grey: 255)
    var top = Self.gap
    for (layout, images) in zip(layouts, images) {
      draw(layout, images, top: top, on: &canvas)
      top += self.height(of: layout)
    }
    return canvas.tensor
  }

  /// A row with its texts broken into lines.
  private struct Layout {
    var label: String
    var captions: [[String]]
  }

  private var advance: Int { BitmapFont.advance * textScale }
  private var lineHeight: Int { BitmapFont.lineHeight * textScale }

  private func height(of row: Layout) -> Int {
    let lines = row.captions.map(\.count).max() ?? 0
    return (row.label.isEmpty ? 0 : lineHeight + 2) + cellSize + 4 + lines * lineHeight + Self.gap
  }

  private func draw(_ row: Layout, _ images: [HostTensor], top: Int, on canvas: inout Canvas) {
    var top = top
    if !row.label.isEmpty {
      let room = (canvas.width - 2 * Self.gap) / advance
      canvas.draw(
        Self.cut(row.label, to: room), top: top, left: Self.gap, scale: textScale, grey: 0)
      top += lineHeight + 2
    }
    for (column, caption) in row.captions.enumerated() {
      let left = Self.gap + column * (cellSize + Self.gap)
      canvas.fill(top: top, left: left, height: cellSize, width: cellSize, grey: 244)
      canvas.draw(images[column], top: top, left: left, side: cellSize)
      for (line, text) in caption.enumerated() {
        canvas.draw(
          text, top: top + cellSize + 4 + line * lineHeight, left: left, scale: textScale, grey: 64)
      }
    }
  }

  /// A caption in lines as wide as an image, broken at spaces where there are any.
  private func wrap(_ text: String) -> [String] {
    let room = max(cellSize / advance, 1)
    var lines: [String] = []
    var line: [Character] = []
    for word in text.split(separator: " ") {
      var word = Array(word)
      if !line.isEmpty {
        if line.count + 1 + word.count <= room {
          line += [" "] + word
          continue
        }
        lines.append(String(line))
      }
      while word.count > room {
        lines.append(String(word.prefix(room)))
        word.removeFirst(room)
      }
      line = word
    }
    return line.isEmpty ? lines : lines + [String(line)]
  }

  private static func cut(_ text: String, to room: Int) -> String {
    text.count <= room ? text : String(text.prefix(max(room - 1, 0))) + "…"
  }

  private func checkParameters() throws(HoneError) {
    for (name, value, range) in [
      ("cellSize", cellSize, 8...4096), ("textScale", textScale, 1...8),
    ] where !range.contains(value) {
      throw HoneError(
        .usage, path: name, operation: "ContactSheet",
        wanted: "\(range.lowerBound) … \(range.upperBound)", received: "\(value)")
    }
    guard rows.contains(where: { !$0.cells.isEmpty }) else {
      throw HoneError(
        .usage, operation: "ContactSheet", wanted: "at least one image", received: "none")
    }
  }

  private func image(row: Int, column: Int) throws(HoneError) -> HostTensor {
    let image = rows[row].cells[column].image
    let shape = image.shape
    let isMatrix = shape.rank == 2
    guard image.dtype == .uint8, isMatrix || shape.rank == 3 && 1...4 ~= shape[2], image.count > 0
    else {
      throw HoneError(
        .data, path: "row \(row), column \(column)", operation: "ContactSheet",
        wanted: "uint8 of shape [H, W, 1 … 4]", received: "\(image.dtype) of shape \(shape)",
        help: "`Image.bytes` gives such a tensor")
    }
    return isMatrix ? try image.reshaped(to: [shape[0], shape[1], 1]) : image
  }
}
