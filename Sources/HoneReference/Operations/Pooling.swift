internal import HoneCore
internal import HoneGraph

extension Interpreter {
  static func maximumPool(_ d: WindowDimensions, _ images: Value, _ type: TensorType) -> Value {
    let x = images.floats
    var result = [Double](repeating: -.infinity, count: type.shape.count)
    forEachWindow(d, images.shape, type.shape) { output, members in
      result[output] = members.reduce(-.infinity) { larger($0, x[$1]) }
    }
    return Value(floats: result, type: type)
  }

  static func averagePool(_ d: WindowDimensions, _ images: Value, _ type: TensorType) -> Value {
    let x = images.floats
    var result = [Double](repeating: 0, count: type.shape.count)
    forEachWindow(d, images.shape, type.shape) { output, members in
      if members.isEmpty { return }
      result[output] = members.reduce(0) { $0 + x[$1] } / Double(members.count)
    }
    return Value(floats: result, type: type)
  }

  /// The first largest element of a window, in row-major order, takes its gradient; the first NaN
  /// if there is one.
  static func maximumPoolBackward(
    _ d: WindowDimensions, _ images: Value, _ gradient: Value, _ type: TensorType
  ) -> Value {
    let (x, g) = (images.floats, gradient.floats)
    var sums = [Double](repeating: 0, count: type.shape.count)
    forEachWindow(d, images.shape, gradient.shape) { output, members in
      guard var best = members.first else { return }
      for member in members where x[member] > x[best] || (x[member].isNaN && !x[best].isNaN) {
        best = member
      }
      sums[best] += g[output]
    }
    return Value(floats: sums, type: type)
  }

  static func averagePoolBackward(
    _ d: WindowDimensions, _ gradient: Value, _ type: TensorType
  ) -> Value {
    let g = gradient.floats
    var sums = [Double](repeating: 0, count: type.shape.count)
    forEachWindow(d, type.shape, gradient.shape) { output, members in
      for member in members { sums[member] += g[output] / Double(members.count) }
    }
    return Value(floats: sums, type: type)
  }

  /// Calls `body` with the offset of each output and those of the images' elements in its window.
  private static func forEachWindow(
    _ d: WindowDimensions, _ images: Shape, _ output: Shape,
    _ body: (_ output: Int, _ members: [Int]) -> Void
  ) {
    let spatial = 1..<(images.rank - 1)
    let windows = Windows(
      inputs: Array(images.dimensions[spatial]), outputs: Array(output.dimensions[spatial]),
      window: d.window, strides: d.strides, padding: d.padding,
      dilation: d.window.map { _ in 1 })
    let channels = images[-1]
    for n in 0..<images[0] {
      for place in 0..<windows.outputCount {
        let sources = windows.inputs(of: place)
        for c in 0..<channels {
          body(
            (n * windows.outputCount + place) * channels + c,
            sources.map { (n * windows.inputCount + $0) * channels + c })
        }
      }
    }
  }
}
