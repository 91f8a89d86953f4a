import Hone
import HonePlot

/// Points of a plane in rows and columns, to see what a model answers everywhere.
struct PlaneGrid {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  /// Points along each side.
  let count: Int

  /// The points, `[count · count, 2]`, row by row from the least y.
  var points: HostTensor {
    get throws {
      let step = (
        x: (x.upperBound - x.lowerBound) / Double(count),
        y: (y.upperBound - y.lowerBound) / Double(count)
      )
      let values = (0..<count * count).flatMap { index -> [Float] in
        [
          Float(x.lowerBound + (Double(index % count) + 0.5) * step.x),
          Float(y.lowerBound + (Double(index / count) + 0.5) * step.y),
        ]
      }
      return try HostTensor(values, shape: [count * count, 2])
    }
  }

  /// Colours for one number at each point, from 0 to 1: pale, so that points are seen on them.
  func map(_ answers: [Double], colorBar: String? = nil) -> Mark {
    let rows = (0..<count).map { Array(answers[$0 * count..<($0 + 1) * count]) }
    return .heatMap(
      rows, x: x, y: y, scale: ColorScale([PlotColor(0xF6DDCB), .white, PlotColor(0xC9E0F0)]),
      limits: 0...1, colorBar: colorBar)
  }
}
