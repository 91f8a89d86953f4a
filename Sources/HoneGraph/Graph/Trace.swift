public import HoneCore

/// Whether a program trains or only infers.
public enum Mode: String, Hashable, Sendable, CaseIterable {
  /// Dropout drops, batch normalization uses the batch's statistics.
  case training
  /// Dropout is the identity, batch normalization uses the running statistics.
  case inference
}

/// A graph under construction: one replay of a model's recipe.
///
/// Equal operations on equal operands become one node. Errors are collected rather than thrown.
/// A trace is used by one thread at a time.
public final class Trace: @unchecked Sendable {
  /// Whether the program trains.
  public let mode: Mode
  /// The number of samples in the batch; nil while only shapes are inferred.
  public let batchSize: Int?
  /// What has been recorded so far.
  public private(set) var graph = Graph()
  /// The first causes of failure.
  public package(set) var errors: [HoneError] = []

  /// State that the trace asked for: how it begins.
  package private(set) var initialValues: [String: any InitialValue] = [:]
  /// Terms that layers add to the loss, such as weight penalties.
  package var penalties: [(path: String, value: Tensor)] = []
  /// What the layers ask of weights after each update, by the weight's path.
  package var constraints: [String: (Tensor) -> Tensor] = [:]
  /// By how much, for a rate of 1, weights are drawn towards 0 after each update, by their paths.
  package var softThresholds: [String: Double] = [:]
  /// What a layer around makes of the weights that layers ask for, by their names.
  package var weightChange: ((String, Tensor) -> Tensor)?
  /// Layer calls in order, for summaries.
  package var calls: [CallRecord] = []
  /// Batch normalizations in order, but frozen ones; nil unless someone asked for them.
  package var normalizations: [NormalizationCall]?
  /// Layer names.
  package var naming = Naming()
  /// The configuration with which each path was first called.
  package var layerConfigurations: [String: String] = [:]

  package var scopes: [Scope] = []
  /// Whether weights are frozen here: `trainable: false` of an enclosing layer.
  package var frozenDepth = 0
  private var nodeIndices: [OperationKey: Int] = [:]
  private var slotIndices: [String: Int] = [:]
  private var slotValues: [Int: Tensor] = [:]
  private var updatedSlots: [Int] = []
  private var scalarIndices: [String: Int] = [:]
  private var randomCalls: [String: Int] = [:]

  package struct Scope {
    package var path: String
    package var location: SourceLocation?
  }

  /// Creates an empty trace.
  public init(mode: Mode, batchSize: Int? = nil) {
    self.mode = mode
    self.batchSize = batchSize
  }

  /// The path of the layer whose call is being traced; empty at the top.
  public var scope: String { scopes.last?.path ?? "" }

  /// The path of `name` within the current layer.
  public func path(_ name: String) -> String { scope.isEmpty ? name : scope + "/" + name }

  // MARK: Operations

  /// Appends an operation, or finds it if it is there already.
  package func emit(_ op: Op, _ inputs: [Tensor]) -> [Tensor] {
    var values: [ValueID] = []
    var types: [TensorType] = []
    for input in inputs {
      guard let value = resolve(input) else { return [poison] }
      values.append(value)
      types.append(graph.type(of: value))
    }
    do throws(InferenceFailure) {
      return append(op, values, try Inference.types(of: op, inputs: types))
    } catch {
      return [
        fail(
          operation: op.name, wanted: error.wanted, received: error.received, help: error.help)
      ]
    }
  }

  private func append(_ op: Op, _ inputs: [ValueID], _ types: [TensorType]) -> [Tensor] {
    let key = OperationKey(op, inputs)
    let index = nodeIndices[key] ?? graph.nodes.count
    if index == graph.nodes.count {
      graph.nodes.append(
        Node(op: op, inputs: inputs, types: types, scope: scope, location: location))
      nodeIndices[key] = index
    }
    return types.indices.map {
      Tensor(.traced(self, ValueID(node: index, output: $0)), types[$0])
    }
  }

  /// The value of a tensor in this trace; a recorded constant expression is replayed into it.
  package func resolve(_ tensor: Tensor) -> ValueID? {
    switch tensor.storage {
    case .traced(let trace, let value):
      if trace === self { return value }
      _ = fail(
        operation: "operand",
        message: "a tensor of another trace can't be used here.",
        help: "pass it as an input of the layer or model")
      return nil
    case .poisoned: return nil
    case .recorded:
      return Replay(into: self).tensor(tensor).flatMap { resolve($0) }
    }
  }

  // MARK: Leaves

  /// A tensor of the batch.
  public func input(name: String, type: TensorType) -> Tensor {
    if let index = graph.inputs.firstIndex(where: { $0.name == name }) {
      return append(.input(index), [], [graph.inputs[index].type])[0]
    }
    graph.inputs.append(InputSpecification(name: name, type: type))
    return append(.input(graph.inputs.count - 1), [], [type])[0]
  }

  /// A number that the host passes at each step.
  public func scalar(_ name: String, dtype: DType = .float32) -> Tensor {
    let index = scalarIndices[name] ?? graph.scalars.count
    if index == graph.scalars.count {
      graph.scalars.append(ScalarSpecification(name: name, dtype: dtype))
      scalarIndices[name] = index
    }
    return append(.scalar(index), [], [TensorType(graph.scalars[index].dtype, [])])[0]
  }

  /// A constant.
  public func constant(_ value: HostTensor) -> Tensor {
    append(.constant(value), [], [TensorType(value.dtype, value.shape)])[0]
  }

  /// Random draws, fresh at each step, from a stream of this layer's own.
  ///
  /// - Parameter seed: draws that depend on it and on the step alone, neither on the run's seed nor
  ///   on the layer's path; nil for the run's.
  public func random(
    _ distribution: RandomDistribution, shape: Shape, dtype: DType = .float32, seed: Int? = nil
  ) -> Tensor {
    let call = randomCalls[scope, default: 0]
    randomCalls[scope] = call + 1
    let stream = StableHash.hash("\(seed == nil ? scope : "")#\(call)")
    let key = seed.map { constant(HostTensor(filling: [], with: Double($0), dtype: .int64)) }
    return emit(
      .random(distribution, shape: shape, dtype: dtype, stream: stream),
      [key ?? scalar("seed", dtype: .int64), scalar("step", dtype: .int64)])[0]
  }

  // MARK: State

  /// The present value of a state slot, which is made at the first request.
  ///
  /// - Parameters:
  ///   - path: the slot's full path; see ``path(_:)``.
  ///   - type: the type of the value.
  ///   - role: what the slot holds.
  ///   - isTrainable: whether an optimizer may change it.
  ///   - initial: the value with which training begins.
  public func state(
    path: String, type: TensorType, role: StateSlot.Role, isTrainable: Bool = false,
    initial: any InitialValue
  ) -> Tensor {
    if let index = slotIndices[path] {
      guard graph.slots[index].type == type else {
        return fail(
          operation: path, wanted: "\(graph.slots[index].type), as at the layer's first call",
          received: "\(type)", help: "a shared layer needs inputs of one shape")
      }
      return slotValues[index] ?? append(.state(index), [], [type])[0]
    }
    guard type.shape.isKnown || batchSize == nil else {
      return fail(
        operation: path, wanted: "known extents", received: "\(type)",
        help: "give every input extent but the batch")
    }
    graph.slots.append(
      StateSlot(path: path, type: type, role: role, isTrainable: isTrainable && frozenDepth == 0))
    slotIndices[path] = graph.slots.count - 1
    initialValues[path] = initial
    return append(.state(graph.slots.count - 1), [], [type])[0]
  }

  /// Sets what a slot holds after the step. Later reads in this trace see the new value.
  public func update(path: String, to value: Tensor) {
    guard let index = slotIndices[path] else {
      _ = fail(operation: path, message: "there is no such state to update.")
      return
    }
    guard !value.isPoisoned else { return }
    guard value.type == graph.slots[index].type || batchSize == nil else {
      _ = fail(
        operation: path, wanted: "an update of \(graph.slots[index].type)",
        received: "\(value.type)")
      return
    }
    if slotValues[index] == nil { updatedSlots.append(index) }
    slotValues[index] = value
  }

  // MARK: Errors

  /// A tensor that stands for a failed computation.
  package var poison: Tensor { Tensor(.poisoned(self), .poison) }

  /// Records an error at the current layer and returns a poisoned tensor.
  @discardableResult
  public func fail(
    operation: String, message: String? = nil, wanted: String? = nil, received: String? = nil,
    help: String? = nil
  ) -> Tensor {
    let error = HoneError(
      .model, path: scope.isEmpty ? nil : scope, operation: operation, message: message,
      wanted: wanted, received: received, help: help, location: location)
    if !errors.contains(error) { errors.append(error) }
    return poison
  }

  private var location: SourceLocation? { scopes.last { $0.location != nil }?.location }

  // MARK: Result

  /// The program that computes the named outputs and all updates asked for.
  ///
  /// - Throws: all errors of the trace together.
  public func program(name: String, outputs: [(String, Tensor)]) throws(HoneError) -> Program {
    let results = outputs.map { ($0.0, resolve($0.1)) }
    let updates = updatedSlots.compactMap { slot in
      slotValues[slot].flatMap(resolve).map { Program.Update(slot: slot, value: $0) }
    }
    if let error = HoneError.combining(errors) { throw error }
    return Program(
      name: name, graph: graph,
      outputs: results.compactMap { name, value in
        value.map { Program.Output(name: name, value: $0) }
      },
      updates: updates)
  }
}

/// How a state slot begins.
public protocol InitialValue: Sendable {
  /// Makes the value; random ones are a function of the key.
  func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor
}

/// The same number everywhere.
public struct ConstantValue: InitialValue {
  /// The number.
  public var value: Double

  /// Creates the value.
  public init(_ value: Double) { self.value = value }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    HostTensor(filling: shape, with: value, dtype: dtype)
  }
}
