internal import HoneCore
internal import HoneData

/// A weight as a grey picture: the least number black, the greatest white.
///
/// Vectors are a row, matrices lie. Tensors of more axes are tiles over their first two, a row of
/// tiles for each place of the last but one axis and a column for each of the last.
struct WeightImage {
  /// At most so many rows and columns are drawn, from the first on.
  static let largest = 1024
  /// At most so many tiles stand beside each other.
  static let mostTiles = 64

  /// `[height, width, 1]`.
  let shape: Shape
  private let pixels: [UInt8]

  /// Nil where there is nothing to be drawn.
  init?(_ weight: HostTensor) {
    let extents = weight.shape.dimensions.filter { $0 != 1 }
    guard weight.dtype.isFloatingPoint, weight.count > 0, !extents.isEmpty else { return nil }
    let values = weight.elements(as: Double.self)
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else { return nil }
    let grid = Grid(extents)
    var pixels = [UInt8](repeating: 0, count: grid.height * grid.width)
    for row in 0..<grid.height {
      for column in 0..<grid.width {
        guard let place = grid.element(row, column) else { continue }
        let share = (values[place] / 2 - least / 2) / (greatest / 2 - least / 2)
        pixels[row * grid.width + column] = share.isFinite ? UInt8(min(max(share, 0), 1) * 255) : 0
      }
    }
    shape = [grid.height, grid.width, 1]
    self.pixels = pixels
  }

  func png() throws(HoneError) -> [UInt8] {
    try PNGWriter.bytes(of: HostTensor(pixels, shape: shape))
  }
}

/// Which element of a weight is at which place of its picture.
private struct Grid {
  private(set) var height: Int
  private(set) var width: Int
  /// The extents of a tile, and of the elements that lie between two of its neighbours.
  private let tile: (height: Int, width: Int)
  private let strides: (row: Int, column: Int, tileRow: Int, tileColumn: Int)
  private let gap: Int

  init(_ extents: [Int]) {
    let most = WeightImage.largest
    switch extents.count {
    case 1:
      tile = (1, min(extents[0], most))
      strides = (0, 1, 0, 0)
    case 2:
      let isTall = extents[0] > extents[1]
      tile = (min(extents[isTall ? 1 : 0], most), min(extents[isTall ? 0 : 1], most))
      strides = isTall ? (1, extents[1], 0, 0) : (extents[1], 1, 0, 0)
    default:
      // Axes between the second and the last lie behind one another.
      let filters = extents[extents.count - 1]
      let channels = extents[2..<(extents.count - 1)].reduce(1, *)
      tile = (min(extents[0], most), min(extents[1], most))
      strides = (extents[1] * channels * filters, channels * filters, filters, 1)
      gap = 1
      height =
        min(channels, WeightImage.mostTiles, most / (tile.height + 1) + 1) * (tile.height + 1) - 1
      width =
        min(filters, WeightImage.mostTiles, most / (tile.width + 1) + 1) * (tile.width + 1) - 1
      return
    }
    (height, width, gap) = (tile.height, tile.width, 0)
  }

  /// Nil between tiles.
  func element(_ row: Int, _ column: Int) -> Int? {
    let (tileRow, y) = row.quotientAndRemainder(dividingBy: tile.height + gap)
    let (tileColumn, x) = column.quotientAndRemainder(dividingBy: tile.width + gap)
    guard y < tile.height, x < tile.width else { return nil }
    return tileRow * strides.tileRow + tileColumn * strides.tileColumn + y * strides.row
      + x * strides.column
  }
}
