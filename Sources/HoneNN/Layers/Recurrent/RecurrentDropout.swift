internal import HoneCore
internal import HoneGraph

/// Dropout within recurrent layers: what is dropped stays dropped over all steps of a sequence, and
/// is drawn anew at each call.
///
/// As in Keras one draw serves all gates, but with recurrent dropout each gate has its own.
///
/// Reference: Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent
/// neural networks", NeurIPS 2016.
enum RecurrentDropout {
  /// Factors 0 and 1 / (1 − rate) by which tensors of a shape are multiplied; none if nothing is
  /// dropped.
  static func factors(
    _ x: Tensor, _ shape: Shape, rate: Double, count: Int, seed: Int?
  ) -> [Tensor] {
    guard x.isTraining, rate > 0, let trace = x.trace else { return [] }
    return (0..<count).map { _ in
      let keep = trace.random(
        .bernoulli(probability: 1 - rate), shape: shape, dtype: .bool, seed: seed)
      return keep.converted(to: x.dtype) * (1 / (1 - rate))
    }
  }

  /// `x·kernel`, each of `count` groups of columns from features with a draw of its own.
  static func product(
    _ x: Tensor, _ kernel: Tensor, rate: Double, count: Int, seed: Int?
  ) -> Tensor {
    let factors = factors(x, [x.shape[0], 1, x.shape[2]], rate: rate, count: count, seed: seed)
    return RecurrentDefinition.product(x, kernel, factors)
  }
}
