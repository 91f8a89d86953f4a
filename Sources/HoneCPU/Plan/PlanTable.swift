internal import HoneBackend
internal import HoneCore
internal import HoneGraph

/// A plan as a table for people: `HONE_DEBUG=plan`.
struct PlanTable {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  var text: String {
    let header = [
      "#", "part", "layer", "call", "by", "layout", "MFLOP", "read KiB", "written KiB", "writes to",
    ]
    let rows = plan.steps.enumerated().map { index, step in
      [
        "\(index)", step.facts.phase.rawValue, step.facts.layer, shortened(step.label),
        step.implementation, step.layout, Self.decimal(step.facts.flops, 1_000_000),
        Self.decimal(step.facts.readByteCount, 1024),
        Self.decimal(step.facts.writtenByteCount, 1024),
        step.facts.writes.map(Self.text).joined(separator: " "),
      ]
    }
    let lines = TextTable.lines([header] + rows, rightAligned: [0, 6, 7, 8])
    return ([head] + lines + totals + reorders).joined(separator: "\n")
  }

  private var head: String { "plan \(plan.program.name): \(plan.steps.count) calls" }

  private var totals: [String] {
    let facts = plan.steps.map(\.facts)
    let flops = facts.reduce(0) { $0 + $1.flops }
    let parts = Phase.allCases.compactMap { phase -> String? in
      let own = facts.filter { $0.phase == phase }
      let sum = own.reduce(0) { $0 + $1.flops }
      return own.isEmpty
        ? nil : "\(phase.rawValue) \(own.count) calls, \(Self.decimal(sum, 1_000_000)) MFLOP"
    }
    return [
      "total: \(Self.decimal(flops, 1_000_000)) MFLOP, "
        + "\(Self.mebibytes(facts.reduce(0) { $0 + $1.readByteCount })) read, "
        + "\(Self.mebibytes(facts.reduce(0) { $0 + $1.writtenByteCount })) written; "
        + parts.joined(separator: "; "),
      "memory: " + plan.memory.description,
    ]
  }

  private var reorders: [String] {
    let all = plan.steps.enumerated().flatMap { index, step in
      step.reorders.map { (index, $0) }
    }
    guard !all.isEmpty else { return ["reorders: none"] }
    let bytes = all.reduce(0) { $0 + $1.1.byteCount }
    return ["reorders: \(all.count), \(Self.mebibytes(bytes))"]
      + all.map { index, reorder in
        "  \(index)  \(reorder.tensor)  \(Self.decimal(reorder.byteCount, 1024)) KiB"
          + (reorder.change.isEmpty ? "" : "  \(reorder.change)")
      }
  }

  private func shortened(_ label: String) -> String {
    label.count <= 72 ? label : label.prefix(71) + "…"
  }

  private static func text(_ buffer: StepFacts.Buffer) -> String {
    switch buffer.place {
    case .arena(let offset): "\(offset)+\(buffer.byteCount)"
    case .slot(let path): path
    case .input(let name): name
    case .other: "own+\(buffer.byteCount)"
    }
  }

  /// A number in units, with one decimal below ten.
  private static func decimal(_ number: Int, _ unit: Int) -> String {
    let tenths = (number * 10 + unit / 2) / unit
    return tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\((number + unit / 2) / unit)"
  }

  private static func mebibytes(_ bytes: Int) -> String { decimal(bytes, 1 << 20) + " MiB" }
}
