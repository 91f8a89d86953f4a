/// Pictures of another size: first along rows, then along columns.
extension Image {
  /// Replaces the picture by a window of it in another size.
  ///
  /// The window lies within the picture. Cost: for each new number, as many products as the filter
  /// has pixels in each axis.
  mutating func resize(
    _ window: WindowDraw, height: Int, width: Int, filter: ResizingFilter, antialias: Bool,
    context: inout TransformContext
  ) {
    guard self.height > 0, self.width > 0, channels > 0, window.height > 0, window.width > 0,
      window.top >= 0, window.left >= 0, window.top + window.height <= self.height,
      window.left + window.width <= self.width
    else { return }
    if (window.height, window.width) == (height, width) {
      takeWindow(
        top: window.top, left: window.left, height: height, width: width, scratch: &context.scratch)
      return
    }
    let columns = context.resizingTables.weights(
      old: window.width, new: width, filter: filter, antialias: antialias)
    let rows = context.resizingTables.weights(
      old: window.height, new: height, filter: filter, antialias: antialias)
    let (channels, oldWidth) = (channels, self.width)
    let count = window.height * width * channels
    var between: [Float] = []
    swap(&between, &context.secondScratch)
    defer { swap(&between, &context.secondScratch) }
    if between.count < count {
      between.append(contentsOf: repeatElement(0, count: count - between.count))
    }
    redraw(height: height, width: width, scratch: &context.scratch) { old, new in
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
    let pixels = starts.count
    weights.withUnsafeBufferPointer { weights in
      starts.withUnsafeBufferPointer { starts in
        counts.withUnsafeBufferPointer { counts in
          guard let weights = weights.baseAddress, let starts = starts.baseAddress,
            let counts = counts.baseAddress
          else { return }
          for y in 0..<rows {
            let line = old + y &* stride
            let out = new + y &* pixels &* channels
            if isPairs {
              Self.inPairs(line, weights, starts, pixels, channels, into: out)
              continue
            }
            for x in 0..<pixels {
              let first = line + Int(starts[x]) &* channels
              let shares = weights + x &* width
              for channel in 0..<channels {
                var sum: Float = 0
                for k in 0..<Int(counts[x]) { sum += shares[k] * first[k &* channels &+ channel] }
                out[x &* channels &+ channel] = sum
              }
            }
          }
        }
      }
    }
  }

  /// A row each of whose new pixels is made of two old ones.
  private static func inPairs(
    _ line: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    _ starts: UnsafePointer<Int32>, _ pixels: Int, _ channels: Int,
    into out: UnsafeMutablePointer<Float>
  ) {
    if channels == 1 {
      for x in 0..<pixels {
        let first = line + Int(starts[x])
        out[x] = weights[2 &* x] * first[0] + weights[2 &* x &+ 1] * first[1]
      }
      return
    }
    for x in 0..<pixels {
      let first = line + Int(starts[x]) &* channels
      let (left, right) = (weights[2 &* x], weights[2 &* x &+ 1])
      for channel in 0..<channels {
        out[x &* channels &+ channel] = left * first[channel] + right * first[channels &+ channel]
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
