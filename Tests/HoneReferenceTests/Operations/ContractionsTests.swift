import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

@Suite struct ContractionsTests {
  @Test func batchedProductOverAnyAxes() throws {
    // Σₖ a[k, b, m] · c[b, k, n]
    let d = DotDimensions(lhsBatch: [1], rhsBatch: [0], lhsContracting: [0], rhsContracting: [1])
    let y = try evaluate(.dotGeneral(d), pattern(3, 2, 2), pattern(2, 3, 2))
    #expect(y == doubles([-1, -2, -1, 5, -3, 0, -6, 4], 2, 2, 2))
  }

  @Test func productOverTwoAxes() throws {
    // Σₐᵦ x[a, b, m] · y[a, b, n]
    let d = DotDimensions(lhsContracting: [0, 1], rhsContracting: [0, 1])
    let y = try evaluate(.dotGeneral(d), pattern(2, 3, 2), pattern(2, 3, 4))
    #expect(y == doubles([-4, -7, 5, 2, -2, 9, -5, -9], 2, 4))
  }

  @Test func outerProductAndEmptySum() throws {
    let outer = DotDimensions(lhsContracting: [], rhsContracting: [])
    #expect(
      try evaluate(.dotGeneral(outer), doubles([1, 2]), doubles([3, 4]))
        == doubles([3, 4, 6, 8], 2, 2))
    let empty = DotDimensions(lhsContracting: [1], rhsContracting: [0])
    #expect(
      try evaluate(.dotGeneral(empty), pattern(2, 0), pattern(0, 3))
        == doubles([0, 0, 0, 0, 0, 0], 2, 3))
  }

  @Test func convolutionWithStridesPaddingAndDilation() throws {
    let d = ConvolutionDimensions(
      strides: [2, 1], padding: [EdgePadding(low: 1), EdgePadding(high: 2)], dilation: [1, 2])
    try check(
      d, pattern(1, 4, 5, 2), pattern(2, 3, 2, 2), pattern(1, 2, 3, 2),
      output: [8, -7, 2, 2, -7, 0, 11, -14, 4, 4, -8, 6],
      inputGradient: [
        -4, -3, 4, 2, 0, 6, 0, -2, 7, -7, -2, 0, 4, -2, 7, 0, -3, -4, -7, -4, 0, 2, -2, -3, 0, -7,
        -4, 5, -4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ],
      kernelGradient: [
        -3, 2, 9, -4, 0, -2, -3, 2, -4, 0, 2, 0, -1, -1, 6, 5, -3, -2, -1, -1, -2, -4, 1, 2,
      ])
  }

  @Test func groupedConvolution() throws {
    let d = ConvolutionDimensions(
      strides: [1, 2], padding: [EdgePadding(), EdgePadding(low: 1)], dilation: [1, 1], groups: 2)
    try check(
      d, pattern(2, 3, 3, 4), pattern(2, 2, 2, 2), pattern(2, 2, 2, 2),
      output: [1, -1, -3, 7, -5, -5, 2, -4, 3, 2, 2, 4, 2, 3, 2, 8],
      inputGradient: [
        -1, -2, -2, 0, 0, 0, -4, 4, 0, 0, 2, 0, 1, 1, -3, -2, -2, 0, -2, -4, 2, 4, 4, 2, 0, 1, 2,
        1, -4, -2, 0, 0, 0, 2, 0, 0, -2, -4, -1, 0, 1, 0, 4, -4, -1, -2, -2, 0, 0, -2, 0, -1, 1, 1,
        0, 6, 1, 1, -3, -2, 0, 0, 4, 2, -2, -1, -1, -2, 0, 1, 2, 1,
      ],
      kernelGradient: [5, -5, -4, -3, -4, 7, 1, -11, -3, 4, 3, -4, 1, -4, -4, 8])
  }

  @Test func depthwiseConvolutionWithAMultiplier() throws {
    let d = ConvolutionDimensions(
      strides: [1, 1], padding: [EdgePadding(low: 1, high: 1), EdgePadding(high: 1)],
      dilation: [1, 1], groups: 2)
    try check(
      d, pattern(1, 3, 4, 2), pattern(3, 2, 1, 4), pattern(1, 3, 4, 4),
      output: [
        -1, -3, -6, 3, -2, -2, -3, 3, -3, -1, 5, -2, -2, 2, 2, -1, 11, -6, -3, -6, 0, -4, -8, 7,
        -1, -2, -3, 5, -4, 5, 5, -4, -3, 3, 5, -3, 5, -2, -3, -4, 3, -2, -6, 10, -1, 2, 2, -2,
      ],
      inputGradient: [
        2, -6, 0, 0, 1, 7, 2, -6, -10, 4, 11, -7, -7, 4, 5, 0, 2, 2, -4, 2, 11, -7, -14, 4,
      ],
      kernelGradient: [
        -6, 4, -11, 11, 0, 4, 10, -2, -9, -12, -14, -14, -6, 4, -11, 15, 6, -8, 11, -11, -4, -3,
        -9, -9,
      ])
  }

  @Test func convolutionOverASequence() throws {
    let d = ConvolutionDimensions(
      strides: [1], padding: [EdgePadding(low: 2, high: 1)], dilation: [1])
    #expect(
      try evaluate(.convolution(d), pattern(1, 5, 2), pattern(3, 2, 1))
        == doubles([-3, -2, 11, 0, -6, -4], 1, 6, 1))
  }

  @Test func convolutionOfNoImages() throws {
    let d = ConvolutionDimensions(
      strides: [1, 1], padding: [EdgePadding(), EdgePadding()], dilation: [1, 1])
    #expect(
      try evaluate(.convolution(d), pattern(0, 3, 3, 1), pattern(2, 2, 1, 3)).shape == [0, 2, 2, 3])
    #expect(
      try evaluate(
        .convolutionBackwardKernel(d, kernelShape: [2, 2, 1, 1]), pattern(0, 3, 3, 1),
        pattern(0, 2, 2, 1)) == doubles([0, 0, 0, 0], 2, 2, 1, 1))
  }

  private func check(
    _ d: ConvolutionDimensions, _ images: HostTensor, _ kernel: HostTensor,
    _ gradient: HostTensor, output: [Double], inputGradient: [Double], kernelGradient: [Double]
  ) throws {
    #expect(
      try evaluate(.convolution(d), images, kernel)
        == HostTensor(unchecked: output, shape: gradient.shape))
    #expect(
      try evaluate(.convolutionBackwardInput(d, inputShape: images.shape), gradient, kernel)
        == HostTensor(unchecked: inputGradient, shape: images.shape))
    #expect(
      try evaluate(.convolutionBackwardKernel(d, kernelShape: kernel.shape), images, gradient)
        == HostTensor(unchecked: kernelGradient, shape: kernel.shape))
  }
}
