package import HoneGraph

/// How gradients are kept from being too large (T4, T145).
///
/// | case | gradient g of weight w |
/// |---|---|
/// | `.value(c)` | each element held in −c … c |
/// | `.norm(c)` | g · c / max(‖g‖, c), each weight by itself |
/// | `.globalNorm(c)` | g · min(1, c / ‖all gradients‖) |
/// | `.adaptive(λ)` | each unit's g · min(1, λ · max(‖w‖, 1e-3) / ‖g‖) |
///
/// A unit of a kernel is what leads to one output: all axes but the last; a vector is one unit.
///
/// References: Pascanu et al., "On the difficulty of training recurrent neural networks", ICML 2013;
/// Brock et al., "High-performance large-scale image recognition without normalization", ICML 2021
/// (adaptive; the paper leaves out the last layer, which here takes part).
public enum Clipping: Hashable, Sendable {
  /// Holds each element in −limit … limit.
  case value(Double)
  /// Holds the Euclidean norm of each weight's gradient at a limit.
  case norm(Double)
  /// Holds the Euclidean norm of all gradients together at a limit.
  case globalNorm(Double)
  /// Holds the norm of each unit's gradient at a share of the norm of the unit's weights.
  case adaptive(Double)

  /// The gradients, clipped.
  package func callAsFunction(_ gradients: [Tensor], weights: [Tensor]) -> [Tensor] {
    switch self {
    case .value(let limit):
      return gradients.map { minimum(maximum($0, -limit), limit) }
    case .norm(let limit):
      return gradients.map { $0 * (limit / maximum(norm($0), limit)) }
    case .globalNorm(let limit):
      guard let norm = Self.globalNorm(gradients) else { return gradients }
      let scale = limit / maximum(norm, limit)
      return gradients.map { $0 * scale }
    case .adaptive(let share):
      return zip(gradients, weights).map { gradient, weight in
        let axes = gradient.rank < 2 ? nil : Array(0..<gradient.rank - 1)
        let limit = maximum(norm(weight, axes), 1e-3) * share
        return gradient * (limit / maximum(norm(gradient, axes), limit))
      }
    }
  }

  /// The Euclidean norm of all tensors together; nil for none.
  package static func globalNorm(_ tensors: [Tensor]) -> Tensor? {
    var total: Tensor?
    for tensor in tensors where !tensor.isPoisoned {
      let squares = square(tensor).sum()
      total = total.map { $0 + squares } ?? squares
    }
    return total.map { sqrt($0) }
  }

  private func norm(_ x: Tensor, _ axes: [Int]? = nil) -> Tensor {
    sqrt(square(x).sum(axes: axes, keepDimensions: axes != nil))
  }
}
