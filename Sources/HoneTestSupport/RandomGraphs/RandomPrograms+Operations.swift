internal import HoneCore
internal import HoneGraph

extension RandomPrograms {
  /// Appends one operation, of any kind, with operands.
  mutating func appendOperation() {
    switch integer(below: 23) {
    case 0: appendUnary()
    case 1, 2: appendBinary()
    case 3: appendComparison()
    case 4: appendSelection()
    case 5: append(.convert(dtype()), [value(TensorType(dtype(), shape()))])
    case 6: append(.stopGradient, [value(TensorType(dtype(), shape()))])
    case 7: appendBroadcast()
    case 8: appendReshape()
    case 9: appendTranspose()
    case 10: appendSlice()
    case 11: appendPad()
    case 12: appendConcatenation()
    case 13: appendGather()
    case 14: appendReduction()
    case 15: appendDot()
    case 16, 17: appendConvolution()
    case 18, 19: appendPooling()
    case 20: appendNormalization()
    case 21: appendRecurrence()
    default: appendLeaf()
    }
  }

  private mutating func appendLeaf() {
    let extents: Shape = pick([[3], [2, 3], [0, 3]])
    if chance(0.3) {
      append(.iota(shape: extents, axis: integer(below: extents.rank), dtype: number()), [])
      return
    }
    let distribution: RandomDistribution = pick([
      .uniform(low: -0.5, high: 2), .normal(mean: 0, deviation: 1e-3), .bernoulli(probability: 0.3),
    ])
    let stream: UInt64 = pick([1, .max])
    let operands = [append(.scalar(0), []), append(.scalar(1), [])]
    append(.random(distribution, shape: extents, dtype: float(), stream: stream), operands)
    if chance(0.3) { append(.scalar(2), []) }
  }

  private mutating func appendUnary() {
    let function = pick(UnaryOp.allCases)
    let type: DType =
      switch function {
      case .not: .bool
      case .negate, .absolute, .sign, .square, .relu: number()
      default: float()
      }
    let result = append(.unary(function), [value(TensorType(type, shape()))])
    let isRepeatable = graph.type(of: result).dtype == type
    if chance(0.4), isRepeatable { append(.unary(function), [result]) }
  }

  private mutating func appendBinary() {
    let function = pick(BinaryOp.allCases)
    let type = TensorType(function == .and || function == .or ? .bool : number(), shape())
    let first = value(type)
    append(.binary(function), [first, chance(0.2) ? first : value(type)])
  }

  private mutating func appendComparison() {
    let type = TensorType(dtype(), shape())
    append(.compare(comparison(of: type.dtype)), [value(type), value(type)])
  }

  /// Engines round differently: whether computed floats are equal is no fair question.
  mutating func comparison(of dtype: DType) -> CompareOp {
    kind == .engines && dtype.isFloatingPoint
      ? pick([.less, .lessEqual, .greater, .greaterEqual]) : pick(CompareOp.allCases)
  }

  private mutating func appendSelection() {
    let type = TensorType(dtype(), shape())
    append(.select, [value(TensorType(.bool, type.shape)), value(type), value(type)])
  }

  private mutating func appendBroadcast() {
    let (from, to): (Shape, Shape) = pick([
      ([], [2, 3]), ([3], [2, 3]), ([1, 3], [2, 3]), ([2, 1, 3], [2, 4, 3]), ([1], [1]),
      ([1], [0, 3]), ([2, 3], [2, 3]), ([2, 3], [4, 2, 3]),
    ])
    append(.broadcast(to), [value(TensorType(dtype(), from))])
  }

  private mutating func appendReshape() {
    let (from, to): (Shape, Shape) = pick([
      ([], [1]), ([1], []), ([2, 3], [3, 2]), ([3, 2], [2, 3]), ([2, 3], [2, 1, 3]),
      ([2, 3], [-1]), ([2, 1, 3], [2, 3]), ([0, 3], [0]), ([3], [3]), ([2, 3], [2, -1, 1]),
    ])
    append(.reshape(to), [value(TensorType(dtype(), from))])
  }

  private mutating func appendTranspose() {
    let (from, permutation): (Shape, [Int]) = pick([
      ([2, 3], [1, 0]), ([3, 2], [1, 0]), ([2, 1, 3], [2, 0, 1]), ([2, 1, 3], [0, 1, 2]),
      ([], []), ([0, 3], [1, 0]),
    ])
    append(.transpose(permutation), [value(TensorType(dtype(), from))])
  }

  private mutating func appendSlice() {
    let extents = shape()
    var (starts, limits, strides): ([Int], [Int], [Int]) = ([], [], [])
    for extent in extents.dimensions {
      let isWhole = chance(0.5)
      starts.append(isWhole ? 0 : integer(0...extent))
      limits.append(isWhole ? extent : integer((starts.last ?? 0)...extent))
      strides.append(isWhole ? 1 : integer(1...2))
    }
    append(
      .slice(starts: starts, limits: limits, strides: strides),
      [value(TensorType(dtype(), extents))])
  }

  private mutating func appendPad() {
    let extents = shape()
    let most = chance(0.3) ? 0 : 2
    let low = extents.dimensions.map { _ in integer(0...most) }
    let high = extents.dimensions.map { _ in integer(0...most) }
    let interior = extents.dimensions.map { _ in integer(0...min(most, 1)) }
    let filling: Double = pick([0, -0.0, 1.5, -.infinity])
    append(
      .pad(low: low, high: high, interior: interior, value: filling),
      [value(TensorType(float(), extents))])
  }

  private mutating func appendConcatenation() {
    let type = dtype()
    let extents: [Shape] = pick([[[2, 3]], [[2, 3], [2, 3]], [[2, 3], [0, 3], [1, 3]]])
    append(.concatenate(axis: 0), extents.map { value(TensorType(type, $0)) })
  }

  private mutating func appendGather() {
    let indices = value(TensorType(pick([.int32, .int64]), pick([[], [3], [2, 3]])))
    let shape = graph.type(of: indices).shape.dimensions
    if chance(0.5) {
      append(.gather(axis: integer(0...1)), [value(TensorType(dtype(), [2, 3])), indices])
    } else {
      append(
        .scatterAdd(axis: 1, extent: integer(0...4)),
        [indices, value(TensorType(number(), Shape([2] + shape + [1])))])
    }
  }

  private mutating func appendReduction() {
    let axes = pick([[0], [1], [0, 1], [1, 0], []])
    let type = TensorType(number(), pick([[2, 3], [0, 3], [2, 1, 3]]))
    if chance(0.5) {
      append(.reduce(pick(ReduceOp.allCases), axes: axes), [value(type)])
    } else {
      append(.argReduce(pick(ArgReduceOp.allCases), axis: 1), [value(type)])
    }
  }

  private mutating func appendDot() {
    let type = float()
    if chance(0.5) {
      let d = DotDimensions(lhsContracting: [1], rhsContracting: [0])
      append(.dotGeneral(d), [value(TensorType(type, [2, 3])), value(TensorType(type, [3, 2]))])
    } else {
      let d = DotDimensions(
        lhsBatch: [0], rhsBatch: [1], lhsContracting: [2], rhsContracting: [0])
      append(
        .dotGeneral(d), [value(TensorType(type, [2, 1, 3])), value(TensorType(type, [3, 2]))])
    }
  }

  private mutating func appendConvolution() {
    let type = float()
    let groups = integer(1...2)
    let (images, kernel) = (Shape([2, 5, 4, 2]), Shape([3, 2, 2 / groups, 4]))
    let d = ConvolutionDimensions(
      strides: [integer(1...2), integer(1...2)],
      padding: [EdgePadding(low: 1, high: integer(0...2)), EdgePadding(low: 0, high: 1)],
      dilation: [integer(1...2), 1], groups: groups)
    let (x, w) = (value(TensorType(type, images)), value(TensorType(type, kernel)))
    let y = append(.convolution(d), [x, w])
    let gradient = value(graph.type(of: y))
    append(.convolutionBackwardInput(d, inputShape: images), [gradient, w])
    append(.convolutionBackwardKernel(d, kernelShape: kernel), [x, gradient])
  }

  private mutating func appendPooling() {
    let images = Shape([2, 5, 4, 2])
    let d = WindowDimensions(
      window: [3, 2], strides: [integer(1...2), 2],
      padding: [EdgePadding(low: 1, high: integer(0...2)), EdgePadding()])
    let x = value(TensorType(float(), images))
    let y = append(.pool(pick(PoolOp.allCases), d), [x])
    let gradient = value(graph.type(of: y))
    append(.maxPoolBackward(d), [x, gradient])
    append(.averagePoolBackward(d, inputShape: images), [gradient])
  }

  private mutating func appendRecurrence() {
    let type = float()
    let (reverse, resetAfter) = (chance(0.5), chance(0.5))
    func tensor(_ shape: Int...) -> TensorType { TensorType(type, Shape(shape)) }
    let (state, states) = (value(tensor(2, 1)), value(tensor(2, 3, 1)))
    let gradient = value(tensor(2, 3, 1))
    if chance(0.5) {
      let (kernel, gates) = (value(tensor(1, 4)), value(tensor(2, 3, 4)))
      let bias = value(tensor(4))
      append(.lstm(reverse: reverse), [gates, kernel, bias, state, value(tensor(2, 1))])
      append(.lstmGradient(reverse: reverse), [kernel, state, states, gates, gradient, state])
    } else {
      let (kernel, gates) = (value(tensor(1, 3)), value(tensor(2, 3, 3)))
      let workspace = resetAfter ? value(tensor(2, 3, 4)) : gates
      append(
        .gru(resetAfter: resetAfter, reverse: reverse), [gates, kernel, value(tensor(3)), state])
      append(
        .gruGradient(resetAfter: resetAfter, reverse: reverse),
        [kernel, state, states, workspace, gradient])
    }
  }

  private mutating func appendNormalization() {
    let type = float()
    let axis = integer(0...1)
    let x = value(TensorType(type, [2, 3]))
    let vector = TensorType(type, axis == 0 ? [2] : [3])
    append(chance(0.5) ? .softmax(axis: axis) : .logSoftmax(axis: axis), [x])
    let factors = [value(vector), value(vector)]
    let statistics = [value(vector), value(vector)]
    append(.batchNormTraining(axis: axis, epsilon: 1e-3), [x] + factors)
    append(.batchNormInference(axis: axis, epsilon: 1e-5), [x] + factors + statistics)
    let (row, rows) = (TensorType(type, [3]), TensorType(type, [2]))
    append(.layerNorm(axis: 1, epsilon: 1e-3), [x, value(row), value(row)])
    append(
      .layerNormGradient(axis: 1, epsilon: 1e-3),
      [x, value(row), value(rows), value(rows), value(TensorType(type, [2, 3]))])
    append(
      .batchNormGradient(axis: axis, epsilon: 1e-3),
      [x, factors[0]] + statistics + [value(TensorType(type, [2, 3]))])
  }
}
