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
      guard validation.prepared.fields[index].name == field.name else { continue }
      if let finding = Self.columnShift(field, samples[index], others[index]) {
        findings.append(finding)
        continue
      }
      guard let a = Moments(samples[index]), let b = Moments(others[index]) else { continue }
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

  /// The first column of a table that has moved or has another scale.
  ///
  /// Quartiles tell it, for a few outliers make a mean and a deviation; columns of which half is
  /// one number, such as categories, have none.
  private static func columnShift(
    _ field: FieldSpec, _ training: HostTensor, _ validation: HostTensor
  ) -> Finding? {
    let width = field.shape.count
    guard field.shape.rank == 1, width > 1 else { return nil }
    let (a, b) = (training.elements(as: Double.self), validation.elements(as: Double.self))
    for column in 0..<width {
      guard let a = Quartiles(a, column, of: width), let b = Quartiles(b, column, of: width) else {
        continue
      }
      let isShifted = abs(a.median - b.median) > 4 * max(a.range, b.range)
      guard isShifted || b.range > 6 * a.range || a.range > 6 * b.range else { continue }
      return Finding(
        "validation-shift", at: "validation data",
        "column \(column) of input \"\(field.name)\" has median \(text(b.median)), half of its "
          + "numbers being within \(text(b.range)), but \(text(a.median)) and \(text(a.range)) in "
          + "training",
        help: "scale both alike, with the numbers of the training data")
    }
    return nil
  }
}

/// The middle of a column's numbers.
private struct Quartiles {
  let median: Double
  /// Between the first and the third quartile.
  let range: Double

  /// Nil for so few rows that they tell little, or if half of them are one number.
  init?(_ values: [Double], _ column: Int, of width: Int) {
    let own = stride(from: column, to: values.count, by: width).map { values[$0] }.sorted()
    guard own.count >= 24, own.allSatisfy(\.isFinite) else { return nil }
    median = own[own.count / 2]
    range = own[own.count * 3 / 4] - own[own.count / 4]
    guard range > 0 else { return nil }
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
