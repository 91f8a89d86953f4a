internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  static var reductionFamilies: [ConformanceFamily] {
    ReduceOp.allCases.map(reduce) + ArgReduceOp.allCases.map(argReduce)
      + [
        normalizer("softmax") { .softmax(axis: $0) },
        normalizer("logSoftmax") { .logSoftmax(axis: $0) },
      ]
  }

  private static func reduce(_ function: ReduceOp) -> ConformanceFamily {
    let name = Op.reduce(function, axes: []).name
    return ConformanceFamily(name) { random in
      let shape = random.shape(maxCount: 3_000)
      let axes = random.shuffled(Array(0..<shape.rank).filter { _ in random.chance(0.6) })
      let isExtreme = function == .maximum || function == .minimum
      let dtype = isExtreme ? random.anyType() : random.numberType()
      let length = axes.reduce(1) { $0 * shape.dimensions[$1] }
      let x: HostTensor
      if function == .product && dtype.isFloatingPoint {  // Factors near 1, of both signs.
        let factors = (0..<shape.count).map { _ in
          (random.chance(0.1) ? -1 : 1) * (1 + 0.1 * random.normal())
        }
        x = random.tensor(dtype, shape, factors)
      } else {
        let isNaN = isExtreme && dtype.isFloatingPoint && random.chance(0.2)
        x = random.tensor(dtype, shape, specials: isNaN ? [.nan, .infinity] : [])
      }
      let tolerance: Tolerance =
        switch function {
        case .sum: .sum(of: length)
        case .product: Tolerance(relative: 1e-5 + 2e-7 * Double(length), absolute: 1e-6)
        case .maximum, .minimum: .exact
        }
      return try random.single(name, .reduce(function, axes: axes), x, tolerance: tolerance)
    }
  }

  private static func argReduce(_ function: ArgReduceOp) -> ConformanceFamily {
    let name = Op.argReduce(function, axis: 0).name
    return ConformanceFamily(name) { random in
      let shape = random.shape(ranks: 1...4)
      let axis = random.integer(in: 0...(shape.rank - 1))
      let dtype = random.numberType()
      let x =
        random.chance(0.5)
        ? random.ties(dtype, shape)
        : random.tensor(
          dtype, shape, specials: dtype.isFloatingPoint && random.chance(0.3) ? [.nan] : [])
      return try random.single(name, .argReduce(function, axis: axis), x, tolerance: .exact)
    }
  }

  /// Softmax and its logarithm, also of values whose exponentials overflow.
  private static func normalizer(
    _ name: String, _ op: @escaping @Sendable (Int) -> Op
  ) -> ConformanceFamily {
    ConformanceFamily(name) { random in
      let shape = random.shape(ranks: 1...4)
      let axis = random.chance(0.6) ? shape.rank - 1 : random.integer(in: 0...(shape.rank - 1))
      let (dtype, scale) = (random.floatType(), random.pick(1, 5, 300.0))
      let x = random.tensor(dtype, shape, scale: scale)
      return try random.single(
        name, op(axis), x, tolerance: .sum(of: 10, magnitude: max(scale / 10, 1)))
    }
  }
}
