internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  static var shapeFamilies: [ConformanceFamily] {
    [broadcast, reshape, transpose, slice, pad, concatenate]
  }

  private static var broadcast: ConformanceFamily {
    ConformanceFamily("broadcast") { random in
      let target = random.shape()
      var source = target.dimensions
      source.removeFirst(random.integer(in: 0...source.count))
      for axis in source.indices where random.chance(0.5) { source[axis] = 1 }
      let dtype = random.anyType()
      return try random.single(
        "broadcast", .broadcast(target), random.tensor(dtype, Shape(source)), tolerance: .exact)
    }
  }

  private static var reshape: ConformanceFamily {
    ConformanceFamily("reshape") { random in
      let shape = random.shape()
      var target = random.shuffled(shape.dimensions)
      if target.count >= 2 && random.chance(0.5) {
        let last = target.removeLast()
        target[target.count - 1] *= last
      }
      if random.chance(0.4) { target.insert(1, at: random.integer(in: 0...target.count)) }
      let dtype = random.anyType()
      return try random.single(
        "reshape", .reshape(Shape(target)), random.tensor(dtype, shape), tolerance: .exact)
    }
  }

  private static var transpose: ConformanceFamily {
    ConformanceFamily("transpose") { random in
      let shape = random.shape(ranks: 0...5, maxCount: 4_000)
      let permutation = random.shuffled(Array(0..<shape.rank))
      let dtype = random.anyType()
      return try random.single(
        "transpose", .transpose(permutation), random.tensor(dtype, shape), tolerance: .exact)
    }
  }

  private static var slice: ConformanceFamily {
    ConformanceFamily("slice") { random in
      let shape = random.shape()
      let starts = shape.dimensions.map { random.chance(0.4) ? 0 : random.integer(in: 0...$0) }
      let limits = zip(shape.dimensions, starts).map { extent, start in
        random.chance(0.4) ? extent : random.integer(in: start...extent)
      }
      let strides = shape.dimensions.map { _ in random.pick(1, 1, 1, 2, 3) }
      let dtype = random.anyType()
      return try random.single(
        "slice", .slice(starts: starts, limits: limits, strides: strides),
        random.tensor(dtype, shape), tolerance: .exact)
    }
  }

  private static var pad: ConformanceFamily {
    ConformanceFamily("pad") { random in
      let shape = random.shape(maxCount: 500)
      let low = shape.dimensions.map { _ in random.pick(0, 0, 1, 3) }
      let high = shape.dimensions.map { _ in random.pick(0, 0, 1, 2) }
      let interior = shape.dimensions.map { _ in random.pick(0, 0, 0, 1, 2) }
      let dtype = random.anyType()
      let value = dtype.isFloatingPoint ? random.pick(0, 0, 1.5, -.infinity) : random.pick(0.0, 1)
      return try random.single(
        "pad", .pad(low: low, high: high, interior: interior, value: value),
        random.tensor(dtype, shape), tolerance: .exact)
    }
  }

  private static var concatenate: ConformanceFamily {
    ConformanceFamily("concatenate") { random in
      let shape = random.shape(ranks: 1...4, maxCount: 500)
      let axis = random.integer(in: 0...(shape.rank - 1))
      let dtype = random.anyType()
      let parts = (0..<random.integer(in: 1...4)).map { _ -> HostTensor in
        var part = shape.dimensions
        part[axis] = random.chance(0.1) ? 0 : random.extent(upTo: 9)
        return random.tensor(dtype, Shape(part))
      }
      return try random.single(
        "concatenate", .concatenate(axis: axis), parts, tolerance: .exact)
    }
  }
}
