internal import HoneCore

/// An opaque picture of red, green and blue bytes that texts and images are drawn on.
struct Canvas {
  let height: Int
  let width: Int
  private var pixels: [UInt8]

  /// A canvas of one grey.
  init(height: Int, width: Int, grey: UInt8) {
    self.height = height
    self.width = width
    pixels = [UInt8](repeating: grey, count: height * width * 3)
  }

  /// The picture as uint8 `[H, W, 3]`.
  var tensor: HostTensor { HostTensor(unchecked: pixels, shape: [height, width, 3]) }

  /// Draws a line of text whose upper left corner is given, each dot as `scale`² pixels.
  mutating func draw(_ text: String, top: Int, left: Int, scale: Int, grey: UInt8) {
    var left = left
    for character in text {
      for (row, dots) in BitmapFont.standard.dots(of: character).enumerated() {
        for column in 0..<5 where dots >> (4 - UInt8(column)) & 1 == 1 {
          fill(
            top: top + row * scale, left: left + column * scale, height: scale, width: scale,
            grey: grey)
        }
      }
      left += BitmapFont.advance * scale
    }
  }

  /// Fills a rectangle with a grey, as far as it lies on the canvas.
  mutating func fill(top: Int, left: Int, height: Int, width: Int, grey: UInt8) {
    let columns = max(left, 0)..<max(min(left + width, self.width), max(left, 0))
    for row in max(top, 0)..<max(min(top + height, self.height), max(top, 0)) {
      let first = row * self.width
      for place in 3 * (first + columns.lowerBound)..<3 * (first + columns.upperBound) {
        pixels[place] = grey
      }
    }
  }

  /// Draws a uint8 image `[H, W, 1 … 4]` into a square: enlarged by a whole factor, so that its
  /// pixels stay squares, or reduced to the mean of what each pixel covers. What is transparent
  /// shows a checkerboard.
  mutating func draw(_ image: HostTensor, top: Int, left: Int, side: Int) {
    let source = (height: image.shape[0], width: image.shape[1], channels: image.shape[2])
    let target = Self.size(of: (source.height, source.width), within: side)
    let top = top + (side - target.height) / 2
    let left = left + (side - target.width) / 2
    image.withUnsafeBytes { bytes in
      for row in 0..<target.height {
        let rows = Self.cover(row, of: target.height, in: source.height)
        for column in 0..<target.width {
          let columns = Self.cover(column, of: target.width, in: source.width)
          let isDark = (row / 4 + column / 4) % 2 == 1
          let color = Self.mean(
            bytes, rows, columns, width: source.width, channels: source.channels,
            background: isDark ? 190 : 230)
          let place = ((top + row) * width + left + column) * 3
          pixels[place] = color.0
          pixels[place + 1] = color.1
          pixels[place + 2] = color.2
        }
      }
    }
  }

  /// The size at which an image is drawn.
  static func size(
    of image: (height: Int, width: Int), within side: Int
  ) -> (height: Int, width: Int) {
    let longest = max(image.height, image.width)
    let factor = side / longest
    if factor >= 1 { return (image.height * factor, image.width * factor) }
    return (
      max(image.height * side / longest, 1), max(image.width * side / longest, 1)
    )
  }

  /// The places of an image's axis that a place of the drawing covers.
  private static func cover(_ place: Int, of target: Int, in source: Int) -> Range<Int> {
    let first = place * source / target
    return first..<max((place + 1) * source / target, first + 1)
  }

  private static func mean(
    _ bytes: UnsafeRawBufferPointer, _ rows: Range<Int>, _ columns: Range<Int>, width: Int,
    channels: Int, background: Int
  ) -> (UInt8, UInt8, UInt8) {
    var sum = (0, 0, 0)
    for row in rows {
      for column in columns {
        let place = (row * width + column) * channels
        let opacity = channels % 2 == 0 ? Int(bytes[place + channels - 1]) : 255
        let rest = (255 - opacity) * background
        let green = channels < 3 ? place : place + 1
        let blue = channels < 3 ? place : place + 2
        sum.0 += Int(bytes[place]) * opacity + rest
        sum.1 += Int(bytes[green]) * opacity + rest
        sum.2 += Int(bytes[blue]) * opacity + rest
      }
    }
    let count = rows.count * columns.count * 255
    return (
      UInt8((sum.0 + count / 2) / count), UInt8((sum.1 + count / 2) / count),
      UInt8((sum.2 + count / 2) / count)
    )
  }
}
