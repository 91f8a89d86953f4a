internal import HoneBackend
internal import HoneCore
internal import HoneGraph

extension StepEngine {
  /// The program as the backend gets it, and what was done for the memory limit.
  ///
  /// - Throws: `.backend` if the backend doesn't plan memory, `.usage` with the least that can be
  ///   reached if the limit is too small.
  func prepare(
    _ traced: TracedStep
  ) throws(HoneError) -> (program: Program, report: MemoryReport?) {
    let program = Rematerialization.redrawing(traced.program.optimized())
    guard let memoryLimit, traced.countsAsUpdate else { return (program, nil) }
    guard let planned = try backend.memory(of: program),
      let rough = backend.roughMemory(of: program)
    else {
      throw HoneError(
        .backend, operation: "memoryLimit",
        message: "the \(backend.name) backend doesn't plan memory ahead.",
        help: "train on the cpu backend, or leave the limit out")
    }
    let before = planned.total.bytes
    guard before > memoryLimit.bytes else {
      return (program, MemoryReport(memoryLimit, program, before, before, recomputed: []))
    }
    return try fit(program, into: memoryLimit, before: before, rough: rough.total.bytes)
  }

  /// Kernels' scratch memory is known only when a program is planned as a whole, so a first result
  /// may miss the limit by a little; then the pass aims lower.
  private func fit(
    _ program: Program, into limit: ByteCount, before: Int, rough: Int
  ) throws(HoneError) -> (program: Program, report: MemoryReport?) {
    let backend = backend
    var extra = before - rough
    var least = before
    for _ in 0..<4 {
      let result = Rematerialization(program) { candidate in
        (backend.roughMemory(of: candidate)?.total.bytes ?? .max / 2) + extra
      }.fitting(limit.bytes)
      let after = try backend.memory(of: result.program)?.total.bytes ?? before
      least = min(least, after)
      if after <= limit.bytes {
        return (
          result.program,
          MemoryReport(limit, program, before, after, recomputed: result.recomputed)
        )
      }
      guard result.after <= limit.bytes else { break }
      extra += after - limit.bytes
    }
    throw HoneError(
      .usage, path: program.name, operation: "memoryLimit",
      message: "training takes \(ByteCount(before)), and \(ByteCount(least)) at the least if all "
        + "that helps is recomputed.",
      wanted: "a limit of \(ByteCount(least)) or more", received: "\(limit)",
      help: "raise the limit, or make the batch smaller")
  }
}
