internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  static var indexFamilies: [ConformanceFamily] { [gather, scatterAdd] }

  private static var gather: ConformanceFamily {
    ConformanceFamily("gather") { random in
      var shape = random.shape(ranks: 1...4, maxCount: 1_000)
      let axis = random.integer(in: 0...(shape.rank - 1))
      if shape.dimensions[axis] == 0 { shape.dimensions[axis] = 1 }
      let reach = random.chance(0.2) ? 5 : 0  // Indices beyond the ends are held in range.
      let indices = indices(
        from: -reach, to: shape.dimensions[axis] - 1 + reach,
        random.shape(ranks: 0...2, maxCount: 30), &random)
      let dtype = random.anyType()
      return try random.single(
        "gather", .gather(axis: axis), random.tensor(dtype, shape), indices, tolerance: .exact)
    }
  }

  private static var scatterAdd: ConformanceFamily {
    ConformanceFamily("scatterAdd") { random in
      let outer = random.shape(ranks: 0...1, maxCount: 20).dimensions
      let inner = random.shape(ranks: 0...2, maxCount: 40).dimensions
      let extent = random.extent()
      let places = random.shape(ranks: 0...2, maxCount: 50)
      let indices = indices(from: 0, to: extent - 1, places, &random)
      let dtype = random.numberType()
      return try random.single(
        "scatterAdd", .scatterAdd(axis: outer.count, extent: extent), indices,
        random.tensor(dtype, Shape(outer + places.dimensions + inner)),
        tolerance: .sum(of: places.count))
    }
  }

  private static func indices(
    from first: Int, to last: Int, _ shape: Shape, _ random: inout CaseRandom
  ) -> HostTensor {
    let values = (0..<shape.count).map { _ in Double(random.integer(in: first...last)) }
    return random.tensor(random.pick(.int32, .int64), shape, values)
  }
}
