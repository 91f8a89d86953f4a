public import HoneCore

extension Tensor {
  /// The same elements under another shape; one extent may be −1 and is computed.
  public func reshaped(to shape: [Int]) -> Tensor { Tensor.apply(.reshape(Shape(shape)), self) }

  /// Reordered axes; by default reversed.
  public func transposed(_ permutation: [Int]? = nil) -> Tensor {
    Tensor.apply(.transpose((permutation ?? Array((0..<rank).reversed())).map(axis)), self)
  }

  /// Repetition to a larger shape, by NumPy's rule.
  public func broadcast(to shape: Shape) -> Tensor {
    shape == self.shape ? self : Tensor.apply(.broadcast(shape), self)
  }

  /// The elements as another type; floats become whole numbers by cutting towards zero.
  public func converted(to dtype: DType) -> Tensor {
    dtype == self.dtype ? self : Tensor.apply(.convert(dtype), self)
  }

  /// The tensor as a constant for differentiation.
  public func stopGradient() -> Tensor { Tensor.apply(.stopGradient, self) }

  /// A new axis of extent 1.
  public func expandingDimension(at axis: Int) -> Tensor {
    var dimensions = shape.dimensions
    dimensions.insert(1, at: Swift.min(Swift.max(axis < 0 ? axis + rank + 1 : axis, 0), rank))
    return reshaped(to: dimensions)
  }

  /// Elements `start ..< limit` along an axis.
  public func sliced(_ range: Range<Int>, axis: Int, stride: Int = 1) -> Tensor {
    let index = self.axis(axis)
    var starts = [Int](repeating: 0, count: rank)
    var limits = shape.dimensions
    var strides = [Int](repeating: 1, count: rank)
    if starts.indices.contains(index) {
      (starts[index], limits[index], strides[index]) = (range.lowerBound, range.upperBound, stride)
    }
    return Tensor.apply(.slice(starts: starts, limits: limits, strides: strides), self)
  }

  /// Padding with a value: a pair of counts for each axis.
  public func padded(_ edges: [EdgePadding], value: Double = 0) -> Tensor {
    Tensor.apply(
      .pad(
        low: edges.map(\.low), high: edges.map(\.high), interior: edges.map { _ in 0 }, value: value
      ), self)
  }

  /// The slices at the given places of an axis.
  public func gathered(at indices: Tensor, axis: Int = 0) -> Tensor {
    Tensor.apply(.gather(axis: self.axis(axis)), self, indices)
  }

  /// 1 where the index along a new last axis equals the element, else 0.
  public func oneHot(depth: Int, dtype: DType = .float32) -> Tensor {
    let index = Tensor.apply(.iota(shape: [depth], axis: 0, dtype: self.dtype), [])[0]
    return (expandingDimension(at: -1) .== index).converted(to: dtype)
  }
}

/// Reductions: over all axes, or over those given; with `keepDimensions` they stay with extent 1.
extension Tensor {
  public func sum(axes: [Int]? = nil, keepDimensions: Bool = false) -> Tensor {
    reduced(.sum, axes, keepDimensions)
  }

  public func max(axes: [Int]? = nil, keepDimensions: Bool = false) -> Tensor {
    reduced(.maximum, axes, keepDimensions)
  }

  public func min(axes: [Int]? = nil, keepDimensions: Bool = false) -> Tensor {
    reduced(.minimum, axes, keepDimensions)
  }

  public func product(axes: [Int]? = nil, keepDimensions: Bool = false) -> Tensor {
    reduced(.product, axes, keepDimensions)
  }

  public func mean(axes: [Int]? = nil, keepDimensions: Bool = false) -> Tensor {
    let mean = { @Sendable (x: Tensor) -> Tensor in
      let resolved = x.axes(axes)
      let count = resolved.map { x.shape[$0] }.reduce(1, *)
      return x.sum(axes: resolved, keepDimensions: keepDimensions) / Double(Swift.max(count, 1))
    }
    if self.axes(axes).allSatisfy({ shape[$0] >= 0 }) { return mean(self) }
    return Tensor.deferring([self]) { [mean($0[0])] }[0]
  }

  /// The index (int32) of the first largest element along an axis.
  public func argMax(axis: Int = -1) -> Tensor {
    Tensor.apply(.argReduce(.maximum, axis: self.axis(axis)), self)
  }

  /// The index (int32) of the first smallest element along an axis.
  public func argMin(axis: Int = -1) -> Tensor {
    Tensor.apply(.argReduce(.minimum, axis: self.axis(axis)), self)
  }

  private func axes(_ axes: [Int]?) -> [Int] { axes?.map(axis) ?? Array(0..<rank) }

  private func reduced(_ op: ReduceOp, _ axes: [Int]?, _ keepDimensions: Bool) -> Tensor {
    let resolved = self.axes(axes)
    let result = Tensor.apply(.reduce(op, axes: resolved), self)
    guard keepDimensions, !result.isPoisoned else { return result }
    return result.reshaped(
      to: shape.dimensions.enumerated().map { resolved.contains($0.offset) ? 1 : $0.element })
  }
}
