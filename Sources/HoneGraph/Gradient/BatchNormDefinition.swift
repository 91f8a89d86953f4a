internal import HoneCore

/// Batch normalization in terms of elementwise operations and reductions.
///
/// `y = γ · (x − μ) / √(σ² + ε) + β`; in training μ and σ² (biased) are the batch's, per channel.
///
/// Reference: Ioffe and Szegedy, "Batch normalization", ICML 2015.
package enum BatchNormDefinition {
  /// The outputs of a batch-norm operation by its definition.
  package static func outputs(_ op: Op, _ inputs: [Tensor]) -> [Tensor] {
    switch op {
    case .batchNormTraining(let axis, let epsilon):
      let (mean, variance) = statistics(inputs[0], axis)
      let y = normalized(inputs[0], inputs[1], inputs[2], mean, variance, axis, epsilon)
      return [y, mean, variance]
    case .batchNormInference(let axis, let epsilon):
      return [
        normalized(inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], axis, epsilon)
      ]
    case .batchNormGradient(let axis, let epsilon): return gradient(inputs, axis, epsilon)
    default: return inputs
    }
  }

  private static func statistics(_ x: Tensor, _ axis: Int) -> (mean: Tensor, variance: Tensor) {
    let axes = (0..<x.rank).filter { $0 != axis }
    let mean = x.mean(axes: axes)
    let variance = square(x - along(mean, axis, x)).mean(axes: axes)
    return (mean, variance)
  }

  private static func normalized(
    _ x: Tensor, _ gamma: Tensor, _ beta: Tensor, _ mean: Tensor, _ variance: Tensor, _ axis: Int,
    _ epsilon: Double
  ) -> Tensor {
    let factor = rsqrt(variance + epsilon) * gamma
    return (x - along(mean, axis, x)) * along(factor, axis, x) + along(beta, axis, x)
  }

  /// dβ = Σ g, dγ = Σ g·x̂, dx = γ/√(σ²+ε) · (g − dβ/n − x̂·dγ/n).
  private static func gradient(_ inputs: [Tensor], _ axis: Int, _ epsilon: Double) -> [Tensor] {
    let (x, gamma, mean, variance, g) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
    let axes = (0..<x.rank).filter { $0 != axis }
    let count = Double(max(axes.map { x.shape[$0] }.reduce(1, *), 1))
    let inverse = rsqrt(variance + epsilon)
    let centred = (x - along(mean, axis, x)) * along(inverse, axis, x)
    let dBeta = g.sum(axes: axes)
    let dGamma = (g * centred).sum(axes: axes)
    let rest = along(dBeta / count, axis, x) + centred * along(dGamma / count, axis, x)
    return [(g - rest) * along(inverse * gamma, axis, x), dGamma, dBeta]
  }

  /// A vector laid along an axis of `x`.
  private static func along(_ vector: Tensor, _ axis: Int, _ x: Tensor) -> Tensor {
    var dimensions = [Int](repeating: 1, count: x.rank)
    dimensions[axis] = x.shape[axis]
    return vector.reshaped(to: dimensions)
  }
}
