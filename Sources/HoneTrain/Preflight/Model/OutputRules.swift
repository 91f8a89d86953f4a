internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// Whether the last layer, the loss and the targets mean the same thing.
extension Preflight {
  func outputFindings(_ forward: ForwardTrace) -> [Finding] {
    trainer.recipe.outputs.indices.flatMap { index -> [Finding] in
      var findings = widthFindings(forward, index)
      guard findings.isEmpty, let (name, part) = forward.parts.activation(ofOutput: index) else {
        return findings
      }
      findings += Self.pairing(
        trainer.recipe.outputs[index].loss, after: name, at: forward.parts[part].path)
      return findings
    }
  }

  /// What is wrong with a loss behind an activation function.
  private static func pairing(_ loss: any Loss, after name: String, at path: String) -> [Finding] {
    let lossName = Self.name(of: loss)
    switch loss.predictions {
    case .logits where Activated.probabilities.contains(name):
      return [
        Finding(
          "probabilities-as-logits", .error, at: path,
          "\(name) makes probabilities, but \(lossName) with fromLogits: true applies "
            + "\(loss.isBinary ? "sigmoid" : "softmax") to them again: gradients stay small and no "
            + "prediction can be sure",
          help: "leave \(name) out, or set fromLogits: false")
      ]
    case .probabilities where Activated.rectifiers.contains(name):
      return [
        Finding(
          "relu-into-probabilities", .error, at: path,
          "\(lossName) wants probabilities, but \(name) gives numbers above 1 and, in a row, often "
            + "nothing but 0, whose logarithm has no gradient",
          help: remedy(loss))
      ]
    case .probabilities where ["linear", "tanh", "softsign", "logSoftmax"].contains(name):
      return [
        Finding(
          "logits-as-probabilities", .error, at: path,
          "\(lossName) wants probabilities, but "
            + (name == "linear"
              ? "no activation makes them of this layer's outputs"
              : "\(name) "
                + "gives negative numbers"),
          help: remedy(loss))
      ]
    default: return []
    }
  }

  private static func remedy(_ loss: any Loss) -> String {
    let function = loss.isBinary ? "sigmoid" : "softmax"
    let hasLogits = name(of: loss).hasSuffix("rossentropy")
    return hasLogits
      ? "no activation and fromLogits: true (the more exact way), or activation: \(function)"
      : "end with activation: \(function)"
  }

  /// The name of a loss in files, that within a weighted one.
  static func name(of loss: any Loss) -> String {
    (loss as? WeightedLoss).map { name(of: $0.loss) } ?? type(of: loss).schema.name
  }
}

/// How many outputs there are, for how many classes.
extension Preflight {
  private func widthFindings(_ forward: ForwardTrace, _ index: Int) -> [Finding] {
    let loss = trainer.recipe.outputs[index].loss
    let shape = forward.predictions[index].shape
    let path = forward.parts.ends[index].map { forward.parts[$0].path } ?? "model"
    let activation = forward.parts.activation(ofOutput: index)
    let name = Self.name(of: loss)
    let isCategorical = name.hasSuffix("ategoricalCrossentropy")
    if shape.rank >= 2, shape[-1] == 1, activation?.name == "softmax" || isCategorical {
      return [
        Finding(
          "one-unit-softmax", .error, at: path,
          "softmax over one unit is 1 whatever its input: "
            + (isCategorical ? "the loss never changes" : "the output never changes"),
          help: "for two classes Dense(1) with sigmoid and binaryCrossentropy, or Dense(2) with "
            + "sparseCategoricalCrossentropy")
      ]
    }
    guard let most = labels.training?.counts.keys.max() else { return [] }
    let classes = max(training.raw.classNames?.count ?? 0, most + 1)
    guard loss.targets == .classIndices, shape.rank == 2, shape[1] > 1 else { return [] }
    let isNamed = training.raw.classNames != nil
    if isNamed ? shape[1] != classes : shape[1] >= 2 * classes {
      return [
        Finding(
          "output-width", shape[1] < classes ? .error : .warning, at: path,
          "the model has \(shape[1]) outputs, but "
            + (isNamed ? "the data has \(classes) classes" : "the labels are only 0 … \(most)"),
          help: "give the last layer \(classes) units")
      ]
    }
    return []
  }
}
