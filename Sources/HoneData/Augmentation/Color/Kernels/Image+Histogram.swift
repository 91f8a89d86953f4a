/// Equal histograms: each channel by itself, over the numbers 0 … 255.
extension Image {
  /// Replaces each number by the share of numbers up to it, as Keras does.
  ///
  /// ```text
  /// table(v) = round((cdf(v) − cdf of the least)·255 / (count − cdf of the least))
  /// ```
  mutating func equalize(bins: Int) {
    let bins = min(max(bins, 2), 65_536)
    var histogram = [Int32](repeating: 0, count: bins)
    var table = [Float](repeating: 0, count: bins)
    forEachChannel { p, places, low, extent in
      for i in histogram.indices { histogram[i] = 0 }
      func bin(_ value: Float) -> Int {
        // A trifle more, so that whole numbers brought to another range stay in their bin.
        let scaled =
          (value - low) / extent * Float(bins - 1) + (low == 0 && extent == 255 ? 0 : 1e-3)
        return Int(scaled.within(0, Float(bins - 1)))
      }
      var count: Int32 = 0
      for i in places {
        histogram[bin(p[i])] += 1
        count += 1
      }
      guard histogram.count(where: { $0 > 0 }) > 1 else { return }
      let least = histogram.first { $0 > 0 } ?? 0
      var sum: Int32 = 0
      for v in 0..<bins {
        sum += histogram[v]
        let share = Double(sum - least) * 255 / Double(max(count - least, 1))
        table[v] = Float(min(max(share.rounded(.toNearestOrEven), 0), 255))
      }
      for i in places { p[i] = table[bin(p[i])] / 255 * extent + low }
    }
  }

  /// The same by the table of Pillow and torchvision, whose steps are whole numbers of pixels.
  mutating func equalizeBySteps() {
    var histogram = [Int32](repeating: 0, count: 256)
    var table = [Float](repeating: 0, count: 256)
    forEachChannel { p, places, low, extent in
      for i in histogram.indices { histogram[i] = 0 }
      func byte(_ value: Float) -> Int {
        Int(((value - low) / extent * 255).within(0, 255).rounded())
      }
      var count: Int32 = 0
      for i in places {
        histogram[byte(p[i])] += 1
        count += 1
      }
      let step = (count - (histogram.last { $0 > 0 } ?? 0)) / 255
      guard step > 0 else { return }
      var sum: Int32 = 0
      for v in 0..<256 {
        table[v] = Float(min(max((sum + step / 2) / step, 0), 255))
        sum += histogram[v]
      }
      for i in places { p[i] = table[byte(p[i])] / 255 * extent + low }
    }
  }

  private mutating func forEachChannel(
    _ body: (UnsafeMutablePointer<Float>, StrideTo<Int>, _ low: Float, _ extent: Float) -> Void
  ) {
    let (low, extent) = (range.lowerBound, range.upperBound - range.lowerBound)
    let channels = channels
    guard extent > 0, extent.isFinite else { return }
    withPixels { pixels in
      guard let p = pixels.baseAddress else { return }
      for channel in 0..<channels {
        body(p, stride(from: channel, to: pixels.count, by: channels), low, extent)
      }
    }
  }
}
