internal import HoneCore

extension ImageDecoder {
  /// BMP of Windows and OS/2: 1 to 32 bits, run-length codes, rows from either end. A palette of
  /// greys alone makes a grey image; there is alpha where the header says which bits hold it.
  func decodeBMP(_ file: ImageFile) throws(HoneError) -> HostTensor {
    let header = try BMPHeader(file)
    try file.check(header.size, largest: largestByteCount)
    var cursor = ByteCursor(file)
    try cursor.go(to: header.dataPlace)
    switch header.coding {
    case .plain:
      let data = try cursor.bytes(header.plainByteCount)
      if header.palette.isEmpty { return header.colors(of: data) }
      let indices = header.indices(of: data)
      return try header.palette.colors(of: indices, header.size, file: file)
    case .runs:
      var runs = BMPRuns(header, cursor)
      return try header.palette.colors(of: runs.indices(), header.size, file: file)
    }
  }
}

/// What comes before the pixels of a BMP file.
struct BMPHeader {
  enum Coding { case plain, runs }

  let width: Int
  let height: Int
  let bitsOfPixel: Int
  let coding: Coding
  /// Where the pixels begin.
  let dataPlace: Int
  /// The colors that pixels are numbers of; empty if pixels are colors themselves.
  let palette: ColorTable
  private let isTopDown: Bool
  private let masks: [BitField]

  /// Reads the header, the masks and the palette.
  init(_ file: ImageFile) throws(HoneError) {
    var cursor = ByteCursor(file)
    try cursor.go(to: 10)
    dataPlace = try cursor.long()
    let headerSize = try cursor.long()
    guard [12, 16, 40, 52, 56, 64, 108, 124].contains(headerSize) else {
      throw file.unsupported(
        wanted: "a header of 12, 16, 40, 52, 56, 64, 108 or 124 bytes", received: "\(headerSize)")
    }
    let isShort = headerSize == 12
    width = isShort ? try cursor.short() : try cursor.signedLong()
    let rows = isShort ? try cursor.short() : try cursor.signedLong()
    height = abs(rows)
    isTopDown = rows < 0
    _ = try cursor.short()
    bitsOfPixel = try cursor.short()
    guard [1, 2, 4, 8, 16, 24, 32].contains(bitsOfPixel) else {
      throw file.unsupported(wanted: "1, 2, 4, 8, 16, 24 or 32 bits", received: "\(bitsOfPixel)")
    }
    var compression = 0
    var colorCount = 0
    if headerSize >= 40 {
      compression = try cursor.long()
      _ = try cursor.bytes(12)
      colorCount = try cursor.long()
      _ = try cursor.long()
    }
    switch (compression, bitsOfPixel) {
    case (0, _): coding = .plain
    case (1, 8), (2, 4): coding = .runs
    case (3, 16), (3, 32), (6, 16), (6, 32): coding = .plain
    default:
      throw file.unsupported(
        wanted: "plain pixels or run lengths",
        received: "compression \(compression) of \(bitsOfPixel) bits")
    }
    masks = try Self.masks(&cursor, compression, bitsOfPixel, headerSize)
    try cursor.go(to: max(cursor.position, 14 + headerSize))
    palette =
      bitsOfPixel > 8
      ? ColorTable()
      : try Self.palette(&cursor, colorCount, bitsOfPixel, bytesOfColor: isShort ? 3 : 4)
  }

  var size: ImageSize {
    let channels = palette.isEmpty ? (masks.count == 4 ? 4 : 3) : palette.channels
    return ImageSize(height: height, width: width, channels: channels)
  }

  /// Bytes from one row to the next.
  private var rowByteCount: Int { (width * bitsOfPixel + 31) / 32 * 4 }

  /// Bytes of all rows; the last one may lack what fills it up.
  var plainByteCount: Int { (height - 1) * rowByteCount + (width * bitsOfPixel + 7) / 8 }

  /// Where a row that comes in the file as number `row` belongs.
  func place(of row: Int) -> Int { isTopDown ? row : height - 1 - row }

  /// The pixels of a palette image, one byte each.
  func indices(of data: UnsafeRawBufferPointer) -> [UInt8] {
    let bits = bitsOfPixel
    let mask = UInt8(truncatingIfNeeded: (1 << bits) - 1)
    return [UInt8](unsafeUninitializedCapacity: height * width) { pixels, count in
      for row in 0..<height {
        let from = row * rowByteCount
        let to = place(of: row) * width
        for column in 0..<width {
          let bit = column * bits
          pixels[to + column] = data[from + bit >> 3] >> UInt8(8 - bits - bit & 7) & mask
        }
      }
      count = height * width
    }
  }

  /// The pixels of an image without palette.
  func colors(of data: UnsafeRawBufferPointer) -> HostTensor {
    let size = size
    let bytes = bitsOfPixel / 8
    return HostTensor(shape: [height, width, size.channels], dtype: .uint8) { pixels in
      for row in 0..<height {
        var from = row * rowByteCount
        var to = place(of: row) * width * size.channels
        for _ in 0..<width {
          if masks.isEmpty {
            pixels[to] = data[from + 2]
            pixels[to + 1] = data[from + 1]
            pixels[to + 2] = data[from]
          } else {
            var word = 0
            for byte in 0..<bytes { word |= Int(data[from + byte]) << (8 * byte) }
            for (channel, mask) in masks.enumerated() { pixels[to + channel] = mask.byte(of: word) }
          }
          from += bytes
          to += size.channels
        }
      }
    }
  }

  /// Which bits of a pixel are red, green, blue, alpha; none if bytes are blue, green, red.
  private static func masks(
    _ cursor: inout ByteCursor, _ compression: Int, _ bits: Int, _ headerSize: Int
  ) throws(HoneError) -> [BitField] {
    if compression != 3 && compression != 6 {
      return bits == 16 ? [0x7C00, 0x03E0, 0x001F].compactMap { BitField(mask: $0) } : []
    }
    let count = compression == 6 || headerSize >= 56 ? 4 : 3
    var masks: [BitField] = []
    for channel in 0..<count {
      let mask = try cursor.long()
      if channel == 3, mask == 0 { break }
      guard let field = BitField(mask: mask) else {
        throw cursor.file.unsupported(
          wanted: "the bits of a color side by side", received: "the mask \(mask)")
      }
      masks.append(field)
    }
    return masks
  }

  private static func palette(
    _ cursor: inout ByteCursor, _ colorCount: Int, _ bits: Int, bytesOfColor: Int
  ) throws(HoneError) -> ColorTable {
    let most = 1 << bits
    let count = colorCount == 0 ? most : min(colorCount, most)
    let bytes = try cursor.bytes(count * bytesOfColor)
    var table = ColorTable()
    for place in stride(from: 0, to: bytes.count, by: bytesOfColor) {
      table.append(red: bytes[place + 2], green: bytes[place + 1], blue: bytes[place])
    }
    return table
  }
}

/// The bits of a pixel that hold a color.
private struct BitField {
  let shift: Int
  let largest: Int

  /// Nil unless the bits are side by side.
  init?(mask: Int) {
    shift = mask == 0 ? 0 : mask.trailingZeroBitCount
    largest = mask >> shift
    if largest & (largest + 1) != 0 { return nil }
  }

  /// The color scaled to 0 … 255.
  func byte(of word: Int) -> UInt8 {
    largest == 0
      ? 0 : UInt8(truncatingIfNeeded: ((word >> shift & largest) * 255 + largest / 2) / largest)
  }
}
