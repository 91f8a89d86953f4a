internal import HoneCore
internal import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Interpreter {
  static func reduce(
    _ function: ReduceOp, _ x: Value, _ reduced: [Int], _ type: TensorType
  ) -> Value {
    let kept = offsets(of: axes(of: x.shape, without: reduced), in: x.shape)
    let members = offsets(of: reduced, in: x.shape)
    switch x.elements {
    case .floats(let x):
      return Value(
        floats: kept.map { base in reduce(function, members.map { x[base + $0] }) }, type: type)
    case .integers(let x):
      return Value(
        integers: kept.map { base in reduce(function, members.map { x[base + $0] }, type.dtype) },
        type: type)
    }
  }

  private static func reduce(_ function: ReduceOp, _ members: [Double]) -> Double {
    switch function {
    case .sum: members.reduce(0, +)
    case .product: members.reduce(1, *)
    case .maximum: members.reduce(-.infinity, larger)
    case .minimum: members.reduce(.infinity, smaller)
    }
  }

  private static func reduce(_ function: ReduceOp, _ members: [Int64], _ dtype: DType) -> Int64 {
    switch function {
    case .sum: members.reduce(0, &+)
    case .product: members.reduce(1, &*)
    case .maximum: members.max() ?? smallest(dtype)
    case .minimum: members.min() ?? largest(dtype)
    }
  }

  private static func smallest(_ dtype: DType) -> Int64 {
    switch dtype {
    case .int64: .min
    case .int32: Int64(Int32.min)
    default: 0
    }
  }

  private static func largest(_ dtype: DType) -> Int64 {
    switch dtype {
    case .int64: .max
    case .int32: Int64(Int32.max)
    case .bool: 1
    default: Int64(UInt8.max)
    }
  }

  static func argReduce(
    _ function: ArgReduceOp, _ x: Value, _ axis: Int, _ type: TensorType
  ) -> Value {
    let kept = offsets(of: axes(of: x.shape, without: [axis]), in: x.shape)
    let members = offsets(of: [axis], in: x.shape)
    let places: [Int64]
    switch x.elements {
    case .floats(let x):
      places = kept.map { base in
        let line = members.map { x[base + $0] }
        if let place = line.firstIndex(where: \.isNaN) { return Int64(place) }
        return firstExtreme(function, line)
      }
    case .integers(let x):
      places = kept.map { base in firstExtreme(function, members.map { x[base + $0] }) }
    }
    return Value(integers: places, type: type)
  }

  /// The place of the first largest or smallest element; 0 if there is none.
  private static func firstExtreme<Number: Comparable>(
    _ function: ArgReduceOp, _ line: [Number]
  ) -> Int64 {
    var best = 0
    for place in line.indices {
      let better = function == .maximum ? line[place] > line[best] : line[place] < line[best]
      if better { best = place }
    }
    return Int64(best)
  }

  static func softmax(_ x: Value, _ axis: Int, _ type: TensorType) -> Value {
    alongAxis(axis, x, type) { line in
      let shift = line.reduce(-.infinity, larger)
      let powers = line.map { exp($0 - shift) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  static func logSoftmax(_ x: Value, _ axis: Int, _ type: TensorType) -> Value {
    alongAxis(axis, x, type) { line in
      let shift = line.reduce(-.infinity, larger)
      let logSum = log(line.reduce(0) { $0 + exp($1 - shift) })
      return line.map { $0 - shift - logSum }
    }
  }

  /// Replaces each line of elements along an axis.
  private static func alongAxis(
    _ axis: Int, _ x: Value, _ type: TensorType, _ body: ([Double]) -> [Double]
  ) -> Value {
    let elements = x.floats
    var result = elements
    let members = offsets(of: [axis], in: x.shape)
    for base in offsets(of: axes(of: x.shape, without: [axis]), in: x.shape) {
      for (place, element) in zip(members, body(members.map { elements[base + $0] })) {
        result[base + place] = element
      }
    }
    return Value(floats: result, type: type)
  }
}
