internal import HoneBackend
internal import HoneCore
internal import HoneGraph

/// What planning makes of a program.
struct Plan {
  var program: Program
  var steps: [Step]
  /// Where each input of the batch is copied to, and how many bytes.
  var inputs: [(memory: UnsafeMutableRawPointer, byteCount: Int)]
  /// Where each scalar is stored.
  var scalars: [(memory: UnsafeMutableRawPointer, dtype: DType)]
  var outputs: [(memory: UnsafeRawPointer, type: TensorType)]
  /// Everything that the pointers point to.
  var resources: [AnyObject]
  /// What all of it takes.
  var memory: MemoryPlan
}

/// A flat list of prepared calls over one arena.
final class CPUExecutable: Executable, @unchecked Sendable {
  let program: Program
  let calls: [CallDescription]
  private let plan: Plan
  private let steps: CallList
  private let times: StepTimes?

  init(_ plan: Plan) {
    self.plan = plan
    program = plan.program
    steps = CallList(plan.steps.map(\.run))
    calls = plan.steps.map(CallDescription.init)
    times =
      ThreadSettings.environment("HONE_DEBUG") == "time"
      ? StepTimes(program.name, calls.map(\.name)) : nil
  }

  var memory: MemoryPlan? { plan.memory }
  var workspaceByteCount: Int { plan.memory.workspace.bytes }

  func run(inputs: [UnsafeRawPointer], scalars: [Double]) throws(HoneError) {
    if let times {
      var marks: [ContinuousClock.Instant] = []
      try run(inputs: inputs, scalars: scalars, marks: &marks)
      return times.add(marks)
    }
    try load(inputs, scalars)
    for index in steps.indices {
      let status = steps.run(index)
      guard status == 0 else { throw failure(index, status) }
    }
  }

  func run(
    inputs: [UnsafeRawPointer], scalars: [Double], marks: inout [ContinuousClock.Instant]
  ) throws(HoneError) {
    try load(inputs, scalars)
    marks.reserveCapacity(marks.count + steps.count + 1)
    marks.append(.now)
    for index in steps.indices {
      let status = steps.run(index)
      guard status == 0 else { throw failure(index, status) }
      marks.append(.now)
    }
  }

  /// Copies the batch and the numbers of the step to where the calls read them.
  private func load(_ inputs: [UnsafeRawPointer], _ scalars: [Double]) throws(HoneError) {
    guard inputs.count == plan.inputs.count, scalars.count == plan.scalars.count else {
      throw HoneError(
        .data, operation: program.name,
        wanted: "\(plan.inputs.count) inputs and \(plan.scalars.count) scalars",
        received: "\(inputs.count) and \(scalars.count)")
    }
    for index in inputs.indices where plan.inputs[index].byteCount > 0 {
      let (memory, byteCount) = plan.inputs[index]
      memory.copyMemory(from: inputs[index], byteCount: byteCount)
    }
    for index in scalars.indices {
      let (memory, dtype) = plan.scalars[index]
      memory.store(scalars[index], as: dtype)
    }
  }

  private func failure(_ index: Int, _ status: Int32) -> HoneError {
    HoneError(
      .backend, path: program.name, operation: plan.steps[index].label,
      message: "oneDNN failed with status \(status).")
  }

  func output(_ index: Int) -> HostTensor {
    HostTensor(copying: plan.outputs[index].memory, type: plan.outputs[index].type)
  }

  func number(_ index: Int) -> Double {
    let (memory, type) = plan.outputs[index]
    if type.shape.count > 0, type.dtype == .float32 { return Double(memory.load(as: Float.self)) }
    return output(index).elements(as: Double.self).first ?? .nan
  }
}

extension CallDescription {
  /// A step as users see it.
  init(_ step: Step) {
    self.init(
      name: step.label, operation: step.facts.operation, layer: step.facts.layer,
      phase: step.facts.phase, implementation: step.implementation, flops: step.facts.flops,
      readByteCount: step.facts.readByteCount, writtenByteCount: step.facts.writtenByteCount)
  }
}

extension UnsafeMutableRawPointer {
  /// Stores a number in an element type.
  func store(_ value: Double, as dtype: DType) {
    switch dtype {
    case .float64: storeBytes(of: value, as: Double.self)
    case .float32, .float16, .bfloat16: storeBytes(of: Float(value), as: Float.self)
    case .int64: storeBytes(of: Int64(converting: value), as: Int64.self)
    case .int32: storeBytes(of: Int32(converting: value), as: Int32.self)
    case .uint8: storeBytes(of: UInt8(converting: value), as: UInt8.self)
    case .bool: storeBytes(of: value != 0 ? 1 : 0, as: UInt8.self)
    }
  }
}
