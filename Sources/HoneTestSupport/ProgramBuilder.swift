public import HoneBackend
public import HoneCore
public import HoneGraph
public import HoneReference

/// Builds a program node by node, together with the values that it is fed.
///
/// The way to reach every operation directly, backward ones included; models and losses are better
/// written with ``Tensor``.
///
/// ```swift
/// var builder = ProgramBuilder("sum")
/// let x = builder.input(HostTensor([1, 2, 3] as [Float]))
/// builder.output(try builder.apply(.reduce(.sum, axes: [0]), x))
/// ```
public struct ProgramBuilder: Sendable {
  /// The program so far.
  public private(set) var program: Program
  /// A value for each input of the program.
  public private(set) var inputs: [HostTensor] = []
  /// A value for each scalar of the program.
  public private(set) var scalars: [Double] = []
  /// The value with which each slot begins.
  public private(set) var initialState: [HostTensor] = []

  /// Creates an empty program.
  public init(_ name: String = "program") {
    program = Program(name: name, graph: Graph(), outputs: [])
  }

  /// An input of the type and with the value of a tensor.
  public mutating func input(_ value: HostTensor) -> ValueID {
    let type = TensorType(value.dtype, value.shape)
    let index = inputs.count
    inputs.append(value)
    program.graph.inputs.append(InputSpecification(name: "x\(index)", type: type))
    return append(.input(index), [], [type])
  }

  /// A scalar and its value.
  public mutating func scalar(_ value: Double, dtype: DType = .float32) -> ValueID {
    let index = scalars.count
    scalars.append(value)
    program.graph.scalars.append(ScalarSpecification(name: "s\(index)", dtype: dtype))
    return append(.scalar(index), [], [TensorType(dtype, [])])
  }

  /// The value of a slot, which begins with a tensor.
  public mutating func state(
    _ path: String, _ value: HostTensor, role: StateSlot.Role = .parameter
  ) -> ValueID {
    let type = TensorType(value.dtype, value.shape)
    program.graph.slots.append(StateSlot(path: path, type: type, role: role))
    initialState.append(value)
    return append(.state(initialState.count - 1), [], [type])
  }

  /// A constant.
  public mutating func constant(_ value: HostTensor) -> ValueID {
    append(.constant(value), [], [TensorType(value.dtype, value.shape)])
  }

  /// Applies an operation and returns its first result.
  ///
  /// - Throws: an error of kind `.model` if the operands don't suit the operation.
  public mutating func apply(_ op: Op, _ operands: ValueID...) throws(HoneError) -> ValueID {
    ValueID(node: try append(op, operands))
  }

  /// Applies an operation to any number of operands and returns all its results.
  ///
  /// - Throws: an error of kind `.model` if the operands don't suit the operation.
  public mutating func applyAll(_ op: Op, _ operands: [ValueID]) throws(HoneError) -> [ValueID] {
    let node = try append(op, operands)
    return program.graph.nodes[node].types.indices.map { ValueID(node: node, output: $0) }
  }

  /// Makes a value an output; by default it is named after its place.
  public mutating func output(_ value: ValueID, name: String? = nil) {
    program.outputs.append(
      Program.Output(name: name ?? "y\(program.outputs.count)", value: value))
  }

  /// Sets what a slot holds after the step.
  public mutating func update(_ path: String, to value: ValueID) {
    guard let slot = program.graph.slots.firstIndex(where: { $0.path == path }) else { return }
    program.updates.append(Program.Update(slot: slot, value: value))
  }

  /// The type of a value.
  public func type(of value: ValueID) -> TensorType { program.graph.type(of: value) }

  /// Compiles the program, runs it once on the values that it was built with, and returns its
  /// outputs.
  public func run(on backend: any Backend = ReferenceBackend()) throws(HoneError) -> [HostTensor] {
    let store = try backend.makeStateStore()
    for (slot, value) in zip(program.graph.slots, initialState) { try store.set(slot, to: value) }
    return try backend.compile(program, over: store).run(inputs, scalars: scalars)
  }

  /// The results of one operation on the given operands.
  public static func evaluate(
    _ op: Op, _ operands: HostTensor..., on backend: any Backend = ReferenceBackend()
  ) throws(HoneError) -> [HostTensor] {
    var builder = ProgramBuilder(op.name)
    let values = operands.map { builder.input($0) }
    for result in try builder.applyAll(op, values) { builder.output(result) }
    return try builder.run(on: backend)
  }

  private mutating func append(_ op: Op, _ operands: [ValueID]) throws(HoneError) -> Int {
    do throws(InferenceFailure) {
      let types = try Inference.types(of: op, inputs: operands.map { type(of: $0) })
      return append(op, operands, types).node
    } catch {
      throw HoneError(
        .model, path: program.name, operation: op.name, wanted: error.wanted,
        received: error.received, help: error.help)
    }
  }

  private mutating func append(
    _ op: Op, _ operands: [ValueID], _ types: [TensorType]
  ) -> ValueID {
    program.graph.nodes.append(Node(op: op, inputs: operands, types: types))
    return ValueID(node: program.graph.nodes.count - 1)
  }
}
