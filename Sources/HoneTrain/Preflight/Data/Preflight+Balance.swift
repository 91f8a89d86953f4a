internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// How many samples of each class there are to learn from.
extension Preflight {
  func balanceFindings() -> [Finding] {
    guard trainer.recipe.outputs.count == 1, let labels = training.raw.classLabels,
      !labels.isEmpty, (labels.min() ?? -1) >= 0
    else { return [] }
    var counts = [Int](repeating: 0, count: max(classCount ?? 0, (labels.max() ?? 0) + 1))
    for label in labels { counts[label] += 1 }
    return absentFindings(counts) + imbalanceFindings(counts, labels.count)
  }

  /// The classes that the data names, or that the model has outputs for.
  private var classCount: Int? {
    if let names = training.raw.classNames { return names.count }
    guard let forward, trainer.recipe.outputs[0].loss.targets == .classIndices else { return nil }
    return forward.predictions[0].shape[-1]
  }

  private func absentFindings(_ counts: [Int]) -> [Finding] {
    // Of those that validation has, another finding tells.
    let others = Set(validation?.raw.classLabels ?? [])
    let absent = counts.indices.filter { counts[$0] == 0 && !others.contains($0) }
    guard !absent.isEmpty, absent.count * 2 < counts.count else { return [] }
    return [
      Finding(
        "missing-class", at: "training data",
        "no sample of \(names(absent)): it can't be learned",
        help: absent == [0]
          ? "labels are counted from 0: if yours begin with 1, take 1 away"
          : "add samples, or leave the class out of the model")
    ]
  }

  private func imbalanceFindings(_ counts: [Int], _ total: Int) -> [Finding] {
    let present = counts.filter { $0 > 0 }
    guard !plan.isWeighted, present.count > 1, total >= 20, let most = present.max(),
      let least = present.min(), let largest = counts.firstIndex(of: most),
      let smallest = counts.firstIndex(of: least)
    else { return [] }
    let share = Double(most) / Double(total)
    let isMisleading = share >= 0.9
    guard isMisleading || most > 10 * least else { return [] }
    return [
      Finding(
        "class-imbalance", isMisleading ? .warning : .note, at: "training data",
        isMisleading
          ? "\((share * 1000).rounded() / 10) % of the samples are \(names([largest])): a model that "
            + "always says so is as often right"
          : "\(most) samples of \(names([largest])), but \(least) of \(names([smallest]))",
        help: "pass classWeight:, or judge by precision and recall or the confusion matrix")
    ]
  }
}
