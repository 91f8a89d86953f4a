internal import HoneCore
internal import HoneData
internal import HoneGraph

/// Whether numbers are of a size that the first layer can work with.
extension Preflight {
  func rangeFindings() throws(HoneError) -> [Finding] {
    var findings: [Finding] = []
    let fields = training.prepared.fields
    let tensors = try firstSamples
    let first = trainer.firstLayerTypes
    for (index, field) in fields.enumerated()
    where field.role == .input && !first.contains(where: Self.scalesItself) {
      guard !trainer.isIndex(field) else { continue }
      let values = tensors[index].elements(as: Float.self)
      guard let low = values.min(), let high = values.max() else { continue }
      if let finding = Self.range(field, low, high) { findings.append(finding) }
    }
    return findings
  }

  private static func range(_ field: FieldSpec, _ low: Float, _ high: Float) -> Finding? {
    guard max(abs(low), abs(high)) > 20 else { return nil }
    let isBytes = low >= 0 && high <= 255 && field.shape.rank == 3
    let range = "\(text(low)) … \(text(high))"
    return Finding(
      "input-range", at: "training data",
      isBytes
        ? "input \"\(field.name)\" holds \(range): bytes of images, but the first layer expects "
          + "numbers around 1"
        : "input \"\(field.name)\" holds \(range): so large numbers saturate or blow up the first "
          + "layer",
      help: isBytes
        ? "add Rescaling(1 / 255) in front of the model, or scale the data"
        : "add a Normalization that is adapted to the training data, in front of the model")
  }

  private static func text(_ number: Float) -> String {
    number == number.rounded() && abs(number) < 1e6 ? String(Int(number)) : String(number)
  }

  /// Layers that don't mind the size of their inputs, or mend it.
  private static func scalesItself(_ typeName: String) -> Bool {
    typeName.hasSuffix("Normalization") || typeName == "Rescaling" || typeName.contains("Embedding")
      || typeName == "Lambda"
  }
}

extension Trainer {
  /// The types of the layers that read an input.
  var firstLayerTypes: [String] {
    let calls =
      (try? recipe.trace(
        .predict, fields: recipe.inputs(among: fields), batchSize: 1, metricsPrefix: "preflight"))?
      .calls ?? []
    let inner = calls.filter { call in
      !call.path.isEmpty && !calls.contains { $0.path.hasPrefix(call.path + "/") }
    }
    let shaping: Set<String> = ["Flatten", "Reshape", "Permute", "Masking", "Input"]
    return inner.first { !shaping.contains($0.typeName) && !$0.typeName.hasPrefix("ZeroPadding") }
      .map { [$0.typeName] } ?? []
  }

  /// Whether an input is looked up in a table.
  func isIndex(_ field: FieldSpec) -> Bool { rowCounts[ModelRecipe.inputName(field)] != nil }
}
