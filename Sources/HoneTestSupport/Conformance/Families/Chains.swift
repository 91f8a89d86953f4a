internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  /// Programs of several operations, such as a backend may fuse.
  static var chainFamilies: [ConformanceFamily] {
    [
      ConformanceFamily("elementwise chain", elementwiseChain),
      ConformanceFamily("convolution chain", convolutionChain),
      ConformanceFamily("dense chain", denseChain),
      ConformanceFamily("batch norm + relu", batchNormRelu),
      ConformanceFamily("cross-entropy", crossEntropy),
      ConformanceFamily("dropout", dropout),
    ]
  }

  /// Ten or so elementwise operations on operands of different but fitting shapes, with reductions
  /// at the end; values are outputs and operands at once.
  private static func elementwiseChain(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("elementwise chain")
    let shape = random.shape(ranks: 1...4)
    let dtype = random.floatType()
    var values: [ValueID] = []
    for _ in 0..<random.integer(in: 1...4) {
      var part = shape.dimensions
      part.removeFirst(random.integer(in: 0...(part.count / 2)))
      for axis in part.indices where random.chance(0.3) { part[axis] = 1 }
      let operand = random.operand(random.tensor(dtype, Shape(part)), of: &builder)
      values.append(
        builder.type(of: operand).shape == shape
          ? operand : try builder.apply(.broadcast(shape), operand))
    }
    let mask = random.operand(random.tensor(.bool, shape), of: &builder)
    let rate = try builder.apply(.broadcast(shape), builder.scalar(random.normal(), dtype: dtype))
    values.append(rate)

    for _ in 0..<random.integer(in: 2...14) {
      let a = values[random.integer(in: 0...(values.count - 1))]
      let b = values[random.integer(in: 0...(values.count - 1))]
      switch random.integer(in: 0...4) {
      case 0...1:
        // All of these keep values of order 1 in order 1.
        let function = random.pick(
          UnaryOp.relu, .tanh, .sigmoid, .negate, .absolute, .sin, .cos, .erf)
        values.append(try builder.apply(.unary(function), a))
      case 2...3:
        let function = random.pick(BinaryOp.add, .subtract, .multiply, .maximum, .minimum)
        let result = try builder.apply(.binary(function), a, b)
        values.append(
          function == .maximum || function == .minimum
            ? result : try builder.apply(.unary(.tanh), result))
      default: values.append(try builder.apply(.select, mask, a, b))
      }
    }
    builder.output(values[values.count - 1])
    for value in values where random.chance(0.2) { builder.output(value) }
    var length = 1
    for _ in 0..<random.integer(in: 0...2) {
      let axes = Array(0..<shape.rank).filter { _ in random.chance(0.5) }
      let last = values[values.count - 1 - random.integer(in: 0...1)]
      builder.output(try builder.apply(.reduce(.sum, axes: axes), last))
      length = shape.count
    }
    return ConformanceCase(
      "elementwise chain", builder, tolerance: .sum(of: length, magnitude: 10))
  }

  /// Convolution, bias, activation, pooling; sometimes with the gradients of all of them.
  private static func convolutionChain(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("convolution chain")
    let c = ConvolutionChoice(&random)
    let images = random.operand(random.tensor(c.dtype, c.images), of: &builder)
    let kernel = random.operand(random.tensor(c.dtype, c.kernel, scale: 0.3), of: &builder)
    let bias = random.operand(random.tensor(c.dtype, [c.output[-1]]), of: &builder)
    let convolved = try builder.apply(.convolution(c.dimensions), images, kernel)
    let shifted = try builder.apply(
      .binary(.add), convolved, try builder.apply(.broadcast(c.output), bias))
    let active = try builder.apply(.unary(random.pick(.relu, .tanh)), shifted)
    let spatial = c.output.dimensions.dropFirst().dropLast()
    let window = WindowDimensions(
      window: spatial.map { min($0, 2) }, strides: spatial.map { min($0, 2) },
      padding: spatial.map { _ in EdgePadding() })
    let pooled = try builder.apply(.pool(random.pick(.maximum, .average), window), active)
    builder.output(pooled)
    if random.chance(0.3) { builder.output(shifted) }
    if random.chance(0.5) {
      let pooledShape = builder.type(of: pooled).shape
      let upstream = builder.input(random.tensor(c.dtype, pooledShape))
      let g = try builder.apply(.maxPoolBackward(window), active, upstream)
      let positive = try builder.apply(
        .compare(.greater), active, try builder.apply(.binary(.subtract), active, active))
      let zero = try builder.apply(.binary(.subtract), g, g)
      let masked = try builder.apply(.select, positive, g, zero)
      let axes = Array(0..<(c.output.rank - 1))
      builder.output(try builder.apply(.reduce(.sum, axes: axes), masked))
      builder.output(
        try builder.apply(
          .convolutionBackwardKernel(c.dimensions, kernelShape: c.kernel), images, masked))
      builder.output(
        try builder.apply(
          .convolutionBackwardInput(c.dimensions, inputShape: c.images), masked, kernel))
    }
    let length = max(c.termsPerOutput, c.output.count / max(c.output[-1], 1))
    return ConformanceCase("convolution chain", builder, tolerance: .sum(of: length, magnitude: 2))
  }

  /// Matrix product, bias and activation, twice.
  private static func denseChain(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("dense chain")
    let dtype = random.floatType()
    var shape = Shape([random.chance(0.04) ? 0 : random.extent(), random.extent()])
    var value = random.operand(random.tensor(dtype, shape), of: &builder)
    for layer in 0..<2 {
      let units = random.extent()
      let kernel = random.operand(
        random.tensor(dtype, [shape[1], units], scale: 0.3), of: &builder)
      let bias = random.operand(random.tensor(dtype, [units]), of: &builder)
      let product = try builder.apply(
        .dotGeneral(DotDimensions(lhsContracting: [1], rhsContracting: [0])), value, kernel)
      shape = [shape[0], units]
      let sum = try builder.apply(
        .binary(.add), product, try builder.apply(.broadcast(shape), bias))
      value = try builder.apply(.unary(random.pick(.relu, .sigmoid, .tanh)), sum)
      if layer == 1 || random.chance(0.3) { builder.output(value) }
    }
    return ConformanceCase("dense chain", builder, tolerance: .sum(of: 33, magnitude: 3))
  }

  /// Batch normalization with an activation, whose gradient is masked by it.
  private static func batchNormRelu(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("batch norm + relu")
    let dtype = random.floatType()
    let channels = random.pick(1, 3, 8, 16, 17)
    let shape = Shape([random.integer(in: 2...4), random.extent(upTo: 9), 4, channels])
    let x = random.operand(random.tensor(dtype, shape), of: &builder)
    let gamma = random.operand(random.tensor(dtype, [channels]), of: &builder)
    let beta = random.operand(random.tensor(dtype, [channels]), of: &builder)
    let normalization = Op.batchNormTraining(axis: 3, epsilon: 1e-3)
    let forward = try builder.applyAll(normalization, [x, gamma, beta])
    let active = try builder.apply(.unary(.relu), forward[0])
    builder.output(active)
    if random.chance(0.5) { builder.output(forward[1]) }
    if random.chance(0.5) { builder.output(forward[2]) }
    if random.chance(0.2) { builder.output(forward[0]) }
    if random.chance(0.7) {
      let upstream = builder.input(random.tensor(dtype, shape))
      let zero = try builder.apply(
        .broadcast(shape), builder.constant(HostTensor(filling: [], with: 0, dtype: dtype)))
      let mask = try builder.apply(.compare(.greater), active, zero)
      let g = try builder.apply(.select, mask, upstream, zero)
      let gradients = try builder.applyAll(
        .batchNormGradient(axis: 3, epsilon: 1e-3), [x, gamma, forward[1], forward[2], g])
      for gradient in gradients { builder.output(gradient) }
    }
    return ConformanceCase(
      "batch norm + relu", builder, tolerance: .sum(of: shape.count / channels, magnitude: 5))
  }

  /// The loss of a classifier and its gradient for the logits: log-softmax, one-hot labels, mean.
  private static func crossEntropy(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("cross-entropy")
    let dtype = random.floatType()
    let (rows, classes) = (random.extent(), random.extent())
    let shape = Shape([rows, classes])
    let logits = random.operand(
      random.tensor(dtype, shape, scale: random.pick(1, 20)), of: &builder)
    let labels = builder.input(
      random.tensor(
        random.pick(.int32, .int64, .uint8), [rows],
        (0..<rows).map { _ in Double(random.integer(in: 0...(classes - 1))) }))
    let column = try builder.apply(
      .broadcast(shape), try builder.apply(.reshape([rows, 1]), labels))
    let index = try builder.apply(
      .iota(shape: shape, axis: 1, dtype: builder.type(of: labels).dtype))
    let oneHot = try builder.apply(
      .convert(dtype), try builder.apply(.compare(.equal), column, index))
    let logarithms = try builder.apply(.logSoftmax(axis: 1), logits)
    let picked = try builder.apply(.binary(.multiply), logarithms, oneHot)
    let sum = try builder.apply(.reduce(.sum, axes: [0, 1]), picked)
    let scale = HostTensor(filling: [], with: -1 / Double(rows), dtype: dtype)
    builder.output(try builder.apply(.binary(.multiply), sum, builder.constant(scale)))
    let probabilities = try builder.apply(.softmax(axis: 1), logits)
    builder.output(try builder.apply(.binary(.subtract), probabilities, oneHot))
    let guess = try builder.apply(.argReduce(.maximum, axis: 1), logits)
    let wanted = try builder.apply(.convert(.int32), labels)
    let hits = try builder.apply(
      .convert(.float64), try builder.apply(.compare(.equal), guess, wanted))
    builder.output(try builder.apply(.reduce(.sum, axes: [0]), hits))
    return ConformanceCase("cross-entropy", builder, tolerance: .sum(of: rows, magnitude: 10))
  }

  /// Inverted dropout, whose mask the backward pass uses again.
  private static func dropout(_ random: inout CaseRandom) throws -> ConformanceCase {
    var builder = ProgramBuilder("dropout")
    let (dtype, shape) = (random.floatType(), random.shape())
    let keep = random.pick(0.5, 0.9, 0.25)
    let seed = builder.scalar(Double(random.integer(in: 0...1000)), dtype: .int64)
    let step = builder.scalar(Double(random.integer(in: 0...1000)), dtype: .int64)
    let x = random.operand(random.tensor(dtype, shape), of: &builder)
    let upstream = builder.input(random.tensor(dtype, shape))
    let mask = try builder.apply(
      .random(.bernoulli(probability: keep), shape: shape, dtype: .bool, stream: 7), seed, step)
    let scale = try builder.apply(
      .broadcast(shape), builder.constant(HostTensor(filling: [], with: 1 / keep, dtype: dtype)))
    let factors = try builder.apply(
      .binary(.multiply), try builder.apply(.convert(dtype), mask), scale)
    builder.output(try builder.apply(.binary(.multiply), x, factors))
    builder.output(try builder.apply(.binary(.multiply), upstream, factors))
    return ConformanceCase("dropout", builder, tolerance: .elementwise)
  }
}
