internal import HoneCore
package import HoneGraph

/// Mean and biased variance of each channel over a batch.
package struct BatchMoments {
  package let mean: Tensor
  package let variance: Tensor
  /// The number of elements of a channel.
  package let count: Tensor

  /// The moments over all elements, or over those that the tensor's mask leaves.
  package init(_ x: Tensor, axis: Int) {
    if let masked = BatchMoments(masked: x, axis: axis) {
      self = masked
      return
    }
    let ones = Tensor(1, dtype: x.dtype).broadcast(to: [x.shape[axis]])
    let results = Tensor.apply(
      .batchNormTraining(axis: axis, epsilon: 1), [x, ones, zerosLike(ones)])
    (mean, variance) = results.count == 3 ? (results[1], results[2]) : (ones, ones)
    count = x.like(Double(x.shape.count / max(x.shape[axis], 1)))
  }

  /// The moments over the elements that a mask leaves; nil without a mask over all axes but the
  /// last, which must be the channels.
  init?(masked x: Tensor, axis: Int) {
    guard let mask = x.mask, mask.rank == x.rank - 1, axis == x.rank - 1 else { return nil }
    let axes = Array(0..<axis)
    let counts = mask.expandingDimension(at: axis)
    count = mask.converted(to: x.dtype).sum()
    // Keras's guard for a batch of which nothing is left.
    let divisor = count + 1e-7
    let mean = select(counts, x, zerosLike(x)).sum(axes: axes) / divisor
    let squares = square(x - mean)
    variance = select(counts, squares, zerosLike(x)).sum(axes: axes) / divisor
    self.mean = mean
  }
}
