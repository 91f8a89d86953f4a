/// Options as one reads them: `.adamW(learningRate: 1e-3).clipped(globalNorm: 1)`. Each returns the
/// optimizer with one option changed; their order doesn't matter, see ``UpdateOptions``.
extension Optimizer {
  /// Holds each element of the gradients in −value … value.
  public func clipped(value: Double) -> Self { with { $0.clipping = .value(value) } }

  /// Holds the Euclidean norm of each weight's gradient at a limit.
  public func clipped(norm: Double) -> Self { with { $0.clipping = .norm(norm) } }

  /// Holds the Euclidean norm of all gradients together at a limit.
  public func clipped(globalNorm: Double) -> Self {
    with { $0.clipping = .globalNorm(globalNorm) }
  }

  /// Holds the gradient of each unit at a share of its weights; see ``Clipping/adaptive(_:)``.
  public func clipped(adaptive share: Double) -> Self { with { $0.clipping = .adaptive(share) } }

  /// Takes the share η · `decay` off the weights at each update.
  ///
  /// - Parameters:
  ///   - decay: the share for a rate of 1.
  ///   - excluding: patterns of weights without decay, such as
  ///     ``WeightPattern/biasesAndNormalization``. Keras decays all weights unless told otherwise.
  public func decayed(_ decay: Double, excluding patterns: [String] = []) -> Self {
    with {
      $0.weightDecay = decay
      $0.excludeFromWeightDecay = patterns
    }
  }

  /// Makes one update of the mean gradient of so many steps.
  public func accumulated(over steps: Int) -> Self {
    with { $0.gradientAccumulationSteps = max(steps, 1) }
  }

  /// Keeps an average of the weights, which they become at the end of training.
  public func averaged(_ averaging: Averaging = .exponential()) -> Self {
    with { $0.averaging = averaging }
  }

  /// Takes the gradient at the worst point within `rho` of the weights (SAM).
  ///
  /// ```text
  /// ŵ = w + rho · g / ‖g‖      the update follows the gradient at ŵ, from w
  /// ```
  ///
  /// A step costs two passes. Metrics, statistics and the reported loss are those of the first.
  ///
  /// Reference: Foret et al., "Sharpness-aware minimization for efficiently improving
  /// generalization", ICLR 2021.
  public func sharpnessAware(rho: Double = 0.05) -> Self { with { $0.sharpness = rho } }

  /// Multiplies the learning rate of some weights, for fine-tuning.
  ///
  /// - Parameters:
  ///   - factor: the factor.
  ///   - patterns: which weights, such as `conv2d_1` or `head/*`; see ``WeightPattern``.
  public func multiplyingRate(by factor: Double, of patterns: String...) -> Self {
    with { options in
      options.learningRateMultipliers += patterns.map { LearningRateMultiplier($0, factor) }
    }
  }

  private func with(_ change: (inout UpdateOptions) -> Void) -> Self {
    var copy = self
    change(&copy.options)
    return copy
  }
}
