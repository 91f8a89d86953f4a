import Hone

/// The backends on which every test of training runs.
let backendNames = BackendRegistry.standard.names

/// A backend by name.
func backend(_ name: String) throws -> any Backend {
  try BackendRegistry.standard.makeBackend(name)
}

/// For tests of texts and messages, which don't depend on the engine.
let reference: any Backend = ReferenceBackend()
