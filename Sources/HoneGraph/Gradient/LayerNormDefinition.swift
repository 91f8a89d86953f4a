internal import HoneCore

/// Layer normalization in terms of elementwise operations and reductions.
///
/// `y = γ · (x − μ) / √(σ² + ε) + β`, μ and σ² (biased) over the axes from `axis` on.
///
/// Reference: Ba, Kiros and Hinton, "Layer normalization", 2016.
package enum LayerNormDefinition {
  /// The outputs of a layer-norm operation by its definition.
  package static func outputs(_ op: Op, _ inputs: [Tensor]) -> [Tensor] {
    switch op {
    case .layerNorm(let axis, let epsilon): forward(inputs, axis, epsilon)
    case .layerNormGradient(let axis, let epsilon): gradient(inputs, axis, epsilon)
    default: inputs
    }
  }

  private static func forward(_ inputs: [Tensor], _ axis: Int, _ epsilon: Double) -> [Tensor] {
    let x = inputs[0]
    let axes = Array(axis..<x.rank)
    let mean = x.mean(axes: axes)
    let centered = x - before(mean, x)
    let variance = square(centered).mean(axes: axes)
    let y = centered * before(rsqrt(variance + epsilon), x) * inputs[1] + inputs[2]
    return [y, mean, variance]
  }

  /// With x̂ = (x − μ) / √(σ² + ε) and h = γ · g: dβ = Σ g, dγ = Σ g · x̂,
  /// dx = (h − mean h − x̂ · mean(h · x̂)) / √(σ² + ε).
  private static func gradient(_ inputs: [Tensor], _ axis: Int, _ epsilon: Double) -> [Tensor] {
    let (x, mean, variance, g) = (inputs[0], inputs[2], inputs[3], inputs[4])
    let (axes, outer) = (Array(axis..<x.rank), Array(0..<axis))
    let inverse = before(rsqrt(variance + epsilon), x)
    let normal = (x - before(mean, x)) * inverse
    let h = g * inputs[1]
    let rest =
      h.mean(axes: axes, keepDimensions: true) + normal
      * (h * normal).mean(axes: axes, keepDimensions: true)
    return [(h - rest) * inverse, (g * normal).sum(axes: outer), g.sum(axes: outer)]
  }

  /// Statistics with axes of extent 1 for those that they were taken over.
  private static func before(_ statistics: Tensor, _ x: Tensor) -> Tensor {
    let missing = [Int](repeating: 1, count: x.rank - statistics.rank)
    return statistics.reshaped(to: statistics.shape.dimensions + missing)
  }
}
