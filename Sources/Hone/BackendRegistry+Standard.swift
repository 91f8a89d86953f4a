public import HoneBackend
public import HoneCore
internal import HoneReference

extension BackendRegistry {
  /// The backends that Hone brings, the fastest first.
  public static let standard = BackendRegistry()
    .adding("reference") { ReferenceBackend() }

  /// The first backend that starts.
  ///
  /// - Throws: what the first one throws, if none does.
  public func preferred() throws(HoneError) -> any Backend {
    var first: HoneError?
    for name in names {
      do {
        return try makeBackend(name)
      } catch {
        first = first ?? (error as? HoneError)
      }
    }
    throw first
      ?? HoneError(.backend, operation: "backend", message: "no backend is registered.")
  }
}
