internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// How many samples of each class there are to learn from.
extension Preflight {
  func balanceFindings() -> [Finding] {
    guard let labels = labels.training else { return [] }
    return absentFindings(labels.counts) + imbalanceFindings(labels.counts, labels.labels.count)
  }

  /// The classes that the data names, or that the model has outputs for.
  private var classCount: Int? {
    if let names = training.raw.classNames { return names.count }
    let loss = trainer.recipe.outputs[0].loss
    if loss.isBinary { return 2 }
    guard let forward, loss.targets != .likePredictions else { return nil }
    return forward.predictions[0].shape[-1]
  }

  private func absentFindings(_ counts: [Int: Int]) -> [Finding] {
    let classes = max(classCount ?? 0, (counts.keys.max() ?? 0) + 1)
    guard classes < 2 * counts.count else { return [] }
    // Of those that validation has, another finding tells.
    let others = labels.validation?.counts ?? [:]
    let absent = (0..<classes).filter { counts[$0] == nil && others[$0] == nil }
    guard !absent.isEmpty else { return [] }
    return [
      Finding(
        "missing-class", at: "training data",
        "no sample of \(names(absent)): it can't be learned",
        help: absent == [0]
          ? "labels are counted from 0: if yours begin with 1, take 1 away"
          : "add samples, or leave the class out of the model")
    ]
  }

  private func imbalanceFindings(_ counts: [Int: Int], _ total: Int) -> [Finding] {
    let present = counts.sorted { $0.key < $1.key }
    guard !plan.isWeighted, !isJudgedFairly, present.count > 1, total >= 20,
      let most = present.max(by: { $0.value < $1.value }),
      let least = present.min(by: { $0.value < $1.value })
    else { return [] }
    let share = Double(most.value) / Double(total)
    let isMisleading = share >= 0.9
    guard isMisleading || most.value > 10 * least.value else { return [] }
    return [
      Finding(
        "class-imbalance", isMisleading ? .warning : .note, at: "training data",
        isMisleading
          ? "\((share * 1000).rounded() / 10) % of the samples are \(names([most.key])): a model "
            + "that always says so is as often right"
          : "\(most.value) samples of \(names([most.key])), but \(least.value) of "
            + "\(names([least.key]))",
        help: "pass classWeight:, add a metric such as precision, recall or f1Score, or take a "
          + "focal loss")
    ]
  }

  /// Whether rare classes count: in the loss, or in a metric beside accuracies and losses.
  private var isJudgedFairly: Bool {
    let output = trainer.recipe.outputs[0]
    if Self.name(of: output.loss).contains("Focal") { return true }
    return output.metrics.contains { metric in
      let name = type(of: metric).schema.name
      return !["ccuracy", "rossentropy", "Error"].contains { name.hasSuffix($0) }
    }
  }
}
