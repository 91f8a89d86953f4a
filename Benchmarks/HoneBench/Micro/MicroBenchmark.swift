import Hone
import HoneBackend
import HoneCore
import HoneGraph
import HoneTrain

/// Each kernel on its own, against its ceiling: `hone-bench --micro`.
///
/// A call's time is its shortest of twenty. Without `--sgemm` and `--triad` the ceilings are those of
/// this table: the engine's own product of 2048³, its own triad.
struct MicroBenchmark {
  private let options: Options
  private let backend: any Backend

  private struct Row {
    var kernel: String
    var call: CallDescription
    var milliseconds: Double

    /// GFLOP/s of a contraction, GB/s of a pass.
    var rate: Double {
      Double(call.isContraction ? call.flops : call.byteCount) / (milliseconds * 1e6)
    }
  }

  init(_ options: Options) throws {
    self.options = options
    backend = try BackendRegistry.standard.preferred()
  }

  func run() throws {
    let rows = try (Kernel.contractions + Kernel.passes).flatMap(rows)
    let sgemm = options.sgemm ?? rows.first?.rate ?? 0
    let triad = options.triad ?? rows.first { $0.kernel.hasPrefix("triad") }?.rate ?? 0
    let text = table(rows, sgemm: sgemm, triad: triad)
    guard options.isJSON else { return print(text) }
    say([
      ("text", ConfigurationValue(text)),
      ("rows", .array(rows.map { json($0, ceiling: $0.call.isContraction ? sgemm : triad) })),
    ])
  }

  /// The calls of one kernel; those that take next to nothing beside the others are left out.
  private func rows(_ kernel: Kernel) throws -> [Row] {
    let trace = Trace(mode: .training, batchSize: 1)
    let outputs = kernel.build(Kernel.Operands(trace: trace))
    let program = try trace.program(
      name: kernel.name, outputs: outputs.enumerated().map { ("output_\($0.offset)", $0.element) })
    let store = try backend.makeStateStore()
    for (number, slot) in program.graph.slots.enumerated() {
      try store.set(slot, to: values(slot.type, seed: UInt64(number)))
    }
    let executable = try backend.compile(program.optimized(), over: store)
    let scalars = program.graph.scalars.map { _ in 1.0 }
    let times = try executable.callTimes(steps: 20) { marks throws(HoneError) in
      try executable.run(inputs: [], scalars: scalars, marks: &marks)
    }
    let total = times.reduce(0) { $0 + $1.nanoseconds }
    return times.filter { $0.nanoseconds > total / 50 }.map {
      Row(kernel: kernel.name, call: $0.call, milliseconds: $0.nanoseconds * 1e-6)
    }
  }

  /// Random numbers in 0 ..< 1, or ids below 20 000.
  private func values(_ type: TensorType, seed: UInt64) -> HostTensor {
    HostTensor(shape: type.shape, dtype: type.dtype) { bytes in
      var state = seed &+ 1
      func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 40
      }
      if type.dtype == .int32 {
        bytes.withMemoryRebound(to: Int32.self) { values in
          for index in values.indices { values[index] = Int32(next() % 20_000) }
        }
      } else {
        bytes.withMemoryRebound(to: Float.self) { values in
          for index in values.indices { values[index] = Float(next()) / Float(1 << 24) }
        }
      }
    }
  }

  private func table(_ rows: [Row], sgemm: Double, triad: Double) -> String {
    let header = ["kernel", "call", "by", "ms", "rate", "", "of ceiling"]
    let cells = rows.map { row in
      let isContraction = row.call.isContraction
      let ceiling = isContraction ? sgemm : triad
      let share = ceiling > 0 ? "\(Int((row.rate / ceiling * 100).rounded())) %" : "-"
      return [
        row.kernel, row.call.operation, row.call.implementation, decimal(row.milliseconds, 3),
        decimal(row.rate, 1), isContraction ? "GFLOP/s" : "GB/s", share,
      ]
    }
    let head =
      "kernels, \(options.threads) threads: products against SGEMM \(decimal(sgemm, 1)) GFLOP/s, "
      + "passes against triad \(decimal(triad, 1)) GB/s (over 100 %: in cache)"
    return ([head] + TextTable.lines([header] + cells, rightAligned: [3, 4, 6]))
      .joined(separator: "\n")
  }

  private func json(_ row: Row, ceiling: Double) -> ConfigurationValue {
    .object([
      ("kernel", ConfigurationValue(row.kernel)),
      ("call", ConfigurationValue(row.call.operation)),
      ("implementation", ConfigurationValue(row.call.implementation)),
      ("ms", ConfigurationValue(row.milliseconds)), ("rate", ConfigurationValue(row.rate)),
      ("unit", ConfigurationValue(row.call.isContraction ? "GFLOP/s" : "GB/s")),
      ("ceiling", ConfigurationValue(ceiling)),
    ])
  }

  private func decimal(_ number: Double, _ digits: Int) -> String {
    let scale = digits == 3 ? 1000.0 : 10
    let whole = Int((number * scale).rounded())
    let fraction = String(whole % Int(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(whole / Int(scale)).\(zeros)\(fraction)"
  }
}
