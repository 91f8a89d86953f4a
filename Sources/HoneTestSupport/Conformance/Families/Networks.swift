internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  static var poolingFamilies: [ConformanceFamily] {
    [
      ConformanceFamily("maximumPool") { random in
        let p = PoolingChoice(&random)
        return try random.single(
          "maximumPool", .pool(.maximum, p.dimensions), p.values(&random), tolerance: .exact)
      },
      ConformanceFamily("averagePool") { random in
        let p = PoolingChoice(&random)
        return try random.single(
          "averagePool", .pool(.average, p.dimensions), random.tensor(p.dtype, p.images),
          tolerance: .elementwise)
      },
      ConformanceFamily("maximumPoolBackward") { random in
        let p = PoolingChoice(&random)
        return try random.single(
          "maximumPoolBackward", .maxPoolBackward(p.dimensions), p.values(&random),
          random.tensor(p.dtype, p.output), tolerance: .sum(of: p.windowCount))
      },
      ConformanceFamily("averagePoolBackward") { random in
        let p = PoolingChoice(&random)
        return try random.single(
          "averagePoolBackward", .averagePoolBackward(p.dimensions, inputShape: p.images),
          random.tensor(p.dtype, p.output), tolerance: .sum(of: p.windowCount))
      },
    ]
  }

  static var normFamilies: [ConformanceFamily] {
    [
      ConformanceFamily("layerNorm") { random in
        let l = LayerNormChoice(&random)
        return try random.single(
          "layerNorm", .layerNorm(axis: l.axis, epsilon: l.epsilon), l.x, l.gamma, l.beta,
          tolerance: l.tolerance)
      },
      ConformanceFamily("layerNormGradient") { random in
        let l = LayerNormChoice(&random)
        var builder = ProgramBuilder("layerNormGradient")
        let (x, gamma) = (
          random.operand(l.x, of: &builder), random.operand(l.gamma, of: &builder)
        )
        let forward = try builder.applyAll(
          .layerNorm(axis: l.axis, epsilon: l.epsilon), [x, gamma, builder.input(l.beta)])
        let upstream = builder.input(random.tensor(l.x.dtype, l.x.shape))
        let gradients = try builder.applyAll(
          .layerNormGradient(axis: l.axis, epsilon: l.epsilon),
          [x, gamma, forward[1], forward[2], upstream])
        if random.chance(0.5) { builder.output(forward[0]) }
        for gradient in gradients { builder.output(gradient) }
        return ConformanceCase("layerNormGradient", builder, tolerance: l.tolerance)
      },
      ConformanceFamily("batchNormTraining") { random in
        let b = BatchNormChoice(&random)
        return try random.single(
          "batchNormTraining", .batchNormTraining(axis: b.axis, epsilon: b.epsilon), b.x, b.gamma,
          b.beta, tolerance: b.tolerance)
      },
      ConformanceFamily("batchNormInference") { random in
        let b = BatchNormChoice(&random)
        return try random.single(
          "batchNormInference", .batchNormInference(axis: b.axis, epsilon: b.epsilon), b.x,
          b.gamma, b.beta, b.beta, b.gamma, tolerance: b.tolerance)
      },
      ConformanceFamily("batchNormGradient") { random in
        let b = BatchNormChoice(&random)
        var builder = ProgramBuilder("batchNormGradient")
        let (x, gamma) = (
          random.operand(b.x, of: &builder), random.operand(b.gamma, of: &builder)
        )
        let beta = builder.input(b.beta)
        let forward = try builder.applyAll(
          .batchNormTraining(axis: b.axis, epsilon: b.epsilon), [x, gamma, beta])
        let upstream = builder.input(random.tensor(b.x.dtype, b.x.shape))
        let gradients = try builder.applyAll(
          .batchNormGradient(axis: b.axis, epsilon: b.epsilon),
          [x, gamma, forward[1], forward[2], upstream])
        if random.chance(0.5) { builder.output(forward[0]) }
        for gradient in gradients { builder.output(gradient) }
        return ConformanceCase("batchNormGradient", builder, tolerance: b.tolerance)
      },
    ]
  }
}

/// The shapes of a random pooling; window and stride differ, padding is smaller than the window.
private struct PoolingChoice {
  let dtype: DType
  let dimensions: WindowDimensions
  let images: Shape
  let output: Shape

  var windowCount: Int { dimensions.window.reduce(1, *) }

  init(_ random: inout CaseRandom) {
    dtype = random.chance(0.85) ? .float32 : .float64
    var (inputs, outputs, window) = ([Int](), [Int](), [Int]())
    var (strides, padding) = ([Int](), [EdgePadding]())
    for _ in 0..<random.pick(2, 2, 2, 2, 2, 2, 1, 3) {
      let size = random.pick(1, 2, 2, 3, 3, 4)
      let step = random.pick(1, 2, 2, 3)
      let edge =
        random.chance(0.5)
        ? EdgePadding()
        : EdgePadding(
          low: random.integer(in: 0...(size - 1)), high: random.integer(in: 0...(size - 1)))
      let smallest = max(size - edge.low - edge.high, 1)
      let extent = smallest + random.integer(in: 0...7)
      inputs.append(extent)
      outputs.append((extent + edge.low + edge.high - size) / step + 1)
      window.append(size)
      strides.append(step)
      padding.append(edge)
    }
    let batch = random.chance(0.05) ? 0 : random.pick(1, 2, 3)
    let channels = random.pick(1, 2, 3, 8, 16, 17)
    dimensions = WindowDimensions(window: window, strides: strides, padding: padding)
    images = Shape([batch] + inputs + [channels])
    output = Shape([batch] + outputs + [channels])
  }

  /// Values all below zero (padding must not win), with many ties (the first must win), with NaN,
  /// or ordinary ones.
  func values(_ random: inout CaseRandom) -> HostTensor {
    switch random.integer(in: 0...9) {
    case 0...1:
      let values = (0..<images.count).map { _ in -1 - random.uniform() }
      return random.tensor(dtype, images, values)
    case 2...4: return random.ties(dtype, images)
    case 5: return random.tensor(dtype, images, specials: [.nan])
    default: return random.tensor(dtype, images)
    }
  }
}

/// Operands of batch normalization: mostly channels last, also with one row or values far from 0.
private struct BatchNormChoice {
  let axis: Int
  let epsilon: Double
  let x: HostTensor
  let gamma: HostTensor
  let beta: HostTensor
  let tolerance: Tolerance

  init(_ random: inout CaseRandom) {
    let dtype = random.floatType()
    let shape = random.shape(ranks: 2...4)
    axis = random.chance(0.75) ? shape.rank - 1 : random.integer(in: 0...(shape.rank - 1))
    epsilon = random.pick(1e-3, 1e-5)
    let vector = Shape([shape.dimensions[axis]])
    let rows = shape.count / max(vector.count, 1)
    let offset = random.pick(0, 0, 1, 10)
    let values = (0..<shape.count).map { _ in Double(offset) + random.normal() }
    x = random.tensor(dtype, shape, values)
    let factors = (0..<vector.count).map { _ in 0.5 + random.uniform() }
    gamma = random.tensor(dtype, vector, factors)
    beta = random.tensor(dtype, vector)
    // Few rows may lie so close together that only ε bounds the factor 1 / √(variance + ε).
    let factor = rows < 8 ? 1 / epsilon.squareRoot() : 3
    tolerance = .sum(of: rows, magnitude: factor * Double(1 + offset))
  }
}

/// Operands of layer normalization: rows of one element to many.
private struct LayerNormChoice {
  let axis: Int
  let epsilon: Double
  let x: HostTensor
  let gamma: HostTensor
  let beta: HostTensor
  let tolerance: Tolerance

  init(_ random: inout CaseRandom) {
    let dtype = random.floatType()
    let shape =
      random.chance(0.2)
      ? [random.integer(in: 1...150), random.integer(in: 1...40)] : random.shape(ranks: 1...4)
    axis = random.chance(0.75) ? shape.rank - 1 : random.integer(in: 0...(shape.rank - 1))
    epsilon = random.pick(1e-3, 1e-5)
    let vector = Shape(Array(shape.dimensions[axis...]))
    let offset = random.pick(0, 0, 1, 10)
    x = random.tensor(
      dtype, shape, (0..<shape.count).map { _ in Double(offset) + random.normal() })
    gamma = random.tensor(dtype, vector, (0..<vector.count).map { _ in 0.5 + random.uniform() })
    beta = random.tensor(dtype, vector)
    // A short row may have its elements so close together that only ε bounds 1 / √(variance + ε).
    let factor = vector.count < 8 ? 1 / epsilon.squareRoot() : 3
    tolerance = .sum(
      of: max(vector.count, shape.count / max(vector.count, 1)),
      magnitude: factor * Double(1 + offset))
  }
}
