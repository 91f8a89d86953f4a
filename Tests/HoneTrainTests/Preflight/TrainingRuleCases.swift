import Hone
import Testing

@testable import HoneTrain

extension RuleCase {
  /// How the model will be trained.
  static let training = [
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
}

private func decaying(_ steps: Int) -> PlannedTraining {
  PlannedTraining(optimizer: .adam(learningRate: .cosineDecay(1e-3, steps: steps)))
}
