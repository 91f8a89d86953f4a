#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// ProcessEnvironment variables and the folders that follow from them.
///
/// A value, so that tests can pass one of their own.
public struct ProcessEnvironment: Sendable {
  private let variable: @Sendable (String) -> String?

  /// Creates an environment from a function that gives a variable's value.
  public init(_ variable: @escaping @Sendable (String) -> String?) { self.variable = variable }

  /// The environment of this process.
  public static let process = ProcessEnvironment { name in getenv(name).map { String(cString: $0) }
  }

  /// The value of a variable; nil if it isn't set or is empty.
  public subscript(name: String) -> String? {
    variable(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where Hone keeps what can be fetched or computed again: `$XDG_CACHE_HOME/hone`, else
  /// `~/Library/Caches/hone` on macOS and `~/.cache/hone` elsewhere.
  public var cacheFolder: String {
    if let folder = self["XDG_CACHE_HOME"], folder.hasPrefix("/") { return folder + "/hone" }
    let home = self["HOME"] ?? "/tmp"
    #if os(macOS)
      return home + "/Library/Caches/hone"
    #else
      return home + "/.cache/hone"
    #endif
  }
}
