/// Changes of colour: grey, saturation, hue. They leave pictures of fewer than three channels alone,
/// and the opacity of those of four.
extension Image {
  /// Mixes each pixel with its grey: `x ← clip(grey + (x − grey)·share)`. 0 makes it grey, above 1
  /// colours grow stronger.
  mutating func mixWithGray(keeping share: Double) {
    guard channels >= 3 else { return }
    let share = Float(share)
    let (low, high, channels) = (range.lowerBound, range.upperBound, channels)
    withPixels { pixels in
      guard let p = pixels.baseAddress else { return }
      for i in stride(from: 0, to: pixels.count, by: channels) {
        let gray = GrayWeights.gray(p[i], p[i + 1], p[i + 2], black: low)
        for c in i..<i + 3 { p[c] = min(max(gray + (p[c] - gray) * share, low), high) }
      }
    }
  }

  /// Multiplies the saturation of hue, saturation and value, up to 1.
  mutating func saturate(by factor: Double) {
    guard channels >= 3 else { return }
    let factor = Float(factor)
    let (low, channels) = (range.lowerBound, channels)
    withPixels { pixels in
      guard let p = pixels.baseAddress else { return }
      for i in stride(from: 0, to: pixels.count, by: channels) {
        let value = max(max(p[i], p[i + 1]), p[i + 2]) - low
        let least = min(min(p[i], p[i + 1]), p[i + 2]) - low
        guard value > 0, value > least else { continue }
        let saturation = (value - least) / value
        let wanted = min(max(saturation * factor, 0), 1)
        let scale = wanted / saturation
        let white = value + low
        for c in i..<i + 3 { p[c] = white - (white - p[c]) * scale }
      }
    }
  }

  /// Moves the hue by a share of the colour circle, −0.5 … 0.5.
  mutating func moveHue(by share: Double) {
    guard channels >= 3 else { return }
    let share = Float(share)
    let (low, high, channels) = (range.lowerBound, range.upperBound, channels)
    let extent = high - low
    guard extent > 0, extent.isFinite else { return }
    withPixels { pixels in
      guard let p = pixels.baseAddress else { return }
      for i in stride(from: 0, to: pixels.count, by: channels) {
        let red = (p[i] - low) / extent
        let green = (p[i + 1] - low) / extent
        let blue = (p[i + 2] - low) / extent
        let value = max(max(red, green), blue)
        let spread = value - min(min(red, green), blue)
        guard spread > 0, value > 0 else { continue }
        let saturation = spread / value
        var hue: Float
        if value == red {
          hue = (green - blue) / (6 * spread)
        } else if value == green {
          hue = (blue - red) / (6 * spread) + 2 / 6
        } else {
          hue = (red - green) / (6 * spread) + 4 / 6
        }
        if hue < 0 { hue += 1 }
        hue += share
        if hue > 1 { hue -= 1 }
        if hue < 0 { hue += 1 }
        let sixth = hue * 6
        func part(_ x: Float) -> Float {
          let share = min(max(x, 0), 1)
          return min(max((1 - saturation + saturation * share) * value, 0), 1) * extent + low
        }
        p[i] = part(abs(sixth - 3) - 1)
        p[i + 1] = part(2 - abs(sixth - 2))
        p[i + 2] = part(2 - abs(sixth - 4))
      }
    }
  }

  /// Replaces the picture by its grey, as one channel or as three equal ones.
  mutating func becomeGray(channels wanted: Int, scratch: inout [Float]) {
    let channels = channels
    guard channels >= 3 || wanted != channels else { return }
    let (count, low) = (height * width, range.lowerBound)
    redraw(height: height, width: width, channels: wanted, scratch: &scratch) { old, new in
      guard let p = old.baseAddress, let out = new.baseAddress else { return }
      for i in 0..<count {
        let pixel = p + i * channels
        let gray =
          channels < 3
          ? pixel[0] : GrayWeights.gray(pixel[0], pixel[1], pixel[2], black: low)
        for channel in 0..<wanted { out[i * wanted + channel] = gray }
      }
    }
  }
}
