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
    if Self.regressionLosses.contains(name) {
      return width > 1
        ? Self.oneHotFindings(name, field, values) : classFindings(name, field, values)
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

/// Whether a loss of amounts is given classes.
extension Preflight {
  /// Losses that compare numbers, not classes.
  private static let regressionLosses: Set<String> = [
    "meanSquaredError", "meanAbsoluteError", "huber", "logCosh", "meanAbsolutePercentageError",
    "meanSquaredLogarithmicError",
  ]
  /// The samples below which numbers are easily mistaken for classes.
  private static let fewest = 8
  /// More whole numbers than these are rather amounts than classes.
  private static let mostClasses = 20

  /// Class labels as numbers: whole ones, or 0 and 1.
  private func classFindings(
    _ name: String, _ field: FieldSpec, _ values: [Double]
  ) -> [Finding] {
    guard field.shape.count == 1, let low = values.min(), let high = values.max(), low >= 0,
      high < Double(Self.mostClasses), values.allSatisfy({ $0 == $0.rounded() })
    else { return [] }
    let named = field.dtype.isInteger ? training.raw.classNames?.count : nil
    let most = max(Int(high), (named ?? 0) - 1)
    let areClasses = values.count >= Self.fewest && Set(values).count == most + 1
    guard named != nil || areClasses && (field.dtype.isInteger || most == 1), most > 0 else {
      return []
    }
    return [
      Finding(
        "regression-loss-on-classes", at: "loss",
        most == 1
          ? "target \"\(field.name)\" holds the classes 0 and 1, which \(name) takes for amounts: "
            + "sure mistakes cost little"
          : "\(name) takes the labels 0 … \(most) for amounts: class \(most) counts as farther "
            + "from class 0 than class 1 is",
        help: most == 1
          ? "use binaryCrossentropy"
          : "use sparseCategoricalCrossentropy with \(most + 1) outputs, or make the targets "
            + "float32 if they are amounts")
    ]
  }

  private static func oneHotFindings(
    _ name: String, _ field: FieldSpec, _ values: [Double]
  ) -> [Finding] {
    guard areOneHot(values, field.shape[-1]) else { return [] }
    return [
      Finding(
        "regression-loss-on-classes", at: "loss",
        "target \"\(field.name)\" holds one-hot classes, which \(name) takes for amounts: sure "
          + "mistakes cost little",
        help: "use categoricalCrossentropy")
    ]
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
    return rows.count >= fewest && !places.contains(nil) && Set(places).count > 1
  }
}
