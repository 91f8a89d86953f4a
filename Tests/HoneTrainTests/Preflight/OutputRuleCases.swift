import Hone
import Testing

@testable import HoneTrain

extension RuleCase {
  /// The last layer and the loss.
  static let output = [
    RuleCase(
      "probabilities-as-logits", .error,
      bad: .model {
        Dense(8, activation: .relu)
        Dense(3, activation: .softmax)
      }),
    RuleCase(
      "probabilities-as-logits", .error,
      bad: .amounts(.binaryCrossentropy(fromLogits: true), layers: PlannedTraining.binary(.sigmoid))
      {
        Float($0 % 2)
      },
      good: .amounts(.binaryCrossentropy(fromLogits: true), layers: PlannedTraining.binary(nil)) {
        Float($0 % 2)
      }),
    RuleCase(
      "logits-as-probabilities", .error,
      bad: PlannedTraining(loss: .sparseCategoricalCrossentropy()),
      good: PlannedTraining(
        layers: { [Dense(8, activation: .relu), Dense(3), Softmax()] },
        loss: .sparseCategoricalCrossentropy())),
    RuleCase(
      "logits-as-probabilities", .error,
      bad: .amounts(.binaryCrossentropy(), layers: PlannedTraining.binary(.tanh)) { Float($0 % 2) },
      good: .amounts(.binaryCrossentropy(), layers: PlannedTraining.binary(.sigmoid)) {
        Float($0 % 2)
      }),
    RuleCase(
      "relu-into-probabilities", .error,
      bad: .amounts(.binaryCrossentropy(), layers: PlannedTraining.binary(.relu)) { Float($0 % 2) },
      good: .amounts(.binaryCrossentropy(), layers: PlannedTraining.binary(.sigmoid)) {
        Float($0 % 2)
      }),
    RuleCase(
      "one-unit-softmax", .error,
      bad: .amounts(.binaryCrossentropy(), layers: PlannedTraining.binary(.softmax)) {
        Float($0 % 2)
      },
      good: .amounts(.binaryCrossentropy(), layers: PlannedTraining.binary(.sigmoid)) {
        Float($0 % 2)
      }),
    RuleCase(
      "regression-loss-on-classes",
      bad: PlannedTraining(
        layers: { [Dense(8, activation: .relu), Dense(1)] }, loss: .meanSquaredError, metrics: []),
      good: .amounts { Float($0 % 7) / 3 - 1 }),
    RuleCase(
      "regression-loss-on-classes",
      bad: .amounts(.meanSquaredError, width: 3, layers: PlannedTraining.wide3) {
        $0 / 3 % 3 == $0 % 3 ? 1 : 0
      },
      good: .amounts(.meanSquaredError, width: 3, layers: PlannedTraining.wide3) {
        Float($0 % 5) - 2
      }),
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
}
