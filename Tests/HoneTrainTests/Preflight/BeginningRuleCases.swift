import Hone
import Testing

@testable import HoneTrain

extension RuleCase {
  /// One batch through the untrained model.
  static let beginning = [
    RuleCase(
      "initial-loss",
      bad: .model {
        Dense(64, activation: .relu, kernelInitializer: VarianceScaling(scale: 400))
        Dense(3)
      }),
    RuleCase(
      "signal-variance", bad: deep(VarianceScaling(scale: 0.02)), good: deep(.heNormal)),
    RuleCase(
      "gradient-variance",
      bad: .model {
        for _ in 1...3 { Dense(16, activation: .tanh, kernelInitializer: .orthogonal) }
        Scaled(by: 1e-5)
        Dense(3)
      },
      good: .model {
        for _ in 1...3 { Dense(16, activation: .tanh, kernelInitializer: .orthogonal) }
        Scaled(by: 0.5)
        Dense(3)
      }),
  ]
}

private func deep(_ initializer: any Initializer) -> PlannedTraining {
  .model {
    for _ in 1...6 { Dense(32, activation: .relu, kernelInitializer: initializer) }
    Dense(3)
  }
}

/// A layer that lets signals through, but makes their gradients smaller.
private struct Scaled: Layer {
  let factor: Double
  init(by factor: Double) { self.factor = factor }
  func forward(_ x: Tensor) -> Tensor { x * factor + (x * (1 - factor)).stopGradient() }
}
