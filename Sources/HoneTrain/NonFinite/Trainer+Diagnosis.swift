internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

extension Trainer {
  /// Whether no weight, statistic or memory of the optimizer is infinite or not a number.
  func hasFiniteState() throws(HoneError) -> Bool {
    for slot in engine.store.slots where slot.role != .metric {
      if try !engine.store.value(at: slot.path).isFinite { return false }
    }
    return true
  }

  /// The first operation of a step whose result isn't finite though all that it reads is.
  ///
  /// The state is that before the step, and stays it: the step's values are computed as outputs of
  /// programs of their own, some megabytes of them at a time.
  ///
  /// - Parameter samples: the places of the batch's rows in the data.
  /// - Returns: nil if every value is finite, or if the state that the step reads isn't.
  func diagnose(
    _ step: CompiledStep, _ batch: Batch, at position: TrainingPosition, samples: [Int]
  ) throws(HoneError) -> NonFiniteDiagnosis? {
    let program = step.traced.program
    let phases = program.phases()
    var inputs: [UnsafeRawPointer] = []
    point(&inputs, to: batch, step)
    var isFinite = [ValueID: Bool]()
    for values in Self.parts(of: program) {
      var part = program
      part.name = "diagnosis"
      part.updates = []
      part.outputs = values.map {
        Program.Output(name: "value_\($0.node)_\($0.output)", value: $0)
      }
      let executable = try backend.compile(part, over: engine.store)
      try executable.run(inputs: inputs, scalars: step.scalars(engine: engine))
      for (index, value) in values.enumerated() {
        let tensor = executable.output(index)
        isFinite[value] = tensor.isFinite
        guard isFinite[value] == false else { continue }
        let node = program.graph.nodes[value.node]
        if case .state = node.op { return nil }
        guard node.inputs.allSatisfy({ isFinite[$0] ?? true }) else { continue }
        return NonFiniteDiagnosis(
          epoch: position.epoch, step: position.step, layer: node.scope, operation: node.op.name,
          direction: Self.direction(phases[value.node]),
          location: node.location.map { "\($0)" },
          samples: tensor.nonFiniteRows(among: samples),
          largestOperand: try largest(node.inputs, of: program, step, inputs))
      }
    }
    return nil
  }

  private static func direction(_ phase: Phase) -> NonFiniteDiagnosis.Direction {
    switch phase {
    case .forward: .forward
    case .backward: .backward
    case .update: .update
    }
  }

  /// The floating-point values of a program in their order, in parts of some megabytes.
  private static func parts(of program: Program) -> [[ValueID]] {
    var parts: [[ValueID]] = []
    var byteCount = Int.max
    for (index, node) in program.graph.nodes.enumerated() {
      for (output, type) in node.types.enumerated() where type.dtype.isFloatingPoint {
        let size = type.shape.count * type.dtype.byteCount
        if byteCount > (64 << 20) - size {
          parts.append([])
          byteCount = 0
        }
        parts[parts.count - 1].append(ValueID(node: index, output: output))
        byteCount += size
      }
    }
    return parts
  }

  private func largest(
    _ values: [ValueID], of program: Program, _ step: CompiledStep, _ inputs: [UnsafeRawPointer]
  ) throws(HoneError) -> Double {
    let floating = values.filter { program.graph.type(of: $0).dtype.isFloatingPoint }
    guard !floating.isEmpty else { return 0 }
    var part = program
    part.name = "diagnosis"
    part.updates = []
    part.outputs = Array(Set(floating)).enumerated().map {
      Program.Output(name: "operand_\($0.offset)", value: $0.element)
    }
    let executable = try backend.compile(part, over: engine.store)
    try executable.run(inputs: inputs, scalars: step.scalars(engine: engine))
    return part.outputs.indices.map { executable.output($0).largestMagnitude }.max() ?? 0
  }
}

extension HostTensor {
  /// Whether no element is infinite or not a number.
  var isFinite: Bool {
    guard dtype.isFloatingPoint else { return true }
    if dtype == .float32 {
      return withUnsafeBytes { bytes in
        // The exponent of what is infinite or not a number is all ones.
        bytes.bindMemory(to: UInt32.self).allSatisfy { $0 & 0x7F80_0000 != 0x7F80_0000 }
      }
    }
    return elements(as: Double.self).allSatisfy(\.isFinite)
  }

  fileprivate var largestMagnitude: Double {
    elements(as: Double.self).reduce(0) { max($0, $1.magnitude) }
  }

  /// Of the samples whose rows these are, those with an element that isn't finite; none if the rows
  /// aren't samples.
  fileprivate func nonFiniteRows(among samples: [Int]) -> [Int] {
    guard shape.rank > 0, shape[0] == samples.count, !samples.isEmpty else { return [] }
    let values = elements(as: Double.self)
    let width = values.count / samples.count
    return samples.indices.filter { row in
      !values[row * width..<(row + 1) * width].allSatisfy(\.isFinite)
    }.map { samples[$0] }
  }
}
