internal import HoneCore
internal import HoneGraph

extension Interpreter {
  static func gather(_ x: Value, _ indices: Value, _ axis: Int, _ type: TensorType) -> Value {
    guard x.shape.count > 0 else {
      return Value(integers: [Int64](repeating: 0, count: type.shape.count), type: type)
    }
    return x.picking(places(of: indices, axis, in: x.shape), shape: type.shape)
  }

  static func scatterAdd(
    _ indices: Value, _ updates: Value, _ axis: Int, _ type: TensorType
  ) -> Value {
    let places = type.shape.count > 0 ? places(of: indices, axis, in: type.shape) : []
    if case .integers(let updates) = updates.elements {
      var sums = [Int64](repeating: 0, count: type.shape.count)
      for (update, place) in zip(updates, places) { sums[place] &+= update }
      return Value(integers: sums, type: type)
    }
    var sums = [Double](repeating: 0, count: type.shape.count)
    for (update, place) in zip(updates.floats, places) { sums[place] += update }
    return Value(floats: sums, type: type)
  }

  /// For each element of a gathered tensor its offset in `shape`: outer axes, indices, inner axes.
  private static func places(of indices: Value, _ axis: Int, in shape: Shape) -> [Int] {
    let last = shape.dimensions[axis] - 1
    let stride = shape.strides[axis]
    let picked = indices.integers.map { Int(min(max($0, 0), Int64(last))) * stride }
    let outer = offsets(of: Array(0..<axis), in: shape)
    let inner = offsets(of: Array((axis + 1)..<shape.rank), in: shape)
    return outer.flatMap { o in picked.flatMap { p in inner.map { o + p + $0 } } }
  }
}
