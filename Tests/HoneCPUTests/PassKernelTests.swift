import CHoneKernels
import Testing

/// Kernels whose vectors reach over the ends of pixels and rows, against plain loops.
@Suite struct PassKernelTests {
  /// Numbers whose sums and quarters are exact.
  private static func numbers(_ count: Int) -> [Float] {
    (0..<count).map { Float(($0 * 37) % 101) - 50 }
  }

  private static func pool(
    _ size: (Int64, Int64), channels: Int64, window: Int64, stride: Int64
  ) -> hone_pool {
    hone_pool(
      n: 2, height: size.0, width: size.1, channels: channels,
      out_height: (size.0 - window) / stride + 1, out_width: (size.1 - window) / stride + 1,
      window_height: window, window_width: window, stride_height: stride, stride_width: stride,
      pad_top: 0, pad_left: 0)
  }

  /// For each output pixel and channel, its index and those of its inputs.
  private static func windows(_ p: hone_pool) -> [(output: Int, inputs: [Int])] {
    var found: [(output: Int, inputs: [Int])] = []
    for image in 0..<p.n {
      for (y, x) in (0..<p.out_height).flatMap({ y in (0..<p.out_width).map { (y, $0) } }) {
        for channel in 0..<p.channels {
          let output = ((image * p.out_height + y) * p.out_width + x) * p.channels + channel
          let inputs = (0..<p.window_height * p.window_width).map { place in
            let row = y * p.stride_height + place / p.window_width
            let column = x * p.stride_width + place % p.window_width
            return Int(((image * p.height + row) * p.width + column) * p.channels + channel)
          }
          found.append((Int(output), inputs))
        }
      }
    }
    return found
  }

  @Test(arguments: Array(1...19), [(2, 2), (2, 1), (3, 2), (2, 3)])
  func averagePoolingIsTheSameForEveryNumberOfChannels(
    channels: Int, shape: (window: Int, stride: Int)
  ) {
    var pool = Self.pool(
      (7, 9), channels: Int64(channels), window: Int64(shape.window), stride: Int64(shape.stride))
    let windows = Self.windows(pool)
    let x = Self.numbers(2 * 7 * 9 * channels)
    var y = [Float](repeating: .nan, count: windows.count)
    hone_average_pool(&pool, &y, x)
    var dx = [Float](repeating: .nan, count: x.count)
    hone_average_pool_gradient(&pool, &dx, y)

    let count = Float(shape.window * shape.window)
    var wanted = y
    for (output, inputs) in windows {
      wanted[output] = inputs.reduce(0) { $0 + x[$1] } / count
    }
    #expect(y == wanted)
    var shares = [Float](repeating: 0, count: x.count)
    for (output, inputs) in windows {
      for input in inputs { shares[input] += y[output] / count }
    }
    #expect(dx == shares)
  }

  @Test(arguments: [15, 16, 17, 40], [15, 16, 33])
  func transposesAreTheSameForEverySize(rows: Int, columns: Int) {
    let x = Self.numbers(3 * rows * columns)
    var y = [Float](repeating: .nan, count: x.count)
    let dims = [3, columns, rows].map { Int64($0) }
    let to = [columns * rows, rows, 1].map { Int64($0) }
    let from = [columns * rows, 1, columns].map { Int64($0) }
    hone_copy(3, dims, &y, to, x, from, 4)
    var wanted = y
    for (image, row) in (0..<3).flatMap({ image in (0..<rows).map { (image, $0) } }) {
      for column in 0..<columns {
        wanted[(image * columns + column) * rows + row] = x[(image * rows + row) * columns + column]
      }
    }
    #expect(y == wanted)
  }

  @Test(arguments: [1, 15, 16, 31, 50])
  func theLargestOfARowIsFoundAnywhereAndNaNSpreads(count: Int) {
    for place in 0..<count {
      var x = [Float](repeating: 0, count: count)
      var y = x
      // Without its largest subtracted, exp(200) is infinite.
      x[place] = 200
      hone_softmax(&y, x, 1, Int64(count), 0)
      #expect(y[place] == 1)
      x[place] = .nan
      hone_softmax(&y, x, 1, Int64(count), 0)
      let isSpread = y.allSatisfy { $0.isNaN }
      #expect(isSpread)
    }
  }
}
