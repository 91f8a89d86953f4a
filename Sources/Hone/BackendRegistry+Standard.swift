public import HoneBackend
internal import HoneCPU
public import HoneCore
internal import HoneReference

extension BackendRegistry {
  /// The backends that Hone brings, the fastest first.
  public static let standard = BackendRegistry()
    .adding("cpu") { () throws(HoneError) in try CPUBackend() }
    .adding("reference") { ReferenceBackend() }

  /// The fastest backend. It isn't replaced by a slower one in silence: if its library is missing,
  /// the error names the command that installs it.
  public func preferred() throws(HoneError) -> any Backend {
    guard let name = names.first else {
      throw HoneError(.backend, operation: "backend", message: "no backend is registered.")
    }
    return try makeBackend(name)
  }
}
