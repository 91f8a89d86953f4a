internal import HoneCore
internal import HoneGraph

/// The operations of ``RandomPrograms/forward(seed:)`` that aren't elementwise.
extension RandomPrograms {
  // MARK: Shapes

  mutating func growView() {
    let x = operand()
    let shape = graph.type(of: x).shape
    switch integer(below: 10) {
    case 0: grow(.stopGradient, x)
    case 1...3 where shape.rank > 1:
      var order = Array(0..<shape.rank)
      for last in order.indices.reversed() { order.swapAt(last, integer(0...last)) }
      grow(.transpose(order), x)
    case 4...5 where shape.rank > 1:
      let flat = integer(1...(shape.rank - 1))
      let dims = shape.dimensions
      grow(.reshape(Shape(Array(dims[..<flat]) + [dims[flat...].reduce(1, *)])), x)
    case 6...7:
      var dims = shape.dimensions
      dims.insert(1, at: integer(0...dims.count))
      grow(.reshape(Shape(dims)), x)
    default:
      guard shape.rank > 0, shape.count > 0 else { return }
      let starts = shape.dimensions.map { chance(0.6) ? 0 : integer(0...($0 - 1)) }
      let limits = shape.dimensions.indices.map { axis in
        chance(0.6) ? shape[axis] : integer((starts[axis] + 1)...shape[axis])
      }
      let strides = starts.map { _ in chance(0.8) ? 1 : 2 }
      grow(.slice(starts: starts, limits: limits, strides: strides), x)
    }
  }

  mutating func growPadding() {
    let x = operand(ranks: 1...4)
    let shape = graph.type(of: x).shape
    let axis = integer(below: shape.rank)
    if chance(0.5) {
      let y = chance(0.3) ? x : partner(shape)
      grow(.concatenate(axis: axis), of: chance(0.3) ? [x, y, x] : [x, y])
    } else {
      var low = shape.dimensions.map { _ in 0 }
      var (high, interior) = (low, low)
      (low[axis], high[axis]) = (integer(0...2), integer(0...2))
      interior[axis] = chance(0.8) ? 0 : 1
      grow(.pad(low: low, high: high, interior: interior, value: pick([0, 0, -1.5])), x)
    }
  }

  // MARK: Reductions and contractions

  mutating func growReduction() {
    let x = operand(ranks: 1...5)
    let shape = graph.type(of: x).shape
    var axes = Array(0..<shape.rank)
    switch integer(below: 4) {
    case 0: axes = [shape.rank - 1]
    case 1: axes = Array(axes.dropLast())  // As for a bias.
    case 2: axes = axes.filter { _ in chance(0.5) }
    default: break
    }
    if chance(0.12) {
      let axis = integer(below: shape.rank)
      guard let place = grow(.argReduce(pick(ArgReduceOp.allCases), axis: axis), x) else { return }
      grow(.convert(precision), place)
      return
    }
    let length = axes.reduce(1) { $0 * shape[$1] }
    // The gradient of a product is made of all pairs.
    let functions: [ReduceOp] = [
      .sum, .sum, .sum, .maximum, .minimum, length <= 16 ? .product : .sum,
    ]
    guard let sum = grow(.reduce(pick(functions), axes: axes), x), chance(0.4) else { return }
    // Back to the operand's shape: its mean or its largest is taken away.
    var dims = shape.dimensions
    for axis in axes { dims[axis] = 1 }
    guard let restored = grow(.reshape(Shape(dims)), sum),
      let wide = grow(.broadcast(shape), restored)
    else { return }
    grow(.binary(.subtract), x, wide)
  }

  /// Along the last axis, sometimes along another.
  mutating func growSoftmax() {
    let x = operand(ranks: 1...4)
    let rank = graph.type(of: x).shape.rank
    let axis = chance(0.8) ? rank - 1 : integer(below: rank)
    grow(chance(0.5) ? .softmax(axis: axis) : .logSoftmax(axis: axis), x)
  }

  mutating func growDot() {
    let x = operand(ranks: 2...4)
    let shape = graph.type(of: x).shape
    let last = shape.rank - 1
    switch integer(below: 5) {
    case 0 where shape.rank == 2:  // A gradient's form: over the batch.
      let y = operand(ranks: 2...2)
      grow(.dotGeneral(DotDimensions(lhsContracting: [0], rhsContracting: [0])), x, y)
    case 1 where shape.rank >= 3:  // Attention's form: a batch of products.
      let batch = Array(0..<(shape.rank - 2))
      let d = DotDimensions(
        lhsBatch: batch, rhsBatch: batch, lhsContracting: [last], rhsContracting: [last])
      grow(.dotGeneral(d), x, chance(0.5) ? x : partner(shape))
    case 2:
      let w = leaf(TensorType(precision, [extents.units, shape[last]]))
      grow(.dotGeneral(DotDimensions(lhsContracting: [last], rhsContracting: [1])), x, w)
    default:
      let w = leaf(TensorType(precision, [shape[last], extents.units]))
      let d = DotDimensions(lhsContracting: [last], rhsContracting: [0])
      guard let y = grow(.dotGeneral(d), x, w), chance(0.4) else { return }
      let type = graph.type(of: y)
      let bias = leaf(TensorType(precision, [extents.units]))
      guard let wide = grow(.broadcast(type.shape), bias) else { return }
      grow(.binary(.add), y, wide)
    }
  }

  mutating func growConvolution() {
    let x = operand(ranks: 3...4)
    let shape = graph.type(of: x).shape
    let channels = shape[-1]
    let groups = channels > 0 && chance(0.25) ? (chance(0.5) ? channels : pick([1, 2])) : 1
    guard channels > 0, channels % groups == 0 else { return }
    let filters = groups * pick(groups > 4 ? [1, 2] : [1, 2, 3, 8, 16])
    var (window, strides, dilation) = ([Int](), [Int](), [Int]())
    var padding: [EdgePadding] = []
    for _ in 0..<(shape.rank - 2) {
      let size = pick([1, 2, 3, 3, 3, 5])
      window.append(size)
      strides.append(pick([1, 1, 1, 2]))
      dilation.append(pick([1, 1, 1, 1, 2]))
      let edge = integer(0...(size / 2))
      padding.append(EdgePadding(low: edge, high: chance(0.7) ? edge : integer(0...(size / 2))))
    }
    let w = leaf(TensorType(precision, Shape(window + [channels / groups, filters])))
    let d = ConvolutionDimensions(
      strides: strides, padding: padding, dilation: dilation, groups: groups)
    guard let y = grow(.convolution(d), x, w), chance(0.5) else { return }
    let type = graph.type(of: y)
    let bias = leaf(TensorType(precision, [filters]))
    guard let wide = grow(.broadcast(type.shape), bias) else { return }
    guard let sum = grow(.binary(.add), y, wide), chance(0.5) else { return }
    grow(.unary(.relu), sum)
  }

  mutating func growPooling() {
    let x = operand(ranks: 3...4)
    let shape = graph.type(of: x).shape
    let window = (0..<(shape.rank - 2)).map { min(pick([1, 2, 2, 3]), max(shape[$0 + 1], 1)) }
    let d = WindowDimensions(
      window: window, strides: window.map { chance(0.7) ? $0 : 1 },
      padding: window.map {
        chance(0.7) ? EdgePadding() : EdgePadding(low: ($0 - 1) / 2, high: integer(0...($0 / 2)))
      })
    grow(.pool(pick(PoolOp.allCases), d), x)
  }

  mutating func growNormalization() {
    let x = operand(ranks: 2...4)
    let shape = graph.type(of: x).shape
    let axis = chance(0.85) ? shape.rank - 1 : integer(below: shape.rank)
    let vector = TensorType(precision, [shape[axis]])
    let (gamma, beta) = (value(vector), value(vector))
    let epsilon = pick([1e-3, 1e-2])
    if chance(0.2) {
      guard let variance = grow(.unary(.square), value(vector)) else { return }
      grow(
        .batchNormInference(axis: axis, epsilon: epsilon), x, gamma, beta, value(vector), variance)
    } else {
      grow(.batchNormTraining(axis: axis, epsilon: epsilon), x, gamma, beta)
    }
    if chance(0.6) { grow(.unary(.relu), ValueID(node: graph.nodes.count - 1)) }
  }

  // MARK: Indices and draws

  mutating func growIndexing() {
    let x = operand(ranks: 1...3)
    let shape = graph.type(of: x).shape
    let axis = integer(below: shape.rank)
    if chance(0.5) {
      let indices = leaf(TensorType(pick([.int32, .int64]), pick([[], [extents.batch], [2, 3]])))
      grow(.gather(axis: axis), x, indices)
    } else {
      let indices = leaf(TensorType(pick([.int32, .int64]), [shape[axis]]))
      grow(.scatterAdd(axis: axis, extent: integer(1...12)), indices, x)
    }
  }

  mutating func growDraw() {
    let x = operand()
    let type = graph.type(of: x)
    let (seed, step) = (append(.scalar(0), []), append(.scalar(1), []))
    let stream = UInt64(integer(1...1_000_000))
    func draw(_ distribution: RandomDistribution, _ dtype: DType) -> Op {
      .random(distribution, shape: type.shape, dtype: dtype, stream: stream)
    }
    switch integer(below: 4) {
    case 0:
      let normal = draw(.normal(mean: 0, deviation: 0.5), precision)
      guard let noise = grow(normal, seed, step) else { return }
      grow(.binary(.add), x, noise)
    case 1:
      guard let noise = grow(draw(.uniform(low: -1, high: 1), precision), seed, step) else {
        return
      }
      grow(.binary(.multiply), x, noise)
    default:
      guard let mask = grow(draw(.bernoulli(probability: 0.7), .bool), seed, step),
        let factor = grow(.convert(precision), mask)
      else { return }
      grow(.binary(.multiply), x, factor)
    }
  }
}
