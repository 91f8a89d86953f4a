import Hone
import Testing

@testable import HoneTrain

extension RuleCase {
  /// Layers and how they follow one another.
  static let model = [
    RuleCase(
      "saturating-hidden",
      bad: .model {
        Dense(8, activation: .sigmoid)
        Dense(3)
      },
      good: .model {
        Dense(8, activation: .tanh)
        Dense(3)
      }),
    RuleCase(
      "saturating-hidden",
      bad: .model {
        Dense(8)
        Softmax()
        Dropout(0.2)
        Dense(3)
      }),
    RuleCase(
      "linear-stack",
      bad: .model {
        Dense(8)
        Dropout(0.2)
        Dense(3)
      },
      good: .model {
        Dense(2)  // narrower than what it reads and what it feeds: a bottleneck
        Dense(3)
      }),
    RuleCase(
      "linear-stack",
      bad: .images {
        Conv2D(4, kernelSize: 3)
        Flatten()
        Dense(3)
      },
      good: .images {
        Conv2D(4, kernelSize: 3)
        MaxPooling2D(2)
        Flatten()
        Dense(3)
      }),
    RuleCase(
      "convolution-order", .note,
      bad: .images {
        Conv2D(4, kernelSize: 3)
        MaxPooling2D(2)
        ReLU()
        Flatten()
        Dense(3)
      },
      good: .images {
        Conv2D(4, kernelSize: 3)
        ReLU()
        MaxPooling2D(2)
        Flatten()
        Dense(3)
      }),
    RuleCase(
      "flatten-channels", .note,
      bad: .images {
        Conv2D(512, kernelSize: 3, strides: 4, activation: .relu)
        Flatten()
        Dense(3)
      },
      good: .images {
        Conv2D(512, kernelSize: 3, strides: 4, activation: .relu)
        GlobalAveragePooling2D()
        Dense(3)
      }),
    RuleCase(
      "batch-normalization-order",
      bad: .model {
        Dense(8, activation: .relu)
        BatchNormalization()
        Dense(3)
      },
      good: .model {
        Dense(8)
        BatchNormalization()
        ReLU()
        Dense(3)
      }),
    RuleCase(
      "batch-normalization-small-batch", bad: normalized.with { $0.batchSize = 2 }, good: normalized
    ),
    RuleCase(
      "batch-normalization-last-batch", .note, bad: normalized.with { $0.batchSize = 59 },
      good: normalized),
    RuleCase("dropout-rate", bad: dropping(0.7), good: dropping(0.5)),
    RuleCase("dropout-rate", bad: dropping(0.05), good: dropping(0)),
    RuleCase(
      "initializer-activation",
      bad: .model {
        Dense(8, activation: .tanh, kernelInitializer: .heNormal)
        Dense(3)
      },
      good: .model {
        Dense(8, activation: .tanh, kernelInitializer: .glorotUniform)
        Dense(3)
      }),
    RuleCase(
      "initializer-activation",
      bad: .model {
        Dense(8, activation: .selu)
        Dense(3)
      },
      good: .model {
        Dense(8, activation: .selu, kernelInitializer: .lecunNormal)
        Dense(3)
      }),
    RuleCase(
      "initializer-activation", .note,
      bad: .model {
        Dense(8, kernelInitializer: .glorotNormal)
        LeakyReLU()
        Dense(3)
      },
      good: .model {
        Dense(8, kernelInitializer: .heUniform)
        LeakyReLU()
        Dense(3)
      }),
    RuleCase(
      "fixed-deviation",
      bad: .model {
        Dense(512, activation: .relu, kernelInitializer: .heNormal)
        Dense(3, kernelInitializer: .randomNormal(stddev: 1))
      },
      good: .model {
        Dense(512, activation: .relu, kernelInitializer: .heNormal)
        Dense(3, kernelInitializer: .randomNormal(stddev: 0.05))
      }),
    RuleCase(
      "fixed-deviation",
      bad: .model {
        Dense(8, activation: .tanh, kernelInitializer: .truncatedNormal(stddev: 0.001))
        Dense(3)
      },
      good: .model {
        Dense(8, kernelInitializer: .truncatedNormal(stddev: 0.001))
        BatchNormalization()
        ReLU()
        Dense(3)
      }),
    RuleCase(
      "parameters-per-sample",
      bad: .model {
        Dense(20_000, activation: .relu, kernelInitializer: .heNormal)
        Dense(3)
      }),
    RuleCase(
      "memory", bad: heavy.with { $0.machineMemory = 220_000_000 },
      good: heavy),
    RuleCase("memory", .error, bad: heavy.with { $0.machineMemory = 8 << 20 }, good: heavy),
    RuleCase(
      "unreached-parameter",
      bad: .model {
        Stopped()
        Dense(3)
      },
      good: .model {
        Stopped(stops: false)
        Dense(3)
      }),
  ]
}

private let normalized = PlannedTraining.model {
  Dense(8)
  BatchNormalization()
  ReLU()
  Dense(3)
}

private func dropping(_ rate: Double) -> PlannedTraining {
  .model {
    Dense(8, activation: .relu)
    Dropout(rate)
    Dense(3)
  }
}

/// Large activations.
private let heavy = PlannedTraining(
  layers: {
    [
      Conv2D(64, kernelSize: 3, padding: .same, activation: .relu),
      Conv2D(64, kernelSize: 3, padding: .same, activation: .relu),
      GlobalAveragePooling2D(), Dense(3),
    ] as [any Layer]
  }, data: { try PlannedTraining.rows(64, [64, 64, 1]) }, batchSize: 64)

/// A layer with a weight that no gradient reaches.
private struct Stopped: Layer {
  let identity = LayerIdentity()
  var stops = true
  func forward(_ x: Tensor) -> Tensor {
    let weight = x.weight("factor", shape: [x.shape[-1]], initializer: Ones())
    return x * (stops ? weight.stopGradient() : weight)
  }
}
