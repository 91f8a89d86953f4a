internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// Batch normalization and dropout: where they stand, and with what numbers.
extension Preflight {
  func normalizationFindings(_ forward: ForwardTrace) -> [Finding] {
    let parts = forward.parts
    var late: [(path: String, message: String)] = []
    var tiny: [(path: String, message: String)] = []
    var single: [(path: String, message: String)] = []
    let rows = plan.batches.batchSize
    for (index, part) in parts.parts.enumerated()
    where part.kind == .batchNormalization && part.layer?.isTrainable != false {
      if let name = function(before: index, parts) {
        late.append(
          (
            part.path,
            "batch normalization stands behind \(name): it is meant for what enters the activation"
          ))
      }
      let isVector = part.outputType.shape.rank == 2
      if rows < (isVector ? 8 : 4), training.prepared.count > rows {
        tiny.append(
          (
            part.path,
            "batch normalization takes mean and variance of \(rows) sample\(rows == 1 ? "" : "s") "
              + "at a time: they are mostly chance, and differ from those of inference"
          ))
      } else if isVector, plan.batches.rowCounts.last == 1, plan.batches.rowCounts.count > 1 {
        single.append(
          (
            part.path,
            "the last batch of an epoch is a single sample, which batch normalization makes 0"
          ))
      }
    }
    return Finding.gathered(
      "batch-normalization-order", at: late,
      help: "layer without activation, BatchNormalization, then the activation")
      + Finding.gathered(
        "batch-normalization-small-batch", at: tiny,
        help: "use batches of 16 or more, or LayerNormalization or GroupNormalization")
      + Finding.gathered(
        "batch-normalization-last-batch", .note, at: single,
        help: "choose a batch size that leaves more samples for the last batch")
  }

  /// The function of a hidden layer whose results reach a normalization.
  private func function(before index: Int, _ parts: ModelParts) -> String? {
    let source = parts.previous(before: index) { $0.kind == .dropout || $0.kind == .shaping }
    guard let source, let name = parts[source].lastActivation else { return nil }
    if parts[source].kind == .kernel { return name }
    let before = parts.previous(before: source) { $0.kind == .dropout || $0.kind == .shaping }
    return before.flatMap { parts[$0].kind == .kernel ? name : nil }
  }

  /// Rates outside of 10–50 %; 0 turns a dropout off.
  func dropoutFindings(_ forward: ForwardTrace) -> [Finding] {
    let found = forward.trace.calls.compactMap { call -> (path: String, message: String)? in
      let rate: Double
      switch call.layer {
      case let layer as Dropout: rate = layer.rate
      case let layer as AlphaDropout: rate = layer.rate
      case let layer as GaussianDropout: rate = layer.rate
      case let layer as any SpatialDropout: rate = layer.rate
      default: return nil
      }
      guard rate > 0, !(0.1...0.5).contains(rate) else { return nil }
      return (
        call.path,
        rate > 0.5
          ? "dropout takes \(Float(rate * 100)) % of the units away: little of the signal is left"
          : "dropout takes only \(Float(rate * 100)) % of the units away: it hardly regularizes"
      )
    }
    return Finding.gathered(
      "dropout-rate", at: found, help: "rates of 0.1 to 0.5 are usual: 0.2 for inputs, 0.5 at most")
  }
}
