import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

/// Every gradient rule of the graph against finite differences in float64; rules that are used in
/// second derivatives also a second time.
@Suite struct GradientTests {
  /// Distinct numbers away from whole ones and from each other, so that no step crosses a kink.
  private static func values(_ shape: Int..., from low: Double = -2, to high: Double = 2)
    -> HostTensor
  {
    let shape = Shape(shape)
    let count = Double(max(shape.count, 1))
    let order = RandomKey(seed: 3, stream: UInt64(shape.count)).permutation(shape.count)
    let values = order.map { low + (high - low) * (Double($0) + 0.53) / count }
    return HostTensor(unchecked: values, shape: shape)
  }

  @Test(arguments: [
    UnaryOp.negate, .absolute, .square, .relu, .exp, .expm1, .sin, .cos, .tanh, .sigmoid, .erf,
    .reciprocal, .sign, .floor,
  ])
  func functionsOfAnyNumber(_ function: UnaryOp) throws {
    for order in 1...2 {
      try GradientCheck(order: order).verify(at: [Self.values(2, 5)]) {
        [.apply(.unary(function), $0[0])]
      }
    }
  }

  @Test(arguments: [UnaryOp.log, .log1p, .sqrt, .rsqrt, .reciprocal])
  func functionsOfPositiveNumbers(_ function: UnaryOp) throws {
    for order in 1...2 {
      try GradientCheck(order: order).verify(at: [Self.values(7, from: 0.3, to: 3)]) {
        [.apply(.unary(function), $0[0])]
      }
    }
  }

  @Test(arguments: [
    BinaryOp.add, .subtract, .multiply, .divide, .maximum, .minimum, .remainder, .power,
  ])
  func functionsOfTwo(_ function: BinaryOp) throws {
    let isPower = function == .power
    let a = Self.values(3, 4, from: isPower ? 0.3 : -2)
    let b = Self.values(4, from: isPower ? -2 : 0.4, to: 1.7)
    for order in 1...2 {
      try GradientCheck(order: order).verify(at: [a, b]) { x in
        [.binary(function, x[0], x[1])]
      }
    }
  }

  @Test func selectAndConvert() throws {
    let condition = HostTensor([true, false, true, true])
    try GradientCheck().verify(at: [condition, Self.values(4), Self.values(2, 4)]) { x in
      [select(x[0], x[1], x[2]), x[1].converted(to: .float32).converted(to: .float64) * 0]
    }
  }

  @Test func stopGradientHasNone() throws {
    #expect(throws: Mismatch.self) {
      try GradientCheck().verify(at: [Self.values(3)]) { [$0[0].stopGradient()] }
    }
  }

  @Test func shapes() throws {
    let x = Self.values(2, 3, 4)
    try GradientCheck().verify(at: [x]) { x in
      [
        x[0].reshaped(to: [4, 6]), x[0].transposed([2, 0, 1]),
        x[0].expandingDimension(at: 1).broadcast(to: [2, 2, 3, 4]),
        x[0].sliced(0..<4, axis: 2, stride: 3),
        .apply(.slice(starts: [1, 0, 1], limits: [2, 3, 4], strides: [1, 2, 2]), x[0]),
        .apply(
          .pad(low: [1, 0, 2], high: [0, 1, 0], interior: [0, 1, 2], value: 5), x[0]),
        concatenate([x[0], x[0] * x[0]], axis: 1),
      ]
    }
  }

  @Test func gatherAndScatter() throws {
    let indices = HostTensor(unchecked: [2, 0, 2, 9] as [Int32], shape: [2, 2])
    let places = HostTensor([3, 0, 3] as [Int64])
    for order in 1...2 {
      try GradientCheck(order: order).verify(at: [Self.values(2, 3, 2), indices, places]) { x in
        [
          square(x[0].gathered(at: x[1], axis: 1)),
          square(.apply(.scatterAdd(axis: 1, extent: 4), x[2], x[0])),
        ]
      }
    }
  }

  @Test(arguments: [ReduceOp.sum, .product, .maximum, .minimum])
  func reductions(_ function: ReduceOp) throws {
    for order in 1...2 {
      try GradientCheck(order: order).verify(at: [Self.values(2, 3, 2, from: -1.5)]) { x in
        [[], [1], [0, 2], [2, 0, 1]].map { .apply(.reduce(function, axes: $0), x[0]) }
      }
    }
  }

  @Test func productsWithAZero() throws {
    let x = HostTensor(unchecked: [0, 2, 3, 0, 0, 5], shape: [2, 3])
    try GradientCheck().verify(at: [x]) { [$0[0].product(axes: [1])] }
  }

  @Test func softmaxes() throws {
    for axis in 0...1 {
      for order in 1...2 {
        try GradientCheck(order: order).verify(at: [Self.values(3, 4)]) { x in
          [softmax(x[0], axis: axis), logSoftmax(x[0], axis: axis), softplus(x[0])]
        }
      }
    }
  }

  @Test(arguments: [
    DotDimensions(lhsContracting: [1], rhsContracting: [0]),
    DotDimensions(lhsContracting: [0], rhsContracting: [1]),
    DotDimensions(lhsBatch: [2], rhsBatch: [0], lhsContracting: [0], rhsContracting: [2]),
    DotDimensions(lhsContracting: [2, 0], rhsContracting: [0, 2]),
    DotDimensions(lhsContracting: [0, 2], rhsContracting: [2, 0]),
    DotDimensions(lhsBatch: [1, 0], rhsBatch: [1, 2], lhsContracting: [], rhsContracting: []),
    DotDimensions(lhsContracting: [], rhsContracting: []),
  ])
  func products(_ dimensions: DotDimensions) throws {
    let (a, b) = (Self.values(2, 2, 2), Self.values(2, 2, 2, from: -1, to: 3))
    for order in 1...2 {
      try GradientCheck(order: order).verify(at: [a, b]) { x in
        [.apply(.dotGeneral(dimensions), x[0], x[1])]
      }
    }
  }

  @Test(arguments: [
    ConvolutionDimensions(
      strides: [1, 1], padding: [EdgePadding(), EdgePadding()], dilation: [1, 1]),
    ConvolutionDimensions(
      strides: [2, 1], padding: [EdgePadding(low: 1), EdgePadding(high: 2)], dilation: [1, 2]),
    ConvolutionDimensions(
      strides: [1, 3], padding: [EdgePadding(low: 2, high: 1), EdgePadding()], dilation: [2, 1],
      groups: 2),
  ])
  func convolutions(_ d: ConvolutionDimensions) throws {
    let images = Self.values(2, 4, 5, 4)
    let kernel = Self.values(2, 2, 4 / d.groups, 2)
    let forward = try evaluate(.convolution(d), images, kernel)
    for order in 1...2 {
      let check = GradientCheck(order: order)
      try check.verify(at: [images, kernel]) { [.apply(.convolution(d), $0[0], $0[1])] }
      try check.verify(at: [forward, kernel]) {
        [.apply(.convolutionBackwardInput(d, inputShape: images.shape), $0[0], $0[1])]
      }
      try check.verify(at: [images, forward]) {
        [.apply(.convolutionBackwardKernel(d, kernelShape: kernel.shape), $0[0], $0[1])]
      }
    }
  }

  @Test(arguments: [PoolOp.maximum, .average])
  func poolings(_ function: PoolOp) throws {
    let d = WindowDimensions(
      window: [3, 2], strides: [2, 1],
      padding: [EdgePadding(low: 1, high: 2), EdgePadding(high: 1)])
    let images = Self.values(2, 5, 4, 2)
    let pooled = try evaluate(.pool(function, d), images)
    for order in 1...2 {
      let check = GradientCheck(order: order)
      try check.verify(at: [images]) { [square(.apply(.pool(function, d), $0[0]))] }
      try check.verify(at: [images, pooled]) { x in
        function == .maximum
          ? [square(.apply(.maxPoolBackward(d), x[0], x[1]))]
          : [square(.apply(.averagePoolBackward(d, inputShape: images.shape), x[1]))]
      }
    }
  }

  @Test(arguments: [0, 1, 2])
  func batchNormalization(_ axis: Int) throws {
    let x = Self.values(3, 2, 4)
    let channels = x.shape[axis]
    let (gamma, beta) = (Self.values(channels, from: 0.5), Self.values(channels))
    let (mean, variance) = (Self.values(channels, from: -1), Self.values(channels, from: 0.4))
    for order in 1...2 {
      let check = GradientCheck(order: order)
      // The outputs alone, with the statistics, and the statistics alone.
      try check.verify(at: [x, gamma, beta]) {
        [square(Tensor.apply(.batchNormTraining(axis: axis, epsilon: 1e-3), $0)[0])]
      }
      try check.verify(at: [x, gamma, beta]) {
        Tensor.apply(.batchNormTraining(axis: axis, epsilon: 1e-3), $0).map(square)
      }
      try check.verify(at: [x, gamma, beta]) {
        [square(Tensor.apply(.batchNormTraining(axis: axis, epsilon: 1e-3), $0)[2])]
      }
      try check.verify(at: [x, gamma, beta, mean, variance]) {
        Tensor.apply(.batchNormInference(axis: axis, epsilon: 1e-3), $0)
      }
    }
  }

  @Test(arguments: [0, 1, 2])
  func layerNormalization(_ axis: Int) throws {
    let x = Self.values(2, 3, 2)
    let count = x.shape.dimensions[axis...].reduce(1, *)
    let shape = Array(x.shape.dimensions[axis...])
    let (gamma, beta) = (Self.values(count, from: 0.5), Self.values(count))
    for order in 1...2 {
      let check = GradientCheck(order: order)
      // The outputs alone, and with the statistics.
      try check.verify(at: [x, gamma, beta]) {
        let factors = $0[1...].map { $0.reshaped(to: shape) }
        return [square(Tensor.apply(.layerNorm(axis: axis, epsilon: 1e-3), [$0[0]] + factors)[0])]
      }
      try check.verify(at: [x, gamma, beta]) {
        let factors = $0[1...].map { $0.reshaped(to: shape) }
        return Tensor.apply(.layerNorm(axis: axis, epsilon: 1e-3), [$0[0]] + factors).map(square)
      }
    }
  }

  @Test func batchNormalizationTwiceInItsGradientOperation() throws {
    let x = Self.values(3, 2, 4)
    try GradientCheck().verify(at: [x, Self.values(2, from: 0.5), Self.values(3, 2, 4, from: -1)]) {
      let statistics = Tensor.apply(
        .batchNormTraining(axis: 1, epsilon: 1e-3), [$0[0], $0[1], $0[1]])
      return Tensor.apply(
        .batchNormGradient(axis: 1, epsilon: 1e-3),
        [$0[0], $0[1], statistics[1], statistics[2], $0[2]])
    }
  }

  @Test func valuesUsedTwiceAddTheirGradients() throws {
    try GradientCheck(order: 2).verify(at: [Self.values(2, 3), Self.values(3)]) { x in
      let y = tanh(x[0] * x[1])
      return [y * y + x[0], (y.sum(axes: [0]) * x[1]).mean(), x[0].max(axes: [1])]
    }
  }

  @Test func theCheckFindsAWrongGradient() throws {
    // The gradient of a rounded-down detour is not that of the value.
    let error = #expect(throws: Mismatch.self) {
      try GradientCheck().verify(at: [Self.values(3)]) { x in
        [x[0] * 2 - x[0].stopGradient()]
      }
    }
    #expect(error?.message.contains("operand 0") == true)
  }
}
