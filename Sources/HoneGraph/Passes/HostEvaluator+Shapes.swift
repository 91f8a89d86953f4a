internal import HoneCore

extension HostEvaluator {
  /// The result of a change of shape, or nil if the operation isn't one.
  static func reshaped(_ op: Op, _ x: HostTensor, _ shape: Shape) -> HostTensor? {
    let strides = x.shape.strides
    switch op {
    case .reshape: return pick(from: [x], shape) { (0, $0) }
    case .broadcast:
      let added = shape.rank - x.shape.rank
      let steps = shape.dimensions.indices.map { axis in
        axis < added || x.shape.dimensions[axis - added] == 1 ? 0 : strides[axis - added]
      }
      return walk(x, shape, start: 0, steps)
    case .transpose(let permutation):
      return walk(x, shape, start: 0, permutation.map { strides[$0] })
    case .slice(let starts, _, let every):
      let start = zip(starts, strides).map { $0 * $1 }.reduce(0, +)
      return walk(x, shape, start: start, zip(every, strides).map { $0 * $1 })
    default: return nil
    }
  }

  /// The tensor whose element at `index` is the element of `x` at `start + Σ indexₐ · stepsₐ`.
  private static func walk(
    _ x: HostTensor, _ shape: Shape, start: Int, _ steps: [Int]
  ) -> HostTensor {
    let extents = shape.dimensions
    var index = [Int](repeating: 0, count: shape.rank)
    var offset = start
    return pick(from: [x], shape) { _ in
      let result = offset
      var axis = shape.rank - 1
      while axis >= 0 {  // Counts the index up by one.
        index[axis] += 1
        offset += steps[axis]
        if index[axis] < extents[axis] { break }
        offset -= extents[axis] * steps[axis]
        index[axis] = 0
        axis -= 1
      }
      return (0, result)
    }
  }

  /// Copies elements: the closure says for each place from which tensor and place, in order.
  static func pick(
    from sources: [HostTensor], _ shape: Shape, _ place: (Int) -> (source: Int, index: Int)
  ) -> HostTensor {
    let size = sources[0].dtype.byteCount
    return HostTensor(shape: shape, dtype: sources[0].dtype) { destination in
      for target in 0..<shape.count {
        let (source, index) = place(target)
        sources[source].withUnsafeBytes { bytes in
          for byte in 0..<size { destination[target * size + byte] = bytes[index * size + byte] }
        }
      }
    }
  }
}
