public import HoneCore

/// Backends by name. A value: adding one makes a new registry.
public struct BackendRegistry: Sendable {
  private var makers: [(name: String, make: @Sendable () throws(HoneError) -> any Backend)] = []

  /// Creates an empty registry.
  public init() {}

  /// The names, in the order of preference.
  public var names: [String] { makers.map(\.name) }

  /// The registry with one more backend, whose closure runs when it is first asked for.
  public func adding(
    _ name: String, _ make: @escaping @Sendable () throws(HoneError) -> any Backend
  ) -> BackendRegistry {
    var copy = self
    copy.makers.removeAll { $0.name == name }
    copy.makers.append((name, make))
    return copy
  }

  /// Makes a backend.
  ///
  /// - Throws: an error of kind `.usage` for an unknown name, or what the backend throws.
  public func makeBackend(_ name: String) throws(HoneError) -> any Backend {
    guard let entry = makers.first(where: { $0.name == name }) else {
      throw HoneError(
        .usage, operation: "backend", wanted: names.joined(separator: ", "), received: name,
        help: "choose one of these names")
    }
    return try entry.make()
  }
}
