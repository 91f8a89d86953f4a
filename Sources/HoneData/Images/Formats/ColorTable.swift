internal import HoneCore

/// The colors of an image whose pixels are numbers of colors.
struct ColorTable {
  /// Red, green and blue of one color after another.
  private var bytes: [UInt8] = []
  /// The color that is nothing, if there is one.
  var transparent: Int?

  /// Whether all colors are greys.
  private(set) var isGrey = true

  var isEmpty: Bool { bytes.isEmpty }
  var count: Int { bytes.count / 3 }

  /// Bytes of a pixel: 1 for grey, 3 for colors, and one more if a color is transparent.
  var channels: Int { (isGrey ? 1 : 3) + (transparent == nil ? 0 : 1) }

  mutating func append(red: UInt8, green: UInt8, blue: UInt8) {
    bytes += [red, green, blue]
    if red != green || green != blue { isGrey = false }
  }

  /// The image `[H, W, channels]` of pixels that are numbers of colors.
  ///
  /// - Throws: `.data` if there is no such color.
  func colors(
    of indices: [UInt8], _ size: ImageSize, file: ImageFile
  ) throws(HoneError) -> HostTensor {
    if let most = indices.max(), most >= count, Int(most) != transparent {
      throw file.damaged(wanted: "pixels of \(count) colors", received: "color \(most)")
    }
    // Four bytes for each of 256 colors, so that a pixel is one look-up.
    var table = [UInt8](repeating: 0, count: 256 * 4)
    let isGrey = isGrey
    for color in 0..<256 {
      for part in 0..<(isGrey ? 1 : 3) where color < count {
        table[color * 4 + part] = bytes[color * 3 + part]
      }
      table[color * 4 + (isGrey ? 1 : 3)] = color == transparent ? 0 : 255
    }
    let channels = channels
    return HostTensor(shape: [size.height, size.width, channels], dtype: .uint8) { pixels in
      var place = 0
      table.withUnsafeBufferPointer { table in
        for index in indices {
          for channel in 0..<channels { pixels[place + channel] = table[Int(index) * 4 + channel] }
          place += channels
        }
      }
    }
  }
}
