import HoneBackend
import HoneCore
import HoneGraph
import HoneReference

/// The reference backend on programs after the standard passes, which must change no result.
struct OptimizedBackend: Backend {
  private let reference = ReferenceBackend()

  var name: String { "optimized reference" }
  var capabilities: Capabilities { reference.capabilities }

  func makeStateStore() throws(HoneError) -> any StateStore { try reference.makeStateStore() }

  func compile(
    _ program: Program, over store: any StateStore
  ) throws(HoneError) -> any Executable {
    try reference.compile(program.optimized(), over: store)
  }
}
