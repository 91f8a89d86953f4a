/// Pictures of another size: first along rows, then along columns.
extension Image {
  /// Replaces the picture by a window of it in another size.
  ///
  /// The window lies within the picture. Cost: for each new number, as many products as the filter
  /// has pixels in each axis.
  mutating func resize(
    _ window: WindowDraw, height: Int, width: Int, filter: ResizingFilter, antialias: Bool,
    scratch: inout [Float], between: inout [Float]
  ) {
    guard self.height > 0, self.width > 0, channels > 0, window.height > 0, window.width > 0,
      window.top >= 0, window.left >= 0, window.top + window.height <= self.height,
      window.left + window.width <= self.width
    else { return }
    if (window.height, window.width) == (height, width) {
      takeWindow(
        top: window.top, left: window.left, height: height, width: width, scratch: &scratch)
      return
    }
    let columns = ResizingWeights(
      old: window.width, new: width, filter: filter, antialias: antialias)
    let rows = ResizingWeights(
      old: window.height, new: height, filter: filter, antialias: antialias)
    let (channels, oldWidth) = (channels, self.width)
    let count = window.height * width * channels
    if between.count < count {
      between.append(contentsOf: repeatElement(0, count: count - between.count))
    }
    redraw(height: height, width: width, scratch: &scratch) { old, new in
      between.withUnsafeMutableBufferPointer { between in
        guard let old = old.baseAddress, let middle = between.baseAddress,
          let new = new.baseAddress
        else { return }
        let corner = old + (window.top * oldWidth + window.left) * channels
        columns.alongRows(
          corner, rows: window.height, stride: oldWidth * channels, channels: channels,
          into: middle)
        rows.alongColumns(middle, row: width * channels, into: new)
      }
    }
  }
}

extension ResizingWeights {
  fileprivate func alongRows(
    _ old: UnsafePointer<Float>, rows: Int, stride: Int, channels: Int,
    into new: UnsafeMutablePointer<Float>
  ) {
    var out = new
    weights.withUnsafeBufferPointer { weights in
      for y in 0..<rows {
        let line = old + y * stride
        for x in starts.indices {
          let first = line + Int(starts[x]) * channels
          let shares = x * width
          for channel in 0..<channels {
            var sum: Float = 0
            for k in 0..<Int(counts[x]) {
              sum += weights[shares + k] * first[k * channels + channel]
            }
            out[channel] = sum
          }
          out += channels
        }
      }
    }
  }

  fileprivate func alongColumns(
    _ old: UnsafePointer<Float>, row: Int, into new: UnsafeMutablePointer<Float>
  ) {
    for y in starts.indices {
      let out = new + y * row
      let first = old + Int(starts[y]) * row
      let share = weights[y * width]
      for x in 0..<row { out[x] = share * first[x] }
      for k in 1..<max(Int(counts[y]), 1) {
        let share = weights[y * width + k]
        let line = first + k * row
        for x in 0..<row { out[x] += share * line[x] }
      }
    }
  }
}
