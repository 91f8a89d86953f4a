/// Cutting out of pictures and adding borders: both take a window of the plane in which the picture
/// lies.
extension Image {
  /// Replaces the picture by a window of it, which may reach beyond its edges.
  ///
  /// - Parameters:
  ///   - top: The first row, from the picture's first one on; negative above it.
  ///   - left: The first column.
  ///   - height: The rows of the window, 1 or more.
  ///   - width: The columns of the window, 1 or more.
  mutating func takeWindow(
    top: Int, left: Int, height: Int, width: Int, fillMode: FillMode = .constant,
    fillValue: Float = 0, scratch: inout [Float]
  ) {
    guard (top, left, height, width) != (0, 0, self.height, self.width) else { return }
    let (rows, columns, channels) = (self.height, self.width, channels)
    redraw(height: height, width: width, scratch: &scratch) { old, new in
      guard let old = old.baseAddress, let new = new.baseAddress else { return }
      // The columns of the window that the picture has.
      let first = min(max(-left, 0), width)
      let last = min(max(columns - left, first), width)
      for y in 0..<height {
        let row = new + y * width * channels
        let source = fillMode.index(y + top, rows)
        guard source >= 0 else {
          row.update(repeating: fillValue, count: width * channels)
          continue
        }
        let line = old + source * columns * channels
        (row + first * channels).update(
          from: line + (first + left) * channels, count: (last - first) * channels)
        for run in [0..<first, last..<width] {
          for x in run {
            let column = fillMode.index(x + left, columns)
            for channel in 0..<channels {
              row[x * channels + channel] =
                column < 0 ? fillValue : line[column * channels + channel]
            }
          }
        }
      }
    }
  }
}

extension FillMode {
  /// The pixel that stands for a place in a row of `count`; negative where the fill value does.
  func index(_ place: Int, _ count: Int) -> Int {
    if place >= 0, place < count { return place }
    switch self {
    case .constant: return -1
    case .nearest: return min(max(place, 0), count - 1)
    case .wrap: return (place % count + count) % count
    case .reflect:
      let within = (place % (2 * count) + 2 * count) % (2 * count)
      return within < count ? within : 2 * count - 1 - within
    }
  }
}
