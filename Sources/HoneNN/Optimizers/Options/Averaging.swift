/// An average of the weights over the updates, kept beside them at `optimizer/<weight>/average`.
///
/// The average moves towards the new weights by a share κ: `a ← a + κ · (w − a)`.
///
/// | case | κ at update t, from 1 |
/// |---|---|
/// | `.exponential(momentum: μ)` | 1 at the first update, then 1 − μ |
/// | `.stochastic(start: s, frequency: f)` | 1/n at the n-th of the updates s, s + f, s + 2f …, else 0 |
///
/// When `fit` ends without an interrupt, the average becomes the weights, as in Keras; until then
/// validation sees the weights as they are. After it, running statistics of batch normalizations
/// still belong to the last weights: recompute them over the training data.
///
/// References: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992;
/// Izmailov et al., "Averaging weights leads to wider optima and better generalization", UAI 2018.
public enum Averaging: Hashable, Sendable {
  /// Exponential: `momentum` is the share of the average that stays. With `overwriteFrequency` n,
  /// the weights become the average after every n-th update.
  case exponential(momentum: Double = 0.99, overwriteFrequency: Int? = nil)
  /// The plain mean of the weights after update `start` and every `frequency` updates from there.
  case stochastic(start: Int, frequency: Int = 1)

  /// The share by which the average moves.
  ///
  /// - Parameters:
  ///   - iteration: the number of the update, from 1.
  ///   - isUpdate: whether the step is one; else it only accumulates gradients.
  func rate(iteration: Int, isUpdate: Bool) -> Double {
    switch self {
    case .exponential(let momentum, _): return iteration == 1 ? 1 : 1 - momentum
    case .stochastic(let start, let frequency):
      let since = iteration - max(start, 1)
      guard isUpdate, since >= 0, since % max(frequency, 1) == 0 else { return 0 }
      return 1 / Double(since / max(frequency, 1) + 1)
    }
  }

  /// Whether the weights become the average at update `iteration`.
  func overwrites(iteration: Int) -> Bool {
    overwriteFrequency.map { iteration % max($0, 1) == 0 } ?? false
  }

  /// After how many updates the weights become the average; nil for only at the end.
  package var overwriteFrequency: Int? {
    if case .exponential(_, let frequency) = self { frequency } else { nil }
  }

  /// Whether there is an average after so many updates.
  package func isReady(after updates: Int) -> Bool {
    switch self {
    case .exponential: updates > 0
    case .stochastic(let start, _): updates >= max(start, 1)
    }
  }
}
