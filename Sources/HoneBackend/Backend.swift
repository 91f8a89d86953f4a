public import HoneCore
public import HoneGraph

/// An engine that compiles programs and holds the state that they share.
public protocol Backend: Sendable {
  /// The name under which the registry knows the backend, such as `cpu`.
  var name: String { get }

  /// What the backend can do.
  var capabilities: Capabilities { get }

  /// Makes an empty store for the state of one training run.
  func makeStateStore() throws(HoneError) -> any StateStore

  /// Prepares a program for execution over a store.
  ///
  /// Slots of the program that the store lacks are added, filled with zeros; a slot that the store
  /// holds under another type is an error. The store keeps the state, so that programs compiled
  /// over one store see each other's updates.
  func compile(_ program: Program, over store: any StateStore) throws(HoneError) -> any Executable

  /// How the programs compiled so far compute what can be computed in several ways; nil if there
  /// is only one way.
  var planRecord: PlanRecord? { get }

  /// The backend with the choices of an earlier run.
  func reusing(_ record: PlanRecord) throws(HoneError) -> any Backend

  /// The backend with another way to choose.
  func choosing(_ plan: PlanMode) throws(HoneError) -> any Backend

  /// The memory that a program will take; nil if the backend doesn't plan it ahead.
  ///
  /// Programs over one store take the state once, and the largest workspace once.
  func memory(of program: Program) throws(HoneError) -> MemoryPlan?

  /// The same without the scratch memory of kernels: quick, for comparing programs.
  func roughMemory(of program: Program) -> MemoryPlan?
}

extension Backend {
  public var planRecord: PlanRecord? { nil }
  public func reusing(_ record: PlanRecord) throws(HoneError) -> any Backend { self }
  public func choosing(_ plan: PlanMode) throws(HoneError) -> any Backend { self }
  public func memory(of program: Program) throws(HoneError) -> MemoryPlan? { nil }
  public func roughMemory(of program: Program) -> MemoryPlan? { nil }
}

/// What a backend can do.
public struct Capabilities: Hashable, Sendable {
  /// The element types that its operations accept.
  public var dtypes: Set<DType>
  /// A line for people: engine, version, threads.
  public var description: String
  /// What the user should know before training, such as that the backend is slow.
  public var warning: String?

  /// Creates a description of a backend.
  public init(dtypes: Set<DType>, description: String, warning: String? = nil) {
    self.dtypes = dtypes
    self.description = description
    self.warning = warning
  }
}

/// State slots by path, owned by a backend. Consistent at every step boundary.
///
/// Values cross this protocol in plain row-major layout, whatever layout the backend keeps.
public protocol StateStore: AnyObject, Sendable {
  /// The slots, in the order in which they were added.
  var slots: [StateSlot] { get }

  /// Adds a slot with a value, or replaces the value of one that exists under the same type.
  func set(_ slot: StateSlot, to value: HostTensor) throws(HoneError)

  /// The value of a slot.
  ///
  /// - Throws: an error of kind `.state` if there is no such slot.
  func value(at path: String) throws(HoneError) -> HostTensor
}

extension StateStore {
  /// The slot at a path, if there is one.
  public func slot(at path: String) -> StateSlot? { slots.first { $0.path == path } }

  /// The values of all slots by path.
  public func snapshot() throws(HoneError) -> [String: HostTensor] {
    var values: [String: HostTensor] = [:]
    for slot in slots { values[slot.path] = try value(at: slot.path) }
    return values
  }

  /// Sets every slot to its value in a snapshot of this store.
  ///
  /// - Throws: an error of kind `.state` if the snapshot lacks a slot.
  public func restore(_ snapshot: [String: HostTensor]) throws(HoneError) {
    for slot in slots {
      guard let value = snapshot[slot.path] else {
        throw HoneError(
          .state, path: slot.path, operation: "restore", message: "the snapshot lacks this value.")
      }
      try set(slot, to: value)
    }
  }
}

/// A compiled program. Used by one thread at a time.
public protocol Executable: AnyObject, Sendable {
  /// What was compiled.
  var program: Program { get }

  /// Runs one step: reads inputs and state, computes, updates the state.
  ///
  /// In the steady state this neither allocates nor locks.
  ///
  /// - Parameters:
  ///   - inputs: the elements of each of the program's inputs in row-major order.
  ///   - scalars: the value of each of the program's scalars.
  func run(inputs: [UnsafeRawPointer], scalars: [Double]) throws(HoneError)

  /// Copies an output of the last run.
  func output(_ index: Int) -> HostTensor

  /// The first element of an output of the last run, for a number that is watched at each step.
  ///
  /// Neither allocates nor locks where the backend can do without.
  func number(_ index: Int) -> Double

  /// The bytes that the program needs beside state and inputs.
  var workspaceByteCount: Int { get }

  /// All memory that running the program takes; nil if the backend doesn't plan it ahead.
  var memory: MemoryPlan? { get }

  /// The calls of a step in order; empty if the backend doesn't tell them apart.
  var calls: [CallDescription] { get }

  /// Runs one step as ``run(inputs:scalars:)`` does, and appends the times at which the first of
  /// ``calls`` began and each ended; without calls, those of the step.
  func run(
    inputs: [UnsafeRawPointer], scalars: [Double], marks: inout [ContinuousClock.Instant]
  ) throws(HoneError)
}

extension Executable {
  public func number(_ index: Int) -> Double {
    output(index).elements(as: Double.self).first ?? .nan
  }

  /// Runs one step on host tensors and returns all outputs.
  ///
  /// - Throws: an error of kind `.data` if a tensor's type or shape isn't that of the input.
  public func run(_ inputs: [HostTensor], scalars: [Double] = []) throws(HoneError) -> [HostTensor]
  {
    let specifications = program.graph.inputs
    guard inputs.count == specifications.count, scalars.count == program.graph.scalars.count else {
      throw HoneError(
        .data, operation: program.name,
        wanted: "\(specifications.count) inputs and \(program.graph.scalars.count) scalars",
        received: "\(inputs.count) and \(scalars.count)")
    }
    for (input, wanted) in zip(inputs, specifications)
    where TensorType(input.dtype, input.shape) != wanted.type {
      throw HoneError(
        .data, path: wanted.name, operation: program.name, wanted: "\(wanted.type)",
        received: "\(input.dtype)\(input.shape)")
    }
    let pointers = inputs.map { $0.withUnsafeBytes { UnsafeRawPointer($0.baseAddress) } }
    var none = 0
    try withUnsafePointer(to: &none) { (fallback) throws(HoneError) in
      try run(inputs: pointers.map { $0 ?? UnsafeRawPointer(fallback) }, scalars: scalars)
    }
    withExtendedLifetime(inputs) {}
    return program.outputs.indices.map(output)
  }
}
