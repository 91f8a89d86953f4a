internal import HoneBackend

extension Summary {
  public var description: String {
    let header = ["layer", "role", "output shape", "parameters", "FLOPs"]
    let table = zip(rows, names).map { row, name in
      [
        name + " (\(row.typeName))", row.role, "\(row.outputShape)",
        row.isShared ? "shared" : Self.grouped(row.parameterCount), Self.scaled(row.flops),
      ]
    }
    let widths = header.indices.map { column in
      ([header] + table).map { $0[column].count }.max() ?? 0
    }
    let line = String(repeating: "─", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    var lines = [Self.row(header, widths), line]
    if !preprocessing.isEmpty {
      lines.insert("while samples are read: " + preprocessing.joined(separator: " → "), at: 0)
    }
    lines += table.map { Self.row($0, widths) }
    lines.append(line)
    lines.append(
      "trainable \(Self.grouped(trainableCount)) · non-trainable "
        + "\(Self.grouped(nonTrainableCount)) · optimizer state \(Self.grouped(optimizerCount))")
    lines.append("\(Self.scaled(flops)) FLOPs for one sample, forward")
    if let sampleCount, let ratio = parametersPerSample {
      lines.append(
        "\(Self.grouped(sampleCount)) training samples · "
          + "\(Self.rounded(ratio)) parameters per sample")
    }
    if let memory { lines.append("training takes \(memory) at batch size \(batchSize)") }
    return lines.joined(separator: "\n")
  }

  /// The rows' names: a layer within another is indented beneath it and named without its path; one
  /// that is called away from there has the whole path.
  private var names: [String] {
    var outer: [String] = []
    return rows.map { row in
      outer.removeSubrange(min(max(row.depth, 0), outer.count)...)
      let head = outer.last.map { $0 + "/" }
      outer.append(row.path)
      guard let head, row.path.hasPrefix(head) else { return row.path }
      return String(repeating: "  ", count: outer.count - 1) + row.path.dropFirst(head.count)
    }
  }

  /// Texts to the left, numbers to the right.
  private static func row(_ cells: [String], _ widths: [Int]) -> String {
    cells.indices.map { column in
      let space = String(repeating: " ", count: widths[column] - cells[column].count)
      return column >= 3 ? space + cells[column] : cells[column] + space
    }.joined(separator: "  ")
  }

  /// `1234567` as `1,234,567`.
  static func grouped(_ number: Int) -> String {
    var result = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0, digit != "-" { result.append(",") }
      result.append(digit)
    }
    return String(result.reversed())
  }

  /// `1234567` as `1.23 M`.
  static func scaled(_ number: Int) -> String {
    switch number {
    case ..<1000: "\(number)"
    case ..<1_000_000: rounded(Double(number) / 1e3) + " k"
    case ..<1_000_000_000: rounded(Double(number) / 1e6) + " M"
    default: rounded(Double(number) / 1e9) + " G"
    }
  }

  /// Two decimals.
  static func rounded(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100)." + (fraction < 10 ? "0" : "") + "\(fraction)"
  }
}
