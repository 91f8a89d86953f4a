internal import HoneCore

/// The run-length codes of BMP: a count and a color, or an escape: the end of a row or of the
/// image, a step, or some pixels as they are. What they leave out is color 0.
struct BMPRuns {
  private let header: BMPHeader
  private var cursor: ByteCursor
  private var row = 0
  private var column = 0

  init(_ header: BMPHeader, _ cursor: ByteCursor) {
    self.header = header
    self.cursor = cursor
  }

  /// The pixels, one byte each.
  mutating func indices() throws(HoneError) -> [UInt8] {
    let header = header
    var pixels = [UInt8](repeating: 0, count: header.height * header.width)
    while true {
      let count = try cursor.byte()
      let value = try cursor.byte()
      if count > 0 {
        try draw(count, on: &pixels) { number in Self.index(number, of: value, header) }
        continue
      }
      switch value {
      case 0: (row, column) = (row + 1, 0)
      case 1: return pixels
      case 2:
        column += try cursor.byte()
        row += try cursor.byte()
      default:
        let half = header.bitsOfPixel == 4
        let bytes = try cursor.bytes(half ? (value + 1) / 2 : value)
        try draw(value, on: &pixels) { number in
          half ? Self.index(number, of: Int(bytes[number / 2]), header) : bytes[number]
        }
        if bytes.count % 2 == 1 { _ = try cursor.byte() }
      }
    }
  }

  /// One of the pixels that a byte holds: two in turn if they have four bits.
  private static func index(_ number: Int, of byte: Int, _ header: BMPHeader) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: byte)
    if header.bitsOfPixel == 8 { return value }
    return number % 2 == 0 ? value >> 4 : value & 15
  }

  private mutating func draw(
    _ count: Int, on pixels: inout [UInt8], _ index: (Int) -> UInt8
  ) throws(HoneError) {
    guard row < header.height, count <= header.width - column else {
      throw cursor.file.damaged(
        wanted: "runs within \(header.height) × \(header.width) pixels",
        received: "\(count) at row \(row), column \(column)")
    }
    let first = header.place(of: row) * header.width + column
    for number in 0..<count { pixels[first + number] = index(number) }
    column += count
  }
}
