public import HoneCore
public import HoneGraph

/// Programs, what they are fed, and how closely two backends must agree on what comes out.
public struct ConformanceCase: Sendable {
  /// What happens to the programs and their store, in order.
  public enum Step: Sendable {
    /// Runs a program, by its index.
    case run(program: Int, inputs: [HostTensor], scalars: [Double])
    /// Sets a slot from outside.
    case set(StateSlot, HostTensor)
  }

  /// The family, such as `convolution`.
  public var name: String
  /// The programs, all compiled over one store before the first step.
  public var programs: [Program]
  /// The slots that the store holds before the programs are compiled.
  public var initialState: [(slot: StateSlot, value: HostTensor)]
  /// What happens.
  public var steps: [Step]
  /// How far outputs and state may differ.
  public var tolerance: Tolerance

  /// Creates a case.
  public init(
    name: String, programs: [Program], initialState: [(slot: StateSlot, value: HostTensor)] = [],
    steps: [Step], tolerance: Tolerance
  ) {
    self.name = name
    self.programs = programs
    self.initialState = initialState
    self.steps = steps
    self.tolerance = tolerance
  }

  /// A case of one program that runs once on the values that it was built with.
  public init(_ name: String, _ builder: ProgramBuilder, tolerance: Tolerance) {
    self.init(
      name: name, programs: [builder.program],
      initialState: zip(builder.program.graph.slots, builder.initialState).map { ($0, $1) },
      steps: [.run(program: 0, inputs: builder.inputs, scalars: builder.scalars)],
      tolerance: tolerance)
  }

  /// Whether no step changes the state, so that a second run must give the same bits.
  var isRepeatable: Bool { steps.count == 1 && programs.allSatisfy { $0.updates.isEmpty } }
}

/// A way to make random cases of one kind.
public struct ConformanceFamily: Sendable {
  /// The name of the operation or of the kind of program.
  public var name: String
  /// Makes a case; all its choices come from the generator.
  public var make: @Sendable (inout CaseRandom) throws -> ConformanceCase

  /// Creates a family.
  public init(
    _ name: String, _ make: @escaping @Sendable (inout CaseRandom) throws -> ConformanceCase
  ) {
    self.name = name
    self.make = make
  }
}
