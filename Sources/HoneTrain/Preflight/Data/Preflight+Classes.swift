internal import HoneData

/// Whether training and validation are of the same classes, and in an order that can be learned.
extension Preflight {
  func classFindings() -> [Finding] {
    guard let known = labels.training else { return [] }
    var findings = sortedFindings(known.labels, known.counts)
    guard let validation, let other = labels.validation else { return findings }
    if let a = training.raw.classNames, let b = validation.raw.classNames, a != b {
      let first = zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }
      let difference =
        first.map {
          "label \($0.offset) is \"\($0.element.0)\" in training, \"\($0.element.1)\" in it"
        }
        ?? "training has \(a.count) classes, it has \(b.count)"
      findings.append(
        Finding(
          "class-names", .error, at: "validation data",
          "the labels mean other classes: \(difference)",
          help: "give both the same class names in the same order"))
      return findings
    }
    let missing = known.counts.keys.filter { other.counts[$0] == nil }.sorted()
    if !missing.isEmpty {
      findings.append(
        Finding(
          "missing-class", at: "validation data",
          "no sample of \(names(missing)): its numbers say nothing of \(missing.count == 1 ? "it" : "them")",
          help: "use validationSplit, which takes a share of each class, or add samples"))
    }
    let unknown = other.counts.keys.filter { known.counts[$0] == nil }.sorted()
    if !unknown.isEmpty {
      findings.append(
        Finding(
          "unknown-class", at: "validation data",
          "\(unknown.reduce(0) { $0 + (other.counts[$1] ?? 0) }) samples of \(names(unknown)), which "
            + "training never sees",
          help: "shuffle before splitting, or use validationSplit"))
    }
    return findings
  }

  /// Data sorted by class that isn't shuffled trains one class after another.
  private func sortedFindings(_ labels: [Int], _ counts: [Int: Int]) -> [Finding] {
    guard !plan.batches.shuffles, counts.count > 1, labels.count >= 10 * counts.count else {
      return []
    }
    let changes = zip(labels, labels.dropFirst()).count { $0 != $1 }
    guard changes < labels.count / 10, changes < 10 * counts.count else { return [] }
    return [
      Finding(
        "sorted-data", at: "training data",
        "samples are sorted by class and not shuffled: each class is forgotten while the next is "
          + "learned",
        help: "leave shuffle on")
    ]
  }

  func names(_ labels: [Int]) -> String {
    let names = labels.prefix(3).map { label in
      training.raw.classNames.flatMap { $0.indices.contains(label) ? "\"\($0[label])\"" : nil }
        ?? "class \(label)"
    }
    let more = labels.count > 3 ? " and \(labels.count - 3) more" : ""
    return names.joined(separator: ", ") + more
  }
}
