internal import HoneCore

/// Which channels an image is delivered with.
public enum ImageChannels: String, Hashable, Sendable, Codable, CaseIterable {
  /// As the file has them: grey 1, grey with alpha 2, RGB 3, RGBA 4; palettes and inks become RGB.
  case asStored
  /// One: 0.299 R + 0.587 G + 0.114 B; alpha is dropped.
  case grayscale
  /// Three; alpha is dropped.
  case rgb
  /// Four; alpha is 255 where the file has none.
  case rgba

  /// The number of channels; nil if it depends on the file.
  public var count: Int? {
    switch self {
    case .asStored: nil
    case .grayscale: 1
    case .rgb: 3
    case .rgba: 4
    }
  }
}

extension HostTensor {
  /// A uint8 image `[H, W, C]` with other channels.
  ///
  /// - Parameter background: The grey that transparent pixels show where alpha is dropped; nil for
  ///   the color that is stored beneath.
  func converted(to channels: ImageChannels, over background: UInt8? = nil) -> HostTensor {
    let stored = shape[2]
    let wanted = channels.count ?? stored
    if wanted == stored { return self }
    if let background, stored % 2 == 0, wanted % 2 == 1 {
      return mixed(over: background).converted(to: channels)
    }
    return HostTensor(shape: [shape[0], shape[1], wanted], dtype: .uint8) { target in
      withUnsafeBytes { source in
        for pixel in 0..<shape[0] * shape[1] {
          let from = pixel * stored
          let to = pixel * wanted
          let isGrey = stored < 3
          let red = source[from]
          let green = isGrey ? red : source[from + 1]
          let blue = isGrey ? red : source[from + 2]
          if wanted == 1 {
            // 0.299, 0.587, 0.114 in units of 2⁻¹⁶.
            let sum = 19595 * UInt32(red) + 38470 * UInt32(green) + 7471 * UInt32(blue)
            target[to] = isGrey ? red : UInt8(truncatingIfNeeded: (sum + 0x8000) >> 16)
            continue
          }
          target[to] = red
          target[to + 1] = green
          target[to + 2] = blue
          if wanted == 4 { target[to + 3] = stored == 2 ? source[from + 1] : 255 }
        }
      }
    }
  }

  /// A uint8 image whose last channel is alpha, without it: each pixel is mixed with a grey,
  /// `(color · alpha + grey · (255 − alpha)) / 255`, rounded.
  private func mixed(over grey: UInt8) -> HostTensor {
    let stored = shape[2]
    return HostTensor(shape: [shape[0], shape[1], stored - 1], dtype: .uint8) { target in
      withUnsafeBytes { source in
        var to = 0
        for from in Swift.stride(from: 0, to: source.count, by: stored) {
          let alpha = Int(source[from + stored - 1])
          let rest = Int(grey) * (255 - alpha) + 127
          for channel in 0..<stored - 1 {
            target[to] = UInt8(
              truncatingIfNeeded: (Int(source[from + channel]) * alpha + rest) / 255)
            to += 1
          }
        }
      }
    }
  }
}
