internal import HoneCore
internal import HoneGraph

/// What attention layers do alike.
enum AttentionMath {
  /// True where a query may look: up to its own place, `[1, queries, keys]`.
  static func causalMask(_ queries: Int, _ keys: Int) -> Tensor {
    let shape: Shape = [1, queries, keys]
    func iota(_ axis: Int) -> Tensor {
      Tensor.apply(.iota(shape: shape, axis: axis, dtype: .int32), [])[0]
    }
    return iota(1) .>= iota(2)
  }

  /// All masks in one; nil if there is none.
  static func combined(_ masks: [Tensor?]) -> Tensor? {
    let given = masks.compactMap(\.self)
    return given.first.map { given.dropFirst().reduce($0, Tensor.and) }
  }

  /// Softmax over the last axis of what a mask leaves.
  ///
  /// A query that may look nowhere looks everywhere alike.
  static func weights(_ scores: Tensor, mask: Tensor?) -> Tensor {
    guard let mask else { return softmax(scores) }
    return softmax(select(mask, scores, scores.like(-1e9)))
  }

  /// Weights of which a share is dropped while training.
  static func dropped(_ weights: Tensor, rate: Double, seed: Int?) -> Tensor {
    weights.dropped(rate, shape: weights.shape, seed: seed)
  }

  /// A product over matched and summed axes.
  static func product(
    _ a: Tensor, _ b: Tensor, batch: ([Int], [Int]) = ([], []), over: ([Int], [Int])
  ) -> Tensor {
    .apply(
      .dotGeneral(
        DotDimensions(
          lhsBatch: batch.0, rhsBatch: batch.1, lhsContracting: over.0, rhsContracting: over.1)),
      a, b)
  }
}
