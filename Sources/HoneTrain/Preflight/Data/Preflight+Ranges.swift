internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// Whether numbers are of a size that the first layer can work with.
extension Preflight {
  func rangeFindings() throws(HoneError) -> [Finding] {
    var findings: [Finding] = []
    for (index, field) in training.prepared.fields.enumerated()
    where field.role == .input && !trainer.isIndex(field) && isTakenAsItIs(field)
      && !isNormalized(field)
    {
      let values = samples[index].elements(as: Float.self)
      if let finding = Self.range(field, values) {
        findings.append(finding)
      } else if let finding = Self.scales(field, values) {
        findings.append(finding)
      }
    }
    return findings
  }

  /// Whether a `Normalization` has scaled an input by the training data: a rare category or an
  /// outlier is large behind it, and nothing is wrong.
  private func isNormalized(_ field: FieldSpec) -> Bool {
    Self.chain(training.prepared)?.transforms.contains { transform in
      if let single = transform as? FeatureTransform {
        return single.name == field.name && single.transform is Normalization
      }
      return transform is Normalization
    } ?? false
  }

  /// Root mean squares above this saturate or blow up a layer that is made for numbers around 1.
  private static let largest: Float = 10

  private static func range(_ field: FieldSpec, _ values: [Float]) -> Finding? {
    guard let low = values.min(), let high = values.max() else { return nil }
    // A few large numbers among many are usual; a large column of a table isn't.
    let width = field.shape.rank == 1 ? max(field.shape.count, 1) : 1
    let sizes = (0..<width).map { rootMeanSquare(of: values, from: $0, by: width) }
    guard let size = sizes.max(), size > largest else { return nil }
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

  private static func rootMeanSquare(of values: [Float], from first: Int, by step: Int) -> Float {
    let squares = stride(from: first, to: values.count, by: step).reduce(into: (0.0, 0.0)) {
      $0.0 += Double(values[$1]) * Double(values[$1])
      $0.1 += 1
    }
    return Float((squares.0 / max(squares.1, 1)).squareRoot())
  }

  /// Columns of a table on scales that are far apart.
  private static func scales(_ field: FieldSpec, _ values: [Float]) -> Finding? {
    let width = field.shape.count
    guard field.shape.rank == 1, width >= 2, values.count >= 20 * width else { return nil }
    let deviations = (0..<width).compactMap { column -> (Int, Double)? in
      let own = stride(from: column, to: values.count, by: width).map { Double(values[$0]) }
      guard Set(own).count > 2, let moments = Moments(own) else { return nil }
      return (column, moments.deviation)
    }
    guard let least = deviations.min(by: { $0.1 < $1.1 }),
      let most = deviations.max(by: { $0.1 < $1.1 }), most.1 > 100 * least.1
    else { return nil }
    return Finding(
      "feature-scales", at: "training data",
      "column \(most.0) of input \"\(field.name)\" has a deviation of \(text(most.1)), column "
        + "\(least.0) one of \(text(least.1)): no learning rate suits both",
      help: "add a Normalization that is adapted to the training data, in front of the model")
  }

  private static func text(_ number: Float) -> String {
    number == number.rounded() && abs(number) < 1e6 ? String(Int(number)) : String(number)
  }

  /// Whether an input enters a product with a kernel as it is, neither normalized nor computed with.
  private func isTakenAsItIs(_ field: FieldSpec) -> Bool {
    guard let forward, let input = forward.part(ofInput: field) else { return false }
    return isTakenAsItIs(input, forward.parts)
  }

  private func isTakenAsItIs(_ index: Int, _ parts: ModelParts) -> Bool {
    parts[index].readers.contains { reader in
      switch parts[reader].kind {
      case .kernel, .recurrent: true
      case .flatten, .shaping, .dropout, .pooling, .merging: isTakenAsItIs(reader, parts)
      default: false
      }
    }
  }
}

extension ForwardTrace {
  /// The part that an input of the data is.
  func part(ofInput field: FieldSpec) -> Int? {
    let name = ModelRecipe.inputName(field)
    return parts.parts.firstIndex { part in
      guard part.kind == .input, case .input(let index) = trace.graph.nodes[part.output.node].op
      else { return false }
      return trace.graph.inputs[index].name == name
    }
  }
}

extension Trainer {
  /// Whether an input is looked up in a table.
  func isIndex(_ field: FieldSpec) -> Bool { rowCounts[ModelRecipe.inputName(field)] != nil }
}
