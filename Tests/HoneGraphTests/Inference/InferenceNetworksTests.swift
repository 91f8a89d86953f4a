import HoneCore
import Testing

@testable import HoneGraph

struct InferenceDotTests {
  private let matrix = DotDimensions(lhsContracting: [1], rhsContracting: [0])

  @Test func productsKeepBatchThenLeftThenRightAxes() {
    expectTypes(.dotGeneral(matrix), "float32[2, 3]; float32[3, 4]", "float32[2, 4]")
    expectTypes(.dotGeneral(matrix), "float64[0, 3]; float64[3, 4]", "float64[0, 4]")
    expectTypes(.dotGeneral(matrix), "float32[2, 0]; float32[0, 4]", "float32[2, 4]")
    let batched = DotDimensions(
      lhsBatch: [2], rhsBatch: [0], lhsContracting: [0], rhsContracting: [2])
    expectTypes(
      .dotGeneral(batched), "float32[3, 5, 2]; float32[2, 7, 3, 6]", "float32[2, 5, 7, 6]")
    let outer = DotDimensions(lhsContracting: [], rhsContracting: [])
    expectTypes(.dotGeneral(outer), "float32[2]; float32[3]", "float32[2, 3]")
    let inner = DotDimensions(lhsContracting: [0], rhsContracting: [0])
    expectTypes(.dotGeneral(inner), "float32[2]; float32[2]", "float32[]")
  }

  @Test func unknownExtentsFitAnything() {
    expectTypes(.dotGeneral(matrix), "float32[?, 3]; float32[3, 4]", "float32[?, 4]")
    expectTypes(.dotGeneral(matrix), "float32[2, ?]; float32[3, ?]", "float32[2, ?]")
  }

  @Test func axesMustMatch() {
    expectFailure(
      .dotGeneral(matrix), "float32[2, 3]; float32[4, 5]",
      wanted: "equal extents of axis 1 of [2, 3] and axis 0 of [4, 5]", received: "3 and 4")
    expectFailure(
      .dotGeneral(matrix), "float32[2]; float32[4, 5]", wanted: "an axis in 0 ..< 1",
      received: "axis 1 of shape [2]")
    expectFailure(
      .dotGeneral(DotDimensions(lhsBatch: [0], lhsContracting: [0], rhsContracting: [0])),
      "float32[2, 3]; float32[2]", wanted: "different axes", received: "[0, 0]")
    let uneven = DotDimensions(lhsContracting: [0, 1], rhsContracting: [0])
    expectFailure(
      .dotGeneral(uneven), "float32[2, 3]; float32[2]", wanted: "as many axes on both sides",
      received: "\(uneven)")
    expectFailure(
      .dotGeneral(matrix), "int32[2, 3]; int32[3, 4]", wanted: "a floating-point operand",
      received: "int32[2, 3]", help: "convert it first: x.converted(to: .float32)")
    expectFailure(
      .dotGeneral(matrix), "float32[2, 3]; float64[3, 4]", wanted: "operands of one type",
      received: "float32[2, 3] and float64[3, 4]",
      help: "convert one of them: x.converted(to: .float32)")
  }
}

struct InferenceConvolutionTests {
  private func dimensions(
    strides: [Int] = [1, 1], padding: [EdgePadding] = [EdgePadding(), EdgePadding()],
    dilation: [Int] = [1, 1], groups: Int = 1
  ) -> ConvolutionDimensions {
    ConvolutionDimensions(strides: strides, padding: padding, dilation: dilation, groups: groups)
  }

  @Test func outputsCountTheWindowsThatFit() {
    let kernel = "float32[3, 2, 4, 8]"
    func check(_ d: ConvolutionDimensions, _ images: String, _ result: String) {
      expectTypes(.convolution(d), "float32\(images); \(kernel)", "float32\(result)")
    }
    check(dimensions(), "[5, 8, 7, 4]", "[5, 6, 6, 8]")
    check(dimensions(strides: [2, 3]), "[5, 8, 7, 4]", "[5, 3, 2, 8]")
    check(dimensions(dilation: [2, 3]), "[5, 8, 7, 4]", "[5, 4, 4, 8]")
    check(
      dimensions(padding: [EdgePadding(low: 1, high: 2), EdgePadding(low: 0, high: 1)]),
      "[5, 8, 7, 4]", "[5, 9, 7, 8]")
    check(dimensions(), "[0, 3, 2, 4]", "[0, 1, 1, 8]")
    check(dimensions(), "[?, ?, 7, 4]", "[?, ?, 6, 8]")
    check(dimensions(), "[?, 8, 7, ?]", "[?, 6, 6, 8]")
    expectTypes(
      .convolution(dimensions(groups: 4)), "float32[1, 3, 3, 4]; float32[1, 1, 1, 8]",
      "float32[1, 3, 3, 8]")
    let line = ConvolutionDimensions(strides: [2], padding: [EdgePadding()], dilation: [1])
    expectTypes(.convolution(line), "float64[2, 9, 3]; float64[3, 3, 5]", "float64[2, 4, 5]")
  }

  @Test func ranksMustFit() {
    expectFailure(
      .convolution(dimensions()), "float32[8, 8, 3]; float32[3, 3, 3, 8]",
      wanted: "images and kernel of rank 4", received: "[8, 8, 3] and [3, 3, 3, 8]",
      help: "images are [N, H, W, C]")
    expectFailure(
      .convolution(dimensions(dilation: [1])), "float32[1, 8, 8, 3]; float32[3, 3, 3, 8]",
      wanted: "images and kernel of rank 4", received: "[1, 8, 8, 3] and [3, 3, 3, 8]",
      help: "images are [N, H, W, C]")
    let line = ConvolutionDimensions(strides: [1], padding: [EdgePadding()], dilation: [1])
    expectFailure(
      .convolution(line), "float32[1, 8]; float32[3, 3, 3]", wanted: "images and kernel of rank 3",
      received: "[1, 8] and [3, 3, 3]")
  }

  @Test func stridesDilationGroupsAndPaddingHaveBounds() {
    let wrong = [
      dimensions(strides: [0, 1]), dimensions(dilation: [1, 0]), dimensions(groups: 0),
      dimensions(padding: [EdgePadding(low: -1), EdgePadding()]),
      dimensions(padding: [EdgePadding(), EdgePadding(high: -1)]),
    ]
    for d in wrong {
      expectFailure(
        .convolution(d), "float32[1, 8, 8, 3]; float32[3, 3, 3, 8]",
        wanted: "strides, dilation and groups of 1 or more, padding of 0 or more",
        received: "\(d)")
    }
  }

  @Test func channelsMustMatchTheKernel() {
    expectFailure(
      .convolution(dimensions()), "float32[1, 8, 8, 3]; float32[3, 3, 1, 8]",
      wanted: "1 input channels and filters divisible by 1 groups",
      received: "3 channels, 8 filters")
    expectFailure(
      .convolution(dimensions(groups: 3)), "float32[1, 8, 8, 3]; float32[3, 3, 1, 8]",
      wanted: "3 input channels and filters divisible by 3 groups",
      received: "3 channels, 8 filters")
  }

  @Test func aWindowLargerThanTheImageIsExplained() {
    expectFailure(
      .convolution(dimensions()), "float32[1, 8, 2, 3]; float32[3, 3, 3, 8]",
      wanted: "a window of at most 2 elements", received: "3 on images [1, 8, 2, 3]",
      help: "use padding: .same, a smaller window, or less pooling before")
    expectFailure(
      .convolution(dimensions()), "float32[1, 8, 2, 3]; float32[0, 1, 3, 8]",
      wanted: "a window of at most 8 elements", received: "0 on images [1, 8, 2, 3]",
      help: "use padding: .same, a smaller window, or less pooling before")
  }

  @Test func backwardFormsGiveTheShapesOfTheOperands() {
    let d = dimensions(strides: [2, 1])
    let (images, kernel): (Shape, Shape) = ([5, 8, 7, 4], [3, 2, 4, 8])
    expectTypes(
      .convolutionBackwardInput(d, inputShape: images), "float32[5, 3, 6, 8]; float32[3, 2, 4, 8]",
      "float32[5, 8, 7, 4]")
    expectTypes(
      .convolutionBackwardKernel(d, kernelShape: kernel),
      "float32[5, 8, 7, 4]; float32[?, 3, 6, 8]", "float32[3, 2, 4, 8]")
    expectFailure(
      .convolutionBackwardInput(d, inputShape: images), "float32[5, 4, 6, 8]; float32[3, 2, 4, 8]",
      wanted: "a gradient of shape [5, 3, 6, 8]", received: "[5, 4, 6, 8]")
    expectFailure(
      .convolutionBackwardKernel(d, kernelShape: kernel),
      "float32[5, 8, 7, 4]; float32[5, 3, 6, 7]", wanted: "a gradient of shape [5, 3, 6, 8]",
      received: "[5, 3, 6, 7]")
    expectFailure(
      .convolutionBackwardInput(d, inputShape: [5, 8, 7]), "float32[5, 3, 6, 8]; \(kernel32)",
      wanted: "images and kernel of rank 4", received: "[5, 8, 7] and [3, 2, 4, 8]",
      help: "images are [N, H, W, C]")
  }

  private let kernel32 = "float32[3, 2, 4, 8]"

  @Test func onlyFloatsOfOneTypeAreConvolved() {
    expectFailure(
      .convolution(dimensions()), "uint8[1, 8, 8, 3]; uint8[3, 3, 3, 8]",
      wanted: "a floating-point operand", received: "uint8[1, 8, 8, 3]",
      help: "convert it first: x.converted(to: .float32)")
    expectFailure(
      .convolution(dimensions()), "float32[1, 8, 8, 3]; float64[3, 3, 3, 8]",
      wanted: "operands of one type",
      received: "float32[1, 8, 8, 3] and float64[3, 3, 3, 8]",
      help: "convert one of them: x.converted(to: .float32)")
  }
}

struct InferencePoolingTests {
  private func windows(
    _ window: [Int] = [3, 2], strides: [Int] = [2, 2],
    padding: [EdgePadding] = [EdgePadding(low: 1, high: 1), EdgePadding()]
  ) -> WindowDimensions {
    WindowDimensions(window: window, strides: strides, padding: padding)
  }

  @Test func outputsCountTheWindowsThatFit() {
    for op in PoolOp.allCases {
      expectTypes(.pool(op, windows()), "float32[2, 5, 5, 3]", "float32[2, 3, 2, 3]")
      expectTypes(.pool(op, windows()), "float64[?, ?, 5, ?]", "float64[?, ?, 2, ?]")
      expectTypes(.pool(op, windows()), "float32[0, 1, 2, 0]", "float32[0, 1, 1, 0]")
    }
  }

  @Test func wrongWindowsAreRefused() {
    let wrong = [
      windows([0, 2]), windows(strides: [2, 0]),
      windows(padding: [EdgePadding(low: 3), EdgePadding()]),
      windows(padding: [EdgePadding(), EdgePadding(high: 2)]),
      windows(padding: [EdgePadding(low: -1), EdgePadding()]),
    ]
    for d in wrong {
      expectFailure(
        .pool(.maximum, d), "float32[2, 5, 5, 3]",
        wanted: "a window and strides of 1 or more, and padding less than the window",
        received: "\(d)")
    }
    expectFailure(
      .pool(.maximum, windows()), "float32[5, 5, 3]", wanted: "images of rank 4",
      received: "[5, 5, 3]", help: "images are [N, H, W, C]")
    expectFailure(
      .pool(.average, windows()), "float32[2, 5, 1, 3]", wanted: "a window of at most 1 elements",
      received: "2 on images [2, 5, 1, 3]",
      help: "use padding: .same, a smaller window, or less pooling before")
    expectFailure(
      .pool(.average, windows()), "int32[2, 5, 5, 3]", wanted: "a floating-point operand",
      received: "int32[2, 5, 5, 3]", help: "convert it first: x.converted(to: .float32)")
  }

  @Test func backwardFormsGiveTheShapeOfTheImages() {
    expectTypes(
      .maxPoolBackward(windows()), "float32[2, 5, 5, 3]; float32[2, 3, 2, 3]",
      "float32[2, 5, 5, 3]")
    expectTypes(
      .averagePoolBackward(windows(), inputShape: [2, 5, 5, 3]), "float32[2, 3, 2, 3]",
      "float32[2, 5, 5, 3]")
    expectFailure(
      .maxPoolBackward(windows()), "float32[2, 5, 5, 3]; float32[2, 5, 5, 3]",
      wanted: "a gradient of shape [2, 3, 2, 3]", received: "[2, 5, 5, 3]")
    expectFailure(
      .averagePoolBackward(windows(), inputShape: [2, 5, 5, 3]), "float32[2, 3, 2]",
      wanted: "a gradient of shape [2, 3, 2, 3]", received: "[2, 3, 2]")
  }

  @Test func aMaximumPoolsGradientHasItsType() {
    expectFailure(
      .maxPoolBackward(windows()), "float32[2, 5, 5, 3]; float64[2, 3, 2, 3]",
      wanted: "operands of one type",
      received: "float32[2, 5, 5, 3] and float64[2, 3, 2, 3]",
      help: "convert one of them: x.converted(to: .float32)")
  }
}

struct InferenceNormalizationTests {
  @Test func batchNormalizationHasAStatisticPerChannel() {
    expectTypes(
      .batchNormTraining(axis: 3, epsilon: 0), "float32[2, 4, 4, 3]; float32[3]; float32[3]",
      "float32[2, 4, 4, 3]; float32[3]; float32[3]")
    expectTypes(
      .batchNormInference(axis: 1, epsilon: 0),
      "float64[?, 3]; float64[3]; float64[3]; float64[3]; float64[3]", "float64[?, 3]")
    expectTypes(
      .batchNormGradient(axis: 0, epsilon: 0),
      "float32[3, 0]; float32[3]; float32[3]; float32[3]; float32[3, 0]",
      "float32[3, 0]; float32[3]; float32[3]")
  }

  @Test func wrongAxesFactorsAndGradientsAreRefused() {
    expectFailure(
      .batchNormTraining(axis: -1, epsilon: 0), "float32[2, 3]; float32[3]; float32[3]",
      wanted: "an axis in 0 ..< 2", received: "axis -1 of shape [2, 3]")
    expectFailure(
      .batchNormTraining(axis: 1, epsilon: 0), "float32[2, 3]; float32[3]; float32[2]",
      wanted: "statistics and factors of shape [3]", received: "[2]")
    expectFailure(
      .batchNormInference(axis: 1, epsilon: 0),
      "float32[2, 3]; float32[3]; float32[3]; float32[3]; float32[1, 3]",
      wanted: "statistics and factors of shape [3]", received: "[1, 3]")
    expectFailure(
      .batchNormGradient(axis: 1, epsilon: 0),
      "float32[2, 3]; float32[3]; float32[3]; float32[3]; float32[3, 2]",
      wanted: "a gradient of shape [2, 3]", received: "[3, 2]")
    expectFailure(
      .batchNormTraining(axis: 1, epsilon: 0), "float32[2, 3]; float32[3]; float64[3]",
      wanted: "operands of one type", received: "float32[2, 3] and float32[3] and float64[3]",
      help: "convert one of them: x.converted(to: .float32)")
    expectFailure(
      .batchNormTraining(axis: 1, epsilon: 0), "int32[2, 3]; int32[3]; int32[3]",
      wanted: "a floating-point operand", received: "int32[2, 3]",
      help: "convert it first: x.converted(to: .float32)")
  }

  @Test func layerNormalizationHasAStatisticPerRow() {
    expectTypes(
      .layerNorm(axis: 2, epsilon: 0), "float32[?, 5, 3, 4]; float32[3, 4]; float32[3, 4]",
      "float32[?, 5, 3, 4]; float32[?, 5]; float32[?, 5]")
    expectTypes(
      .layerNormGradient(axis: 1, epsilon: 0),
      "float64[2, 3]; float64[3]; float64[2]; float64[2]; float64[2, 3]",
      "float64[2, 3]; float64[3]; float64[3]")
    expectFailure(
      .layerNorm(axis: 1, epsilon: 0), "float32[2, 3]; float32[3]; float32[2]",
      wanted: "factors of shape [3]", received: "[2]")
    expectFailure(
      .layerNormGradient(axis: 1, epsilon: 0),
      "float32[2, 3]; float32[3]; float32[3]; float32[2]; float32[2, 3]",
      wanted: "factors of shape [3], statistics [2], a gradient [2, 3]", received: "[3]")
    expectFailure(
      .layerNorm(axis: 2, epsilon: 0), "float32[2, 3]; float32[3]; float32[3]",
      wanted: "an axis in 0 ..< 2", received: "axis 2 of shape [2, 3]")
  }

  @Test func softmaxKeepsTheType() {
    for op in [Op.softmax(axis: 1), .logSoftmax(axis: 1)] {
      expectTypes(op, "float32[?, 10]", "float32[?, 10]")
      expectTypes(op, "float64[2, 0]", "float64[2, 0]")
      expectFailure(
        op, "float32[2]", wanted: "an axis in 0 ..< 1", received: "axis 1 of shape [2]")
      expectFailure(
        op, "int64[2, 2]", wanted: "a floating-point operand", received: "int64[2, 2]",
        help: "convert it first: x.converted(to: .float32)")
    }
  }
}
