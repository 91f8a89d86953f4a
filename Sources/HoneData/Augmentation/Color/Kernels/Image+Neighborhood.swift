/// Blurring and sharpening: each new pixel from those around it.
extension Image {
  /// What counts for pixels beyond the edges.
  enum Edge {
    /// Black, as Keras's layers have it; edges get darker.
    case black
    /// The picture mirrored about its outermost pixel, as torchvision has it.
    case mirror
  }

  /// Blurs by a Gaussian over `size` pixels of each axis, size odd.
  mutating func blur(
    size: Int, sigmaX: Double, sigmaY: Double, edge: Edge, scratch: inout [Float],
    between: inout [Float]
  ) {
    guard size > 1, height > 0, width > 0, channels > 0 else { return }
    let (height, width, channels) = (height, width, channels)
    let (row, black) = (width * channels, range.lowerBound)
    let columns = Self.gaussian(size, sigmaX)
    let rows = Self.gaussian(size, sigmaY)
    let reach = size / 2
    if between.count < height * row {
      between.append(contentsOf: repeatElement(0, count: height * row - between.count))
    }
    redraw(height: height, width: width, scratch: &scratch) { old, new in
      between.withUnsafeMutableBufferPointer { between in
        guard let old = old.baseAddress, let middle = between.baseAddress,
          let new = new.baseAddress
        else { return }
        for y in 0..<height {
          let out = middle + y * row
          for i in 0..<row { out[i] = 0 }
          for k in 0..<size {
            let share = rows[k]
            guard let source = edge.index(y + k - reach, height) else {
              if black != 0 { for i in 0..<row { out[i] += share * black } }
              continue
            }
            let line = old + source * row
            for i in 0..<row { out[i] += share * line[i] }
          }
        }
        for y in 0..<height {
          let (line, out) = (middle + y * row, new + y * row)
          for i in 0..<row { out[i] = 0 }
          for k in 0..<size {
            let (shift, share) = (k - reach, columns[k])
            let first = max(0, -shift)
            let last = max(min(width, width - shift), first)
            for i in first * channels..<last * channels {
              out[i] += share * line[i + shift * channels]
            }
            if case .black = edge, black == 0 { continue }
            for x in [0..<min(first, width), min(last, width)..<width].joined() {
              let source = edge.index(x + shift, width)
              for c in 0..<channels {
                let value = source.map { line[$0 * channels + c] } ?? black
                out[x * channels + c] += share * value
              }
            }
          }
        }
      }
    }
  }

  private static func gaussian(_ size: Int, _ sigma: Double) -> [Float] {
    let sigma = max(sigma, 1e-6)
    let weights = (0..<size).map {
      let x = (Double($0) - Double(size - 1) / 2) / sigma
      return PortableMath.exponential(-0.5 * x * x)
    }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }

  /// Mixes with a smoothed picture: `x ← clip(x + (1 − sharpness)·(smooth − x))`. 0 smooths, 1
  /// leaves, 2 sharpens. The kernel has 5 in its middle and 1 around, over 13.
  ///
  /// - Parameter keepsBorder: Whether the outermost pixels stay, as torchvision has it; else black
  ///   lie beyond them, as in Keras.
  mutating func sharpen(_ sharpness: Double, keepsBorder: Bool, scratch: inout [Float]) {
    let (height, width, channels) = (height, width, channels)
    guard height > 0, width > 0, channels > 0 else { return }
    if keepsBorder, height <= 2 || width <= 2 { return }
    let (low, high) = (range.lowerBound, range.upperBound)
    let share = Float(1 - sharpness)
    redraw(height: height, width: width, scratch: &scratch) { old, new in
      guard let old = old.baseAddress, let new = new.baseAddress else { return }
      for y in 0..<height {
        for x in 0..<width {
          let isBorder = y == 0 || x == 0 || y == height - 1 || x == width - 1
          for c in 0..<channels {
            let place = (y * width + x) * channels + c
            let value = old[place]
            if isBorder, keepsBorder {
              new[place] = min(max(value, low), high)
              continue
            }
            var sum = 4 * value
            if isBorder {
              let rows = (y == 0 ? 0 : 1) + (y == height - 1 ? 0 : 1) + 1
              let columns = (x == 0 ? 0 : 1) + (x == width - 1 ? 0 : 1) + 1
              sum += low * Float(9 - rows * columns)
            }
            for dy in (isBorder && y == 0 ? 0 : -1)...(isBorder && y == height - 1 ? 0 : 1) {
              for dx in (isBorder && x == 0 ? 0 : -1)...(isBorder && x == width - 1 ? 0 : 1) {
                sum += old[place + (dy * width + dx) * channels]
              }
            }
            new[place] = min(max(value + share * (sum / 13 - value), low), high)
          }
        }
      }
    }
  }
}

extension Image.Edge {
  /// The pixel that stands for a place in a row of `count`; nil for black.
  fileprivate func index(_ place: Int, _ count: Int) -> Int? {
    if place >= 0, place < count { return place }
    guard case .mirror = self else { return nil }
    guard count > 1 else { return 0 }
    let period = 2 * count - 2
    let within = (place % period + period) % period
    return within < count ? within : period - within
  }
}
