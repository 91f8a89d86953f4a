internal import HoneCore
internal import HoneData

/// Whether validation data is of the kind of training data: the same scale, the same middle.
extension Preflight {
  func shiftFindings() throws(HoneError) -> [Finding] {
    guard let validation else { return [] }
    let others = try Self.samples(of: validation.prepared, seed: trainer.seed)
    var findings: [Finding] = []
    for (index, field) in training.prepared.fields.enumerated()
    where field.role == .input && index < others.count && !trainer.isIndex(field) {
      guard validation.prepared.fields[index].name == field.name,
        let a = Moments(samples[index]), let b = Moments(others[index])
      else { continue }
      let isShifted = abs(a.mean - b.mean) > 3 * max(a.deviation, b.deviation)
      let isScaled =
        b.deviation > 5 * max(a.deviation, 1e-12) || a.deviation > 5 * max(b.deviation, 1e-12)
      guard isShifted || isScaled else { continue }
      findings.append(
        Finding(
          "validation-shift", at: "validation data",
          "input \"\(field.name)\" has mean \(Self.text(b.mean)) and deviation "
            + "\(Self.text(b.deviation)), but \(Self.text(a.mean)) and \(Self.text(a.deviation)) in "
            + "training",
          help: "scale both alike, with the numbers of the training data"))
    }
    return findings
  }
}

/// The mean and standard deviation of a tensor's elements.
struct Moments {
  let mean: Double
  let deviation: Double

  /// Nil for so few elements that they tell little.
  init?(_ tensor: HostTensor, atLeast least: Int = 100) {
    self.init(tensor.elements(as: Double.self), atLeast: least)
  }

  init?(_ values: [Double], atLeast least: Int = 1) {
    guard values.count >= max(least, 1) else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    guard mean.isFinite, square.isFinite else { return nil }
    self.mean = mean
    deviation = square.squareRoot()
  }
}
