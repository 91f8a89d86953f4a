internal import HoneCore
internal import HoneGraph

extension Interpreter {
  static func iota(axis: Int, _ type: TensorType) -> Value {
    let line = (0..<type.shape.dimensions[axis]).map { Int64($0) }
    var strides = [Int](repeating: 0, count: type.shape.rank)
    strides[axis] = 1
    let places = offsets(type.shape.dimensions, strides: strides)
    return Value(integers: places.map { line[$0] }, type: type)
  }

  static func random(
    _ distribution: RandomDistribution, _ stream: UInt64, seed: Value, step: Value,
    _ type: TensorType
  ) -> Value {
    let key = RandomKey(seed: UInt64(bitPattern: seed.integers[0])).folding(stream)
      .folding(UInt64(bitPattern: step.integers[0]))
    let draws = (0..<UInt64(type.shape.count)).map { index -> Double in
      switch distribution {
      case .uniform(let low, let high):
        let (low, high) = (Float(low), Float(high))
        return Double(low + (high - low) * key.uniform(at: index))
      case .normal(let mean, let deviation):
        return mean + deviation * key.normal(at: index)
      case .bernoulli(let probability):
        return key.uniform(at: index) < Float(probability) ? 1 : 0
      }
    }
    return Value(floats: draws, type: type)
  }
}
