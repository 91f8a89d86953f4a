import HoneCore
import HoneGraph
import Testing

struct PaddingTests {
  /// (size, window, stride, dilation) and (before, after, outputs) as TensorFlow 2 has them,
  /// observed by convolving 1, 2, 3 … with kernels that are 1 in one place.
  private static let same: [([Int], [Int])] = [
    ([5, 3, 1, 1], [1, 1, 5]), ([5, 2, 1, 1], [0, 1, 5]), ([5, 1, 1, 1], [0, 0, 5]),
    // Stride 2: nothing before an even image, one before an odd one.
    ([28, 3, 2, 1], [0, 1, 14]), ([27, 3, 2, 1], [1, 1, 14]), ([224, 7, 2, 1], [2, 3, 112]),
    ([225, 7, 2, 1], [3, 3, 113]), ([4, 2, 2, 1], [0, 0, 2]), ([5, 2, 2, 1], [0, 1, 3]),
    // A window smaller than the stride pads only where the last output needs it.
    ([10, 1, 2, 1], [0, 0, 5]), ([10, 2, 3, 1], [0, 1, 4]), ([9, 2, 4, 1], [0, 1, 3]),
    // The window is larger than the image.
    ([1, 3, 1, 1], [1, 1, 1]), ([2, 5, 2, 1], [1, 2, 1]), ([3, 7, 1, 1], [3, 3, 3]),
    // Dilation widens the window.
    ([8, 3, 1, 2], [2, 2, 8]), ([8, 2, 1, 3], [1, 2, 8]), ([9, 3, 1, 2], [2, 2, 9]),
  ]

  /// T101, stride 2 included.
  @Test(arguments: same) func sameIsTensorFlowsRule(_ geometry: [Int], _ wanted: [Int]) throws {
    let (size, window, stride, dilation) = (geometry[0], geometry[1], geometry[2], geometry[3])
    let edges = Padding.same.edges(size: size, window: window, stride: stride, dilation: dilation)
    #expect(edges == EdgePadding(low: wanted[0], high: wanted[1]))
    let d = ConvolutionDimensions(strides: [stride], padding: [edges], dilation: [dilation])
    let types = try Inference.types(
      of: .convolution(d),
      inputs: [
        TensorType(.float32, [1, size, 1]), TensorType(.float32, [window, 1, 1]),
      ])
    #expect(types[0].shape == [1, wanted[2], 1])
  }

  @Test func sameGivesTheCeilingOfSizeOverStrideAndTheLeastPadding() {
    for size in 1...12 {
      for window in 1...6 {
        for stride in 1...4 {
          let edges = Padding.same.edges(size: size, window: window, stride: stride)
          let outputs = (size + stride - 1) / stride
          let padded = size + edges.low + edges.high
          #expect(padded >= (outputs - 1) * stride + window)
          #expect((padded - window) / stride + 1 == outputs)
          #expect(edges.low <= edges.high && edges.high <= edges.low + 1)
          if edges.high > 0 { #expect(padded == (outputs - 1) * stride + window) }
        }
      }
    }
  }

  @Test func validPadsNothing() {
    #expect(Padding.valid.edges(size: 5, window: 3, stride: 2) == EdgePadding())
  }

  @Test func anUnknownSizeCountsAsAMultipleOfTheStride() {
    let edges = Padding.same.edges(size: Shape.unknown, window: 3, stride: 2)
    #expect(edges == Padding.same.edges(size: 28, window: 3, stride: 2))
  }
}
