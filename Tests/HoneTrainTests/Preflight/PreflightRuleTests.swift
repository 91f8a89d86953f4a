import Foundation
import Hone
import Testing

@testable import HoneTrain

/// Each rule has a training that it finds something in, and a like one in which it doesn't.
struct PreflightRuleTests {
  static let cases = modelCases + outputCases + dataCases + planCases + beginningCases

  @Test(arguments: cases)
  func isFoundWhereItIsAndNowhereElse(_ test: RuleCase) async throws {
    // Only this engine tells its memory.
    let engine = test.rule == "memory" ? try backend("cpu") : reference
    let bad = try await test.bad.findings(on: engine)
    let found = bad.filter { $0.rule == test.rule && $0.severity == test.severity }
    #expect(found.count == 1, "all: \(bad)")
    #expect(found.allSatisfy { !$0.place.isEmpty && !$0.message.isEmpty && !$0.help.isEmpty })
    let others = bad.filter { $0.severity > .note && $0.rule != test.rule }
    #expect(others == [], "nothing else is wrong")
    let good = try await test.good.findings(on: engine)
    #expect(good.filter { $0.severity > .note || $0.rule == test.rule } == [])
  }

  @Test func everyRuleHasACase() {
    let tested = Set(Self.cases.map(\.rule)).union(Preflight.rulesOfTransforms)
    #expect(tested.sorted() == Preflight.rules.sorted())
  }

  @Test func everyRuleIsDocumented() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../..")
    let page = try String(
      contentsOf: root.appendingPathComponent("Sources/Hone/Hone.docc/Preflight.md"),
      encoding: .utf8)
    let rows = page.split(separator: "\n").compactMap { line in
      line.hasPrefix("| `") ? String(line.dropFirst(3).prefix { $0 != "`" }) : nil
    }
    #expect(Set(rows).sorted() == Preflight.rules.sorted())
  }
}

/// Layers and how they follow one another.
private let modelCases = [
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
    "batch-normalization-small-batch", bad: normalized.with { $0.batchSize = 2 }, good: normalized),
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

/// The last layer and the loss.
private let outputCases = [
  RuleCase(
    "probabilities-as-logits", .error,
    bad: .model {
      Dense(8, activation: .relu)
      Dense(3, activation: .softmax)
    }),
  RuleCase(
    "probabilities-as-logits", .error,
    bad: .amounts(.binaryCrossentropy(fromLogits: true), layers: binary(.sigmoid)) {
      Float($0 % 2)
    },
    good: .amounts(.binaryCrossentropy(fromLogits: true), layers: binary(nil)) { Float($0 % 2) }),
  RuleCase(
    "logits-as-probabilities", .error,
    bad: PlannedTraining(loss: .sparseCategoricalCrossentropy()),
    good: PlannedTraining(
      layers: { [Dense(8, activation: .relu), Dense(3), Softmax()] },
      loss: .sparseCategoricalCrossentropy())),
  RuleCase(
    "logits-as-probabilities", .error,
    bad: .amounts(.binaryCrossentropy(), layers: binary(.tanh)) { Float($0 % 2) },
    good: .amounts(.binaryCrossentropy(), layers: binary(.sigmoid)) { Float($0 % 2) }),
  RuleCase(
    "relu-into-probabilities", .error,
    bad: .amounts(.binaryCrossentropy(), layers: binary(.relu)) { Float($0 % 2) },
    good: .amounts(.binaryCrossentropy(), layers: binary(.sigmoid)) { Float($0 % 2) }),
  RuleCase(
    "one-unit-softmax", .error,
    bad: .amounts(.binaryCrossentropy(), layers: binary(.softmax)) { Float($0 % 2) },
    good: .amounts(.binaryCrossentropy(), layers: binary(.sigmoid)) { Float($0 % 2) }),
  RuleCase(
    "regression-loss-on-classes",
    bad: PlannedTraining(
      layers: { [Dense(8, activation: .relu), Dense(1)] }, loss: .meanSquaredError, metrics: []),
    good: .amounts { Float($0 % 7) / 3 - 1 }),
  RuleCase(
    "regression-loss-on-classes",
    bad: .amounts(.meanSquaredError, width: 3, layers: wide3) { $0 / 3 % 3 == $0 % 3 ? 1 : 0 },
    good: .amounts(.meanSquaredError, width: 3, layers: wide3) { Float($0 % 5) - 2 }),
  RuleCase(
    "output-width",
    bad: .model {
      Dense(8, activation: .relu)
      Dense(30)
    }),
  RuleCase(
    "output-width", .error,
    bad: PlannedTraining(data: { try PlannedTraining.rows(60, names: ["a", "b", "c", "d"]) }),
    good: PlannedTraining(data: { try PlannedTraining.rows(60, names: ["a", "b", "c"]) })),
]

/// What there is to learn from.
private let dataCases = [
  RuleCase(
    "label-range", .error,
    bad: .amounts(.binaryCrossentropy(fromLogits: true), layers: binary(nil)) { Float($0 % 3) },
    good: .amounts(.binaryCrossentropy(fromLogits: true), layers: binary(nil)) { Float($0 % 2) }),
  RuleCase(
    "label-range",
    bad: .amounts(
      .categoricalCrossentropy(fromLogits: true), width: 3,
      layers: wide3
    ) { $0 % 3 == 1 ? 0 : 1 },
    good: .amounts(
      .categoricalCrossentropy(fromLogits: true), width: 3,
      layers: wide3
    ) { $0 % 3 == 1 ? 1 : 0 }),
  RuleCase(
    "missing-class",
    bad: PlannedTraining(data: { try PlannedTraining.rows(60) { 2 * ($0 % 2) } })),
  RuleCase(
    "missing-class",
    bad: PlannedTraining(validation: { try PlannedTraining.rows(20, seed: 7) { $0 % 2 } }),
    good: PlannedTraining(validation: { try PlannedTraining.rows(20, seed: 7) })),
  RuleCase(
    "unknown-class",
    bad: .init(
      layers: { [Dense(8, activation: .relu), Dense(4)] },
      validation: { try PlannedTraining.rows(20, seed: 7) { $0 % 4 } }),
    good: PlannedTraining(validation: { try PlannedTraining.rows(20, seed: 7) })),
  RuleCase(
    "class-names", .error,
    bad: named(["a", "b", "c"], ["a", "c", "b"]), good: named(["a", "b", "c"], ["a", "b", "c"])),
  RuleCase("class-imbalance", bad: imbalanced(60), good: imbalanced(3)),
  RuleCase("class-imbalance", .note, bad: imbalanced(14), good: imbalanced(3)),
  RuleCase(
    "sorted-data",
    bad: PlannedTraining(data: { try PlannedTraining.rows(60) { $0 / 20 } }, shuffle: false),
    good: PlannedTraining(data: { try PlannedTraining.rows(60) { $0 / 20 } })),
  RuleCase(
    "duplicates",
    bad: wide.with { $0.validation = { try PlannedTraining.rows(60, [40]) } },
    good: wide.with { $0.validation = { try PlannedTraining.rows(60, [40], seed: 7) } }),
  RuleCase(
    "input-range",
    bad: PlannedTraining(data: { try PlannedTraining.rows(60, scale: 255) }),
    good: PlannedTraining(
      layers: {
        [BatchNormalization(), Dense(8, activation: .relu), Dense(3)] as [any Layer]
      }, data: { try PlannedTraining.rows(60, scale: 255) })),
  RuleCase(
    "feature-scales", bad: PlannedTraining(data: { try columns(by: 1e-3) }),
    good: PlannedTraining(data: { try columns(by: 0.1) })),
  RuleCase(
    "validation-shift",
    bad: PlannedTraining(validation: { try PlannedTraining.rows(60, scale: 9, seed: 7) }),
    good: PlannedTraining(validation: { try PlannedTraining.rows(60, scale: 2, seed: 7) })),
  RuleCase(
    "target-range",
    bad: .amounts { 150 + Float($0 % 7) },
    good: .amounts(
      .meanSquaredError,
      layers: { [Dense(8, activation: .relu), Dense(1, biasInitializer: .constant(152))] }
    ) { 150 + Float($0 % 7) }),
]

/// How the model will be trained.
private let planCases = [
  RuleCase(
    "unknown-monitor", .error, bad: PlannedTraining(callbacks: [.earlyStopping()]),
    good: PlannedTraining(
      validation: { try PlannedTraining.rows(20, seed: 7) }, callbacks: [.earlyStopping()])),
  RuleCase(
    "monitor-mode", .error,
    bad: PlannedTraining(callbacks: [.earlyStopping(monitor: "learning_rate")]),
    good: PlannedTraining(callbacks: [.earlyStopping(monitor: "learning_rate", mode: .min)])),
  RuleCase(
    "plateau-and-schedule", .error,
    bad: PlannedTraining(
      optimizer: .adam(learningRate: .cosineDecay(1e-3, steps: 8)),
      callbacks: [.reduceLROnPlateau(monitor: "loss")]),
    good: PlannedTraining(callbacks: [.reduceLROnPlateau(monitor: "loss")])),
  RuleCase("schedule-horizon", bad: decaying(100), good: decaying(8)),
  RuleCase("schedule-horizon", bad: decaying(4), good: decaying(7)),
  RuleCase(
    "schedule-horizon",
    bad: PlannedTraining(optimizer: .adam(learningRate: .warmup(100, then: 1e-3))),
    good: PlannedTraining(optimizer: .adam(learningRate: .warmup(4, then: 1e-3)))),
  RuleCase("batch-size", .note, bad: PlannedTraining(batchSize: 128)),
  RuleCase("batch-size", .note, bad: PlannedTraining(batchSize: 20)),
]

/// One batch through the untrained model.
private let beginningCases = [
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

// MARK: What the cases are made of

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

private let wide3: @Sendable () -> [any Layer] = { [Dense(8, activation: .relu), Dense(3)] }

private func binary(_ activation: (any ActivationFunction)?) -> @Sendable () -> [any Layer] {
  { [Dense(8, activation: .relu), Dense(1, activation: activation)] }
}

private func named(_ training: [String], _ validation: [String]) -> PlannedTraining {
  PlannedTraining(
    data: { try PlannedTraining.rows(60, names: training) },
    validation: { try PlannedTraining.rows(20, seed: 7, names: validation) })
}

/// Of `times` samples one is of class 1, one of class 2.
private func imbalanced(_ times: Int) -> PlannedTraining {
  PlannedTraining(
    data: { try PlannedTraining.rows(300) { [1: 1, 2: 2][$0 % times] ?? 0 } })
}

private let wide = PlannedTraining(data: { try PlannedTraining.rows(60, [40]) })

private func columns(by factor: Float) throws -> ArrayDataset {
  let x = try Samples.normal([60, 2]).elements(as: Float.self).enumerated().map {
    $0.offset % 2 == 0 ? $0.element : $0.element * factor
  }
  return try ArrayDataset(
    x: HostTensor(x, shape: [60, 2]), y: HostTensor((0..<60).map { Int32($0 % 3) }))
}

private func decaying(_ steps: Int) -> PlannedTraining {
  PlannedTraining(optimizer: .adam(learningRate: .cosineDecay(1e-3, steps: steps)))
}

private func deep(_ initializer: any Initializer) -> PlannedTraining {
  .model {
    for _ in 1...6 { Dense(32, activation: .relu, kernelInitializer: initializer) }
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

/// A layer that lets signals through, but makes their gradients smaller.
private struct Scaled: Layer {
  let factor: Double
  init(by factor: Double) { self.factor = factor }
  func forward(_ x: Tensor) -> Tensor { x * factor + (x * (1 - factor)).stopGradient() }
}
