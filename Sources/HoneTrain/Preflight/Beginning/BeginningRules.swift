internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// What one small batch shows of a model that hasn't been trained.
extension Preflight {
  func beginningFindings(_ forward: ForwardTrace) -> [Finding] {
    guard let beginning = Beginning(forward, trainer, training.prepared.fields) else { return [] }
    let findings = reachFindings(beginning)
    guard !plan.isResumed, plan.firstStep == 0, isAffordable(forward),
      let seen = try? beginning.run(samples, within: plan.mostMemory(of: trainer))
    else { return findings }
    return findings + lossFindings(seen, forward) + amountFindings(seen)
      + signalFindings(seen, forward) + gradientFindings(seen)
  }

  /// It shall be a small part of the training.
  private func isAffordable(_ forward: ForwardTrace) -> Bool {
    let isSlow = trainer.backend.capabilities.warning != nil
    let operations = forward.stepFlopsPerSample * Double(forward.batchSize)
    let planned =
      forward.stepFlopsPerSample * Double(plan.stepCount) * Double(plan.batches.batchSize)
    return operations <= max(isSlow ? 1e7 : 5e8, 0.01 * planned)
  }

  /// Weights that the loss doesn't depend on.
  private func reachFindings(_ beginning: Beginning) -> [Finding] {
    let found = beginning.unreached.map { slot in
      (
        path: slot.path.split(separator: "/").dropLast().joined(separator: "/"),
        message: "no gradient reaches its weights, such as \(slot.path): they stay as they begin"
      )
    }
    return Finding.gathered(
      "unreached-parameter", at: found,
      help: "use the layer's output, or freeze it: trainable: false")
  }

  private func lossFindings(_ seen: Beginning.Seen, _ forward: ForwardTrace) -> [Finding] {
    if !seen.losses.allSatisfy(\.isFinite) {
      return [
        Finding(
          "initial-loss", .error, at: "loss", "it isn't finite before the first step",
          help: "scale the inputs, or begin with smaller weights: heNormal or glorotUniform")
      ]
    }
    return trainer.recipe.outputs.indices.flatMap { index -> [Finding] in
      let loss = trainer.recipe.outputs[index].loss
      guard !(loss is WeightedLoss), loss.reduction == .sumOverBatchSize, index < seen.losses.count
      else { return [] }
      let classes: Int
      switch Self.name(of: loss) {
      case "sparseCategoricalCrossentropy", "categoricalCrossentropy":
        classes = forward.predictions[index].shape[-1]
      case "binaryCrossentropy": classes = 2
      default: return []
      }
      let expected = Self.logarithm(classes)
      guard classes > 1, seen.losses[index] > 3 * expected else { return [] }
      return [
        Finding(
          "initial-loss", at: "loss",
          "it begins at \(Self.text(seen.losses[index])), but guessing among \(classes) classes "
            + "costs ln \(classes) = \(Self.text(expected)): the untrained model is sure of what it "
            + "can't know",
          help: "scale the inputs, or begin with smaller weights: heNormal or glorotUniform")
      ]
    }
  }

  /// Amounts that are far from what an untrained model gives.
  private func amountFindings(_ seen: Beginning.Seen) -> [Finding] {
    let fields = training.prepared.fields
    let targets = trainer.recipe.targets(among: fields)
    return zip(trainer.recipe.outputs, targets).enumerated().flatMap { index, pair -> [Finding] in
      let (output, field) = pair
      guard
        ["meanSquaredError", "meanAbsoluteError", "huber", "logCosh"].contains(
          Self.name(of: output.loss)), let place = fields.firstIndex(of: field),
        let target = Moments(samples[place], atLeast: 8), index < seen.means.count
      else { return [] }
      let distance = abs(target.mean - seen.means[index])
      let size = (target.mean * target.mean + target.deviation * target.deviation).squareRoot()
      guard size > 20, distance > target.deviation || target.deviation > 1000 else { return [] }
      return [
        Finding(
          "target-range", at: "training data",
          "target \"\(field.name)\" has mean \(Self.text(target.mean)) and deviation "
            + "\(Self.text(target.deviation)), but the untrained model gives "
            + "\(Self.text(seen.means[index])) on average: many steps go into the way there",
          help: "standardize the target, or begin the last layer's bias at its mean: "
            + "biasInitializer: constant")
      ]
    }
  }

  /// How the deviation of outputs goes from layer to layer.
  private func signalFindings(_ seen: Beginning.Seen, _ forward: ForwardTrace) -> [Finding] {
    let layers = seen.layers.dropLast().filter { layer in
      let next = forward.parts.next(after: layer.part) { _ in false }
      let kind = next.map { forward.parts[$0].kind }
      return kind != .batchNormalization && kind != .normalization
    }
    guard layers.count >= 3, let first = layers.first, let last = layers.last else { return [] }
    let ratio = last.deviation / max(first.deviation, 1e-30)
    guard ratio > 100 || ratio < 0.01 || !ratio.isFinite else { return [] }
    return [
      Finding(
        "signal-variance", at: last.path,
        "before training the outputs' deviation \(ratio < 1 ? "falls" : "grows") from "
          + "\(Self.text(first.deviation)) at \(first.path) to \(Self.text(last.deviation)) here: "
          + (ratio < 1 ? "the signal vanishes with depth" : "the signal explodes with depth"),
        help: "heNormal with relu, glorotUniform with tanh, or BatchNormalization between")
    ]
  }

  /// How the gradients of kernels, by their own size, go from layer to layer.
  private func gradientFindings(_ seen: Beginning.Seen) -> [Finding] {
    let layers = seen.layers.filter { $0.weight > 0 && $0.gradient != nil }
    guard layers.count >= 3, let first = layers.first, let last = layers.last,
      let a = first.gradient, let b = last.gradient
    else { return [] }
    // A last layer that begins with zeros lets no gradient through at the first step.
    if seen.layers.last?.weight == 0 { return [] }
    let ratio = (a / first.weight) / max(b / last.weight, 1e-30)
    guard ratio < 1e-3 || ratio > 1e3 || !ratio.isFinite, b > 0 else { return [] }
    return [
      Finding(
        "gradient-variance", at: first.path,
        a == 0
          ? "before training no gradient arrives here, though it does at \(last.path)"
          : "before training its gradient is \(Self.text(ratio)) times that of \(last.path), each by "
            + "the size of its weights: it \(ratio < 1 ? "vanishes" : "explodes") on the way back",
        help: ratio < 1
          ? "use relu with heNormal, BatchNormalization, or shortcuts around layers"
          : "begin with smaller weights, or clip gradients")
    ]
  }
}
