public import HoneBackend
public import HoneCore
public import HoneGraph

/// An interpreter of programs: slow, obvious, and the oracle of every test.
///
/// It evaluates a program node by node. Floats are computed in float64 and rounded to their type
/// after each operation, so a float32 result is the correctly rounded one of its operands, and sums
/// (matrix products, convolutions, reductions) are float64 until their end. Whole numbers wrap
/// around at their type. Where an operation's description leaves a case open, this interpreter
/// decides it:
///
/// - `maximum`, `minimum`, their reductions, places and poolings: NaN wins over numbers.
/// - `divide` of whole numbers cuts towards zero; a division by zero gives 0.
/// - `remainder` has the sign of the divisor (`a − b · ⌊a / b⌋`), as its gradient rule has it; of
///   a whole number by zero it is 0.
/// - `sign` of 0 is 0 and of NaN is NaN; `relu` of NaN is NaN.
/// - `convert` holds numbers in the range of whole-number types; NaN becomes 0.
/// - `gather` and `scatterAdd` take the nearest valid index; of an axis without elements, zeros.
/// - Batch statistics of no elements are 0, as is the average of a window that holds only padding.
public struct ReferenceBackend: Backend {
  /// Creates the backend.
  public init() {}

  public var name: String { "reference" }

  public var capabilities: Capabilities {
    Capabilities(
      dtypes: Set(DType.allCases.filter(\.isSupported)),
      description: "reference interpreter, 1 thread",
      warning: "the reference backend is for checks: it is a thousand times slower than `cpu`")
  }

  public func makeStateStore() throws(HoneError) -> any StateStore { ReferenceStateStore() }

  /// Prepares a program for interpretation.
  ///
  /// - Throws: an error of kind `.model` if the program isn't well formed or an extent is unknown,
  ///   of kind `.state` if the store holds a slot under another type, of kind `.backend` if another
  ///   backend made the store.
  public func compile(
    _ program: Program, over store: any StateStore
  ) throws(HoneError) -> any Executable {
    guard let store = store as? ReferenceStateStore else {
      throw HoneError(
        .backend, path: program.name, operation: "compile",
        wanted: "a state store of the reference backend", received: "\(type(of: store))",
        help: "make the store with makeStateStore() of the backend that compiles")
    }
    try program.verify()
    for node in program.graph.nodes {
      for type in node.types where !type.shape.isKnown {
        throw HoneError(
          .model, path: node.scope, operation: node.op.name, wanted: "a shape without unknowns",
          received: "\(type)", help: "trace the program for a batch size",
          location: node.location)
      }
    }
    try store.add(program.graph.slots)
    return ReferenceExecutable(program: program, store: store)
  }
}
