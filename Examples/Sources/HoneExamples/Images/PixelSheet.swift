import Hone
import HonePlot

/// Small maps of numbers, side by side, as an image whose pixels can be seen.
struct PixelSheet {
  private let columns: Int
  private let tile: Int
  private let scale: Int
  private var maps: [[[PlotColor]]] = []

  /// The pixels between two maps.
  private let gap = 8

  /// Creates an empty sheet of maps of `tile` × `tile` numbers, each `scale` × `scale` pixels.
  init(columns: Int, tile: Int, scale: Int) {
    self.columns = columns
    self.tile = tile
    self.scale = scale
  }

  /// Adds a map, row by row from the top.
  mutating func add(_ rows: [[Double]], limits: ClosedRange<Double>, _ colors: ColorScale) {
    let span = limits.upperBound - limits.lowerBound
    maps.append(
      rows.map { $0.map { colors.color(span > 0 ? ($0 - limits.lowerBound) / span : 0.5) } })
  }

  /// The sheet, uint8 `[H, W, 3]`.
  var image: HostTensor {
    let rows = (maps.count + columns - 1) / columns
    let step = tile * scale + gap
    let (width, height) = (columns * step + gap, rows * step + gap)
    return HostTensor(shape: [height, width, 3], dtype: .uint8) { bytes in
      for index in bytes.indices { bytes[index] = 255 }
      for (index, map) in maps.enumerated() {
        let (top, left) = (gap + index / columns * step, gap + index % columns * step)
        for row in 0..<tile * scale {
          for column in 0..<tile * scale {
            let color = map[row / scale][column / scale]
            let place = ((top + row) * width + left + column) * 3
            bytes[place] = color.red
            bytes[place + 1] = color.green
            bytes[place + 2] = color.blue
          }
        }
      }
    }
  }
}
