internal import HoneCore

extension ImageDecoder {
  /// The first frame of a GIF, on a canvas of the size of the screen that the file asks for. What
  /// the frame leaves free is transparent if a color of it is, else the color of the background.
  func decodeGIF(_ file: ImageFile) throws(HoneError) -> HostTensor {
    var cursor = ByteCursor(file)
    var gif = try GIFFrame(&cursor)
    let size = gif.canvas
    try file.check(size, leastBits: gif.leastBits, largest: largestByteCount)
    let indices = try gif.indices(&cursor)
    return try gif.palette.colors(of: gif.placed(indices), size, file: file)
  }
}

/// The first frame of a GIF: its place, its colors, and how its pixels are coded.
struct GIFFrame {
  private(set) var palette = ColorTable()
  private var top = 0
  private var left = 0
  private var height = 0
  private var width = 0
  private var isInterlaced = false
  private var background = 0
  private var screen = (height: 0, width: 0)
  private var codeBits = 0

  /// Reads everything up to the codes of the first frame.
  init(_ cursor: inout ByteCursor) throws(HoneError) {
    try cursor.go(to: 6)
    let screenWidth = try cursor.short()
    screen = (try cursor.short(), screenWidth)
    let flags = try cursor.byte()
    background = try cursor.byte()
    _ = try cursor.byte()
    let shared = flags & 0x80 != 0 ? try Self.palette(&cursor, flags) : ColorTable()
    var transparent: Int?
    while true {
      let kind = try cursor.byte()
      switch kind {
      case 0x21: transparent = try Self.readExtension(&cursor) ?? transparent
      case 0x2C:
        try readFrame(&cursor, shared: shared)
        palette.transparent = transparent
        return
      case 0x3B:
        throw cursor.file.damaged(wanted: "a frame", received: "a file without any")
      default:
        throw cursor.file.damaged(
          wanted: "a frame or an extension at byte \(cursor.position - 1)", received: "\(kind)")
      }
    }
  }

  /// The size of the canvas, which holds the screen and the frame.
  var canvas: ImageSize {
    ImageSize(
      height: max(screen.height, top + height), width: max(screen.width, left + width),
      channels: palette.channels)
  }

  /// A code of three bits or more stands for 4096 pixels or fewer.
  var leastBits: UInt64 { UInt64(height * width / 4096) * 3 }

  /// The frame's pixels in their order, one byte each.
  mutating func indices(_ cursor: inout ByteCursor) throws(HoneError) -> [UInt8] {
    var codes = GIFCodes(codeBits: codeBits)
    var pixels = [UInt8](repeating: 0, count: height * width)
    while !codes.isFinished, codes.position < pixels.count {
      let count = try cursor.byte()
      if count == 0 { break }
      let block = try cursor.bytes(count)
      guard codes.decode(block, into: &pixels) else {
        throw cursor.file.damaged(received: "a code that has no meaning yet")
      }
    }
    guard codes.position == pixels.count else {
      throw cursor.file.damaged(
        wanted: "\(pixels.count) pixels", received: "codes for \(codes.position)")
    }
    return pixels
  }

  /// The frame on its canvas, its rows in their places.
  func placed(_ indices: [UInt8]) -> [UInt8] {
    let canvas = canvas
    let isWhole = (canvas.height, canvas.width) == (height, width)
    if isWhole, !isInterlaced { return indices }
    let free = UInt8(truncatingIfNeeded: palette.transparent ?? min(background, palette.count - 1))
    var pixels = [UInt8](repeating: free, count: canvas.height * canvas.width)
    for (number, row) in rows.enumerated() {
      let first = (top + row) * canvas.width + left
      for column in 0..<width { pixels[first + column] = indices[number * width + column] }
    }
    return pixels
  }

  /// The frame's rows in the order in which they come.
  private var rows: [Int] {
    guard isInterlaced else { return Array(0..<height) }
    return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { start, step in
      Array(stride(from: start, to: height, by: step))
    }
  }

  private mutating func readFrame(
    _ cursor: inout ByteCursor, shared: ColorTable
  ) throws(HoneError) {
    left = try cursor.short()
    top = try cursor.short()
    width = try cursor.short()
    height = try cursor.short()
    let flags = try cursor.byte()
    isInterlaced = flags & 0x40 != 0
    palette = flags & 0x80 != 0 ? try Self.palette(&cursor, flags) : shared
    codeBits = try cursor.byte()
    guard !palette.isEmpty else {
      throw cursor.file.damaged(wanted: "a table of colors", received: "a file without any")
    }
    guard height > 0, width > 0, 1...8 ~= codeBits else {
      throw cursor.file.damaged(
        wanted: "a frame with pixels of 1 to 8 bits",
        received: "\(height) × \(width) of \(codeBits) bits")
    }
  }

  /// Reads an extension; the transparent color, if it names one.
  private static func readExtension(_ cursor: inout ByteCursor) throws(HoneError) -> Int? {
    let isGraphicControl = try cursor.byte() == 0xF9
    var transparent: Int?
    while true {
      let count = try cursor.byte()
      if count == 0 { return transparent }
      let block = try cursor.bytes(count)
      if isGraphicControl, count >= 4, block[0] & 1 == 1 { transparent = Int(block[3]) }
    }
  }

  private static func palette(
    _ cursor: inout ByteCursor, _ flags: Int
  ) throws(HoneError) -> ColorTable {
    let bytes = try cursor.bytes(3 << (flags & 7 + 1))
    var table = ColorTable()
    for place in stride(from: 0, to: bytes.count, by: 3) {
      table.append(red: bytes[place], green: bytes[place + 1], blue: bytes[place + 2])
    }
    return table
  }
}
