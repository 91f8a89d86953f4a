internal import HoneCore

extension VectorJacobian {
  /// Sums over the axes that a broadcast repeated.
  static func unbroadcast(_ g: Tensor, to shape: Shape) -> Tensor {
    let extra = g.rank - shape.rank
    let axes = (0..<g.rank).filter { axis in
      axis < extra || (shape[axis - extra] == 1 && g.shape[axis] != 1)
    }
    return axes.isEmpty ? g : g.sum(axes: axes).reshaped(to: shape.dimensions)
  }

  static func slice(
    _ a: Application, _ starts: [Int], _ limits: [Int], _ strides: [Int]
  ) -> Tensor {
    let shape = a.x.shape.dimensions
    let reached = shape.indices.map { axis in
      let count = a.y.shape[axis]
      return count == 0 ? starts[axis] : starts[axis] + (count - 1) * strides[axis] + 1
    }
    return .apply(
      .pad(
        low: starts, high: shape.indices.map { shape[$0] - reached[$0] },
        interior: strides.map { $0 - 1 }, value: 0), a.g)
  }

  static func pad(_ a: Application, _ low: [Int], _ interior: [Int]) -> Tensor {
    let shape = a.x.shape.dimensions
    let strides = interior.map { $0 + 1 }
    let limits = shape.indices.map { axis in
      shape[axis] == 0 ? low[axis] : low[axis] + (shape[axis] - 1) * strides[axis] + 1
    }
    return .apply(.slice(starts: low, limits: limits, strides: strides), a.g)
  }

  static func concatenate(_ a: Application, _ axis: Int) -> [Tensor?] {
    var start = 0
    return a.inputs.map { input in
      defer { start += input.shape[axis] }
      return a.g.sliced(start..<start + input.shape[axis], axis: axis)
    }
  }

  static func gather(_ a: Application, _ axis: Int) -> Tensor {
    let indices = a.inputs[1]
    let extent = a.x.shape[axis]
    // Gathering holds indices in range, and so must its transpose.
    let last = indices.like(Double(Swift.max(extent - 1, 0)))
    let held = minimum(maximum(indices, 0), last)
    return .apply(.scatterAdd(axis: axis, extent: extent), held, a.g)
  }
}
