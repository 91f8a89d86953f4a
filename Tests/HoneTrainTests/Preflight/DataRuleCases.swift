import Hone
import Testing

@testable import HoneTrain

extension RuleCase {
  /// What there is to learn from.
  static let data = [
    RuleCase(
      "label-range", .error,
      bad: .amounts(.binaryCrossentropy(fromLogits: true), layers: PlannedTraining.binary(nil)) {
        Float($0 % 3)
      },
      good: .amounts(.binaryCrossentropy(fromLogits: true), layers: PlannedTraining.binary(nil)) {
        Float($0 % 2)
      }),
    RuleCase(
      "label-range",
      bad: .amounts(
        .categoricalCrossentropy(fromLogits: true), width: 3,
        layers: PlannedTraining.wide3
      ) { $0 % 3 == 1 ? 0 : 1 },
      good: .amounts(
        .categoricalCrossentropy(fromLogits: true), width: 3,
        layers: PlannedTraining.wide3
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
