internal import HoneCore
internal import HoneGraph

// A convolution is a sum of products `output[o] += image[i] · kernel[k]` over a set of index
// triples (o, i, k). Its gradients are sums over the same triples.

extension Interpreter {
  static func convolution(
    _ d: ConvolutionDimensions, _ images: Value, _ kernel: Value, _ type: TensorType
  ) -> Value {
    let (x, w) = (images.floats, kernel.floats)
    var sums = [Double](repeating: 0, count: type.shape.count)
    forEachProduct(d, images.shape, kernel.shape, type.shape) { image, kernel, output in
      sums[output] += x[image] * w[kernel]
    }
    return Value(floats: sums, type: type)
  }

  static func convolutionBackwardInput(
    _ d: ConvolutionDimensions, _ gradient: Value, _ kernel: Value, _ type: TensorType
  ) -> Value {
    let (g, w) = (gradient.floats, kernel.floats)
    var sums = [Double](repeating: 0, count: type.shape.count)
    forEachProduct(d, type.shape, kernel.shape, gradient.shape) { image, kernel, output in
      sums[image] += g[output] * w[kernel]
    }
    return Value(floats: sums, type: type)
  }

  static func convolutionBackwardKernel(
    _ d: ConvolutionDimensions, _ images: Value, _ gradient: Value, _ type: TensorType
  ) -> Value {
    let (x, g) = (images.floats, gradient.floats)
    var sums = [Double](repeating: 0, count: type.shape.count)
    forEachProduct(d, images.shape, type.shape, gradient.shape) { image, kernel, output in
      sums[kernel] += x[image] * g[output]
    }
    return Value(floats: sums, type: type)
  }

  /// Calls `body` with the offsets in images, kernel and output of every product.
  @inline(__always)
  private static func forEachProduct(
    _ d: ConvolutionDimensions, _ images: Shape, _ kernel: Shape, _ output: Shape,
    _ body: (_ image: Int, _ kernel: Int, _ output: Int) -> Void
  ) {
    let spatial = 1..<(images.rank - 1)
    let windows = Windows(
      inputs: Array(images.dimensions[spatial]), outputs: Array(output.dimensions[spatial]),
      window: Array(kernel.dimensions.dropLast(2)), strides: d.strides, padding: d.padding,
      dilation: d.dilation)
    let (channels, perGroup, filters) = (images[-1], kernel[-2], kernel[-1])
    let filtersPerGroup = filters / d.groups
    for n in 0..<images[0] {
      windows.forEach { place, element, source in
        let imageBase = (n * windows.inputCount + source) * channels
        let kernelBase = element * perGroup * filters
        let outputBase = (n * windows.outputCount + place) * filters
        for group in 0..<d.groups {
          for c in 0..<perGroup {
            for f in (group * filtersPerGroup)..<((group + 1) * filtersPerGroup) {
              body(
                imageBase + group * perGroup + c, kernelBase + c * filters + f, outputBase + f)
            }
          }
        }
      }
    }
  }
}
