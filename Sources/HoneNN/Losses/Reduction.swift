internal import HoneCore
internal import HoneGraph

/// How the losses of a batch's samples become one number, as in Keras.
///
/// With losses lᵢ and weights wᵢ (1 where none are given) of N samples:
///
/// | | value |
/// |---|---|
/// | `sumOverBatchSize` | Σ wᵢ·lᵢ / N |
/// | `meanWithSampleWeight` | Σ wᵢ·lᵢ / Σ wᵢ, 0 if all weights are |
/// | `sum` | Σ wᵢ·lᵢ |
///
/// Weighted losses of PyTorch, such as `CrossEntropyLoss(weight:)`, are `meanWithSampleWeight`: there
/// a batch with many samples of a heavy class makes no larger step.
public enum LossReduction: String, Hashable, Sendable, CaseIterable {
  case sumOverBatchSize, meanWithSampleWeight, sum

  /// The loss of a batch: a scalar.
  ///
  /// - Parameters:
  ///   - losses: one for each sample, `[N]`.
  ///   - weights: factors of the samples, each `[N]`; they multiply.
  func reduce(_ losses: Tensor, weights: [Tensor]) -> Tensor {
    guard !weights.isEmpty, !losses.isPoisoned else {
      return self == .sum ? losses.sum() : losses.mean()
    }
    let weight = weights.map {
      $0.converted(to: losses.dtype).reshaped(to: losses.shape.dimensions)
    }
    .reduce(onesLike(losses)) { $0 * $1 }
    switch self {
    case .sumOverBatchSize: return (losses * weight).mean()
    case .sum: return (losses * weight).sum()
    case .meanWithSampleWeight:
      let total = weight.sum()
      let isNone = total .== 0
      return select(isNone, total.like(0), (losses * weight).sum())
        / select(isNone, total.like(1), total)
    }
  }
}
