internal import HoneCore
internal import HoneGraph

extension Interpreter {
  static func broadcast(_ x: Value, to shape: Shape) -> Value {
    let missing = shape.rank - x.shape.rank
    let strides = x.shape.strides
    let steps = (0..<shape.rank).map { axis -> Int in
      let source = axis - missing
      return source < 0 || x.shape.dimensions[source] == 1 ? 0 : strides[source]
    }
    return x.picking(offsets(shape.dimensions, strides: steps), shape: shape)
  }

  static func transpose(_ x: Value, _ permutation: [Int]) -> Value {
    x.picking(
      offsets(of: permutation, in: x.shape),
      shape: Shape(permutation.map { x.shape.dimensions[$0] }))
  }

  static func slice(_ x: Value, _ starts: [Int], _ steps: [Int], _ type: TensorType) -> Value {
    let strides = x.shape.strides
    let start = zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
    let places = offsets(
      type.shape.dimensions, strides: zip(strides, steps).map { $0 * $1 }, start: start)
    return x.picking(places, shape: type.shape)
  }

  static func pad(
    _ x: Value, _ low: [Int], _ interior: [Int], _ value: Double, _ type: TensorType
  ) -> Value {
    let strides = type.shape.strides
    let start = zip(low, strides).reduce(0) { $0 + $1.0 * $1.1 }
    let places = offsets(
      x.shape.dimensions, strides: zip(strides, interior).map { $0 * ($1 + 1) }, start: start)
    let filler = Value(floats: [value], type: TensorType(type.dtype, []))
    return placing([(x, places)], into: filler, type)
  }

  static func concatenate(_ operands: [Value], _ axis: Int, _ type: TensorType) -> Value {
    let strides = type.shape.strides
    var parts: [(Value, [Int])] = []
    var position = 0
    for operand in operands {
      let places = offsets(
        operand.shape.dimensions, strides: strides, start: position * strides[axis])
      parts.append((operand, places))
      position += operand.shape.dimensions[axis]
    }
    return placing(parts, into: Value(integers: [0], type: TensorType(type.dtype, [])), type)
  }

  /// The scalar `filler` repeated, with the elements of each part at its places.
  private static func placing(
    _ parts: [(Value, [Int])], into filler: Value, _ type: TensorType
  ) -> Value {
    if case .integers(let filler) = filler.elements {
      var result = [Int64](repeating: filler[0], count: type.shape.count)
      for (part, places) in parts {
        for (element, place) in zip(part.integers, places) { result[place] = element }
      }
      return Value(integers: result, type: type)
    }
    var result = [Double](repeating: filler.floats[0], count: type.shape.count)
    for (part, places) in parts {
      for (element, place) in zip(part.floats, places) { result[place] = element }
    }
    return Value(floats: result, type: type)
  }
}
