public import HoneBackend
public import HoneCore
public import HoneGraph

/// The default engine: oneDNN for convolutions and matrix products, own kernels for the rest.
///
/// A program is compiled to a flat list of prepared calls over one planned arena; running a step
/// allocates nothing. Operations without a fast kernel run on the reference interpreter.
///
/// Environment: `HONE_ONEDNN` names the oneDNN library, `HONE_THREADS` (or
/// `OMP_NUM_THREADS`) the number of threads,
/// `HONE_PLAN` how it chooses among implementations (`fixed`, `measured`, `tune`),
/// `HONE_PLAN_CACHE` the folder that keeps what was measured,
/// `HONE_DEBUG=plan` prints every plan, `HONE_DEBUG=time` the shortest time of each of its steps.
public struct CPUBackend: Backend {
  /// The number of threads of a parallel region.
  public let threads: Int
  private let version: Int
  private let chooser: Chooser

  /// Loads oneDNN 3 and its thread pool.
  ///
  /// - Parameters:
  ///   - plan: how to choose among the implementations of an operation; nil for what `HONE_PLAN`
  ///     says, else `measured`.
  ///   - record: choices of an earlier run, which go before measuring.
  /// - Throws: an error of kind `.backend` that says how to install oneDNN, if there is none.
  public init(plan: PlanMode? = nil, reusing record: PlanRecord? = nil) throws(HoneError) {
    threads = ThreadSettings.threads
    ThreadSettings.export()
    version = try OneDNNLibrary.load()
    OneDNNLibrary.joinThreadPool(threads: threads)
    let named = ThreadSettings.environment("HONE_PLAN").flatMap(PlanMode.init)
    chooser = Chooser(
      mode: plan ?? named ?? .measured,
      machine: Machine.description(oneDNN: version, threads: threads), reusing: record)
  }

  public var name: String { "cpu" }

  public var capabilities: Capabilities {
    let number = "\(version / 10000).\(version / 100 % 100).\(version % 100)"
    return Capabilities(
      dtypes: Set(DType.allCases.filter(\.isSupported)),
      description: "cpu, oneDNN \(number), \(threads) thread\(threads == 1 ? "" : "s")")
  }

  public var planRecord: PlanRecord? { chooser.record }

  public func reusing(_ record: PlanRecord) throws(HoneError) -> any Backend {
    try CPUBackend(plan: chooser.mode, reusing: record)
  }

  public func choosing(_ plan: PlanMode) throws(HoneError) -> any Backend {
    try CPUBackend(plan: plan)
  }

  public func makeStateStore() throws(HoneError) -> any StateStore { CPUStateStore() }

  /// Plans memory and prepares every call.
  ///
  /// - Throws: an error of kind `.model` if an extent is unknown, of kind `.state` if the store
  ///   holds a slot under another type, of kind `.backend` if another backend made the store or
  ///   memory is short.
  public func compile(
    _ program: Program, over store: any StateStore
  ) throws(HoneError) -> any Executable {
    guard let store = store as? CPUStateStore else {
      throw HoneError(
        .backend, path: program.name, operation: "compile",
        wanted: "a state store of the cpu backend", received: "\(type(of: store))",
        help: "make the store with makeStateStore() of the backend that compiles")
    }
    for node in program.graph.nodes {
      for type in node.types where !type.shape.isKnown {
        throw HoneError(
          .model, path: node.scope, operation: node.op.name, wanted: "a shape without unknowns",
          received: "\(type)", help: "trace the program for a batch size",
          location: node.location)
      }
    }
    try store.add(program.graph.slots)
    let planner = Planner(program, store, choosing: chooser)
    let plan = planner.plan()
    guard !planner.isShortOfMemory else {
      throw Memory.error(plan.memory.workspace.bytes, program.name)
    }
    if ThreadSettings.environment("HONE_DEBUG") == "plan" { print(PlanTable(plan).text) }
    return CPUExecutable(plan)
  }

  public func memory(of program: Program) throws(HoneError) -> MemoryPlan? {
    let store = CPUStateStore()
    try store.add(program.graph.slots)
    return Planner(program, store, choosing: chooser).plan().memory
  }

  public func roughMemory(of program: Program) -> MemoryPlan? {
    Planner(program, CPUStateStore(), choosing: chooser).roughMemory()
  }
}
