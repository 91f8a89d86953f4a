/// Changes of each number by itself, and of numbers about a mean. All clip to the picture's range.
extension Image {
  /// `x ← clip(scale·x + offset)`
  mutating func scaleAndClip(_ scale: Float, _ offset: Float) {
    let (low, high) = (range.lowerBound, range.upperBound)
    withPixels { pixels in
      guard let p = pixels.baseAddress else { return }
      for i in 0..<pixels.count { p[i] = min(max(scale * p[i] + offset, low), high) }
    }
  }

  /// Adds a share of the range.
  mutating func brighten(by share: Double) {
    scaleAndClip(1, Float(share) * (range.upperBound - range.lowerBound))
  }

  /// Multiplies the distance from black.
  mutating func multiply(by factor: Double) {
    scaleAndClip(Float(factor), range.lowerBound * (1 - Float(factor)))
  }

  /// Multiplies the distance from each channel's mean: `x ← clip((x − mean)·factor + mean)`.
  mutating func contrastChannels(by factor: Double) {
    let factor = Float(factor)
    let means = channelMeans()
    let (low, high, channels) = (range.lowerBound, range.upperBound, channels)
    let pattern = ChannelPattern(means, channels)
    withPixels { pixels in
      guard let p = pixels.baseAddress else { return }
      var i = 0
      if let pattern {
        while i + pattern.count <= pixels.count {
          for group in 0..<pattern.groups {
            let place = UnsafeMutableRawPointer(p + i + 4 * group)
            let mean = pattern[group]
            var x = (place.loadUnaligned(as: SIMD4<Float>.self) - mean) * factor + mean
            x.replace(with: low, where: x .< low)
            x.replace(with: high, where: x .> high)
            place.storeBytes(of: x, as: SIMD4<Float>.self)
          }
          i += pattern.count
        }
      }
      while i < pixels.count {
        let channel = i % channels
        let mean = channel < 4 ? means[channel] : 0
        p[i] = min(max((p[i] - mean) * factor + mean, low), high)
        i += 1
      }
    }
  }

  /// Multiplies the distance from the mean of the grey picture, as torchvision does.
  mutating func contrastGray(by factor: Double) {
    let means = channelMeans()
    let mean =
      channels < 3
      ? means[0] : GrayWeights.gray(means[0], means[1], means[2], black: range.lowerBound)
    scaleAndClip(Float(factor), (1 - Float(factor)) * mean)
  }

  /// The means of up to four channels. A few thousand numbers at a time are summed in float32, four
  /// lanes at once, and their sums added up in float64: the order is fixed, so the bits are too.
  func channelMeans() -> SIMD4<Float> {
    guard channels > 0, height > 0, width > 0 else { return .zero }
    var sums = SIMD4<Double>.zero
    let channels = channels
    let pattern = ChannelPattern(.zero, channels)
    pixels.withUnsafeBufferPointer { pixels in
      guard let p = pixels.baseAddress else { return }
      var i = 0
      while let pattern, i + pattern.count <= pixels.count {
        var part = pattern
        let end = min(i + 256 * pattern.count, pixels.count)
        while i + pattern.count <= end {
          let raw = UnsafeRawPointer(p + i)
          part.a += raw.loadUnaligned(as: SIMD4<Float>.self)
          if pattern.groups > 1 {
            part.b += raw.loadUnaligned(fromByteOffset: 16, as: SIMD4<Float>.self)
          }
          if pattern.groups > 2 {
            part.c += raw.loadUnaligned(fromByteOffset: 32, as: SIMD4<Float>.self)
          }
          if pattern.groups > 3 {
            part.d += raw.loadUnaligned(fromByteOffset: 48, as: SIMD4<Float>.self)
          }
          i += pattern.count
        }
        for group in 0..<pattern.groups {
          for lane in 0..<4 { sums[(4 * group + lane) % channels] += Double(part[group][lane]) }
        }
      }
      while i < pixels.count {
        if i % channels < 4 { sums[i % channels] += Double(p[i]) }
        i += 1
      }
    }
    return SIMD4<Float>(sums / Double(height * width))
  }

  /// Black and white change places.
  mutating func invert() { scaleAndClip(-1, range.lowerBound + range.upperBound) }

  /// Adds `addition`, then inverts what isn't below `threshold`; both on the scale 0 … 255.
  mutating func solarize(threshold: Float, addition: Float) {
    changeAsBytes { value in
      let sum = min(max(value + addition, 0), 255)
      return sum < threshold ? sum : 255 - sum
    }
  }

  /// Keeps the highest bits of each number, on the scale 0 … 255.
  mutating func posterize(bits: Int) {
    let shift = Int32(8 - min(max(bits, 0), 8))
    changeAsBytes { Float((Int32($0.within(0, 255)) >> shift) << shift) }
  }

  /// Stretches each channel so that its least number becomes black and its greatest white.
  mutating func stretchContrast() {
    let (low, high, channels) = (range.lowerBound, range.upperBound, channels)
    withPixels { pixels in
      guard let p = pixels.baseAddress else { return }
      for channel in 0..<channels {
        var (least, greatest) = (Float.infinity, -Float.infinity)
        for i in stride(from: channel, to: pixels.count, by: channels) {
          (least, greatest) = (min(least, p[i]), max(greatest, p[i]))
        }
        guard greatest > least else { continue }
        let scale = (high - low) / (greatest - least)
        let offset = low - least * scale
        for i in stride(from: channel, to: pixels.count, by: channels) {
          p[i] = min(max(p[i] * scale + offset, low), high)
        }
      }
    }
  }

  /// Changes each number by a function of the scale 0 … 255. What isn't on that scale already gets
  /// a trifle added, as whole numbers may come out a little too low, and lose a step where they are
  /// cut.
  @inline(__always)
  private mutating func changeAsBytes(_ change: (Float) -> Float) {
    let (low, high) = (range.lowerBound, range.upperBound)
    withPixels { pixels in
      guard let p = pixels.baseAddress else { return }
      if low == 0, high == 255 {
        for i in 0..<pixels.count { p[i] = change(p[i]) }
        return
      }
      let extent = high - low
      for i in 0..<pixels.count {
        p[i] = change((p[i] - low) / extent * 255 + 0.001) / 255 * extent + low
      }
    }
  }
}

/// How much red, green and blue count for brightness (ITU-R BT.601), as both frameworks have it.
enum GrayWeights {
  static let red: Float = 0.2989
  static let green: Float = 0.587
  static let blue: Float = 0.114

  /// The grey of a color. The shares sum to 0.9999, so black, where it isn't 0, has the rest.
  @inline(__always)
  static func gray(_ r: Float, _ g: Float, _ b: Float, black: Float) -> Float {
    red * r + green * g + blue * b + (1 - red - green - blue) * black
  }
}

extension Float {
  /// The number within bounds; the lower one for what is no number, which must never become an
  /// index.
  @inline(__always)
  func within(_ low: Float, _ high: Float) -> Float {
    self > low ? (self < high ? self : high) : low
  }
}

/// A number for each channel, laid out as a few pixels lie in memory, four lanes at a time: of the
/// group g the lane l belongs to the channel (4g + l) mod C.
struct ChannelPattern {
  var a = SIMD4<Float>.zero
  var b = SIMD4<Float>.zero
  var c = SIMD4<Float>.zero
  var d = SIMD4<Float>.zero
  /// How many groups repeat.
  let groups: Int

  /// The numbers of a pattern.
  var count: Int { 4 * groups }

  /// Nil for more than four channels.
  init?(_ values: SIMD4<Float>, _ channels: Int) {
    guard 1...4 ~= channels else { return nil }
    groups = channels == 1 ? 4 : channels
    func lanes(_ group: Int) -> SIMD4<Float> {
      SIMD4(
        values[4 * group % channels], values[(4 * group + 1) % channels],
        values[(4 * group + 2) % channels], values[(4 * group + 3) % channels])
    }
    (a, b, c, d) = (lanes(0), lanes(1), lanes(2), lanes(3))
  }

  subscript(group: Int) -> SIMD4<Float> {
    switch group {
    case 0: a
    case 1: b
    case 2: c
    default: d
    }
  }
}
