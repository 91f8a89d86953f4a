internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Ctrl-C while training: the first asks training to stop after its step, the second ends the
/// process.
///
/// If the program handles SIGINT itself, its handler stays.
struct Interrupt {
  private static let requests = Atomic<Int>(0)
  private let isInstalled: Bool

  init() {
    Self.requests.store(0, ordering: .relaxed)
    var previous = sigaction()
    sigaction(SIGINT, nil, &previous)
    #if canImport(Darwin)
      let isDefault = previous.__sigaction_u.__sa_handler == nil
    #else
      let isDefault = previous.__sigaction_handler.sa_handler == nil
    #endif
    isInstalled = isDefault
    if isDefault {
      signal(SIGINT) { _ in
        if Interrupt.requests.wrappingAdd(1, ordering: .relaxed).oldValue > 0 {
          signal(SIGINT, SIG_DFL)
          raise(SIGINT)
        }
      }
    }
  }

  /// Whether the user asked to stop.
  var isRequested: Bool { Self.requests.load(ordering: .relaxed) > 0 }

  /// Gives SIGINT back.
  func end() {
    if isInstalled { signal(SIGINT, SIG_DFL) }
  }
}
