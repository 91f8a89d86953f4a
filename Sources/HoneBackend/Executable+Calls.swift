public import HoneCore

/// What a backend can tell about a program's calls if it wants to.
extension Executable {
  public var memory: MemoryPlan? { nil }

  public var calls: [CallDescription] { [] }

  public func run(
    inputs: [UnsafeRawPointer], scalars: [Double], marks: inout [ContinuousClock.Instant]
  ) throws(HoneError) {
    marks.append(.now)
    try run(inputs: inputs, scalars: scalars)
    marks.append(.now)
  }
}
