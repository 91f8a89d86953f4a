internal import HoneCore
internal import HoneData
internal import HoneNN

/// Whether targets are what the losses take them for.
extension Preflight {
  func targetFindings() -> [Finding] {
    let fields = training.prepared.fields
    let targets = trainer.recipe.targets(among: fields)
    return zip(trainer.recipe.outputs, targets).flatMap { output, field -> [Finding] in
      guard output.loss.targets == .likePredictions, let index = fields.firstIndex(of: field),
        index < samples.count
      else { return [] }
      let values = samples[index].elements(as: Double.self)
      return labelFindings(output.loss, field, values)
    }
  }

  /// Whether each row is a single 1 among zeros, not always at the same place.
  private static func areOneHot(_ values: [Double], _ width: Int) -> Bool {
    let rows = stride(from: 0, to: values.count - width + 1, by: width).map {
      values[$0..<$0 + width]
    }
    let places = rows.map { row in
      row.allSatisfy { $0 == 0 || $0 == 1 } && row.reduce(0, +) == 1
        ? row.firstIndex(of: 1).map { $0 - row.startIndex } : nil
    }
    return rows.count >= 8 && !places.contains(nil) && Set(places).count > 1
  }

  private func labelFindings(
    _ loss: any Loss, _ field: FieldSpec, _ values: [Double]
  ) -> [Finding] {
    let name = Self.name(of: loss)
    guard let low = values.min(), let high = values.max() else { return [] }
    let isProbability = loss.isBinary || loss.predictions != .values
    let isCount = name == "poisson" || name == "meanSquaredLogarithmicError"
    if isProbability ? low < 0 || high > 1 : isCount && low < 0 {
      return [
        Finding(
          "label-range", .error, at: "training data",
          "target \"\(field.name)\" holds \(Self.text(low)) … \(Self.text(high)), but \(name) wants "
            + (isCount ? "no negative numbers" : "0 … 1"),
          help: isProbability && high > 1 && values.allSatisfy { $0 == $0.rounded() }
            ? "class indices go with sparseCategoricalCrossentropy, or make them one-hot"
            : "scale the targets, or use meanSquaredError")
      ]
    }
    let width = field.shape.rank > 0 ? field.shape[-1] : 1
    if Self.regressionLosses.contains(name), width > 2, Self.areOneHot(values, width) {
      return [
        Finding(
          "regression-loss-on-classes", at: "loss",
          "target \"\(field.name)\" holds one-hot classes, which \(name) takes for amounts: sure "
            + "mistakes cost little",
          help: "use categoricalCrossentropy")
      ]
    }
    guard isProbability, !loss.isBinary, name.hasPrefix("categorical"), width > 1 else { return [] }
    for start in stride(from: 0, to: values.count - width + 1, by: width) {
      let sum = values[start..<start + width].reduce(0, +)
      guard abs(sum - 1) > 0.01 else { continue }
      return [
        Finding(
          "label-range", .warning, at: "training data",
          "a row of target \"\(field.name)\" sums to \(Self.text(sum)), but \(name) takes it for the "
            + "probabilities of classes that exclude one another",
          help: "for several classes at once end with sigmoid and use binaryCrossentropy")
      ]
    }
    return []
  }
}
