internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Ctrl-C while training: the first asks every training of the process to stop after its step, the
/// second ends the process.
///
/// If the program handles SIGINT itself, its handler stays.
struct Interrupt {
  private static let requests = Atomic<Int>(0)
  /// How many trainings run, and whether our handler is installed.
  private static let handling = Mutex<(trainings: Int, isInstalled: Bool)>((0, false))

  init() {
    Self.handling.withLock { handling in
      handling.trainings += 1
      guard handling.trainings == 1 else { return }
      Self.requests.store(0, ordering: .relaxed)
      handling.isInstalled = Self.hasDefaultHandler
      if handling.isInstalled { Self.install() }
    }
  }

  /// Whether the user asked to stop.
  var isRequested: Bool { Self.requests.load(ordering: .relaxed) > 0 }

  /// Gives SIGINT back after the last training.
  func end() {
    Self.handling.withLock { handling in
      handling.trainings -= 1
      if handling.trainings == 0, handling.isInstalled { signal(SIGINT, SIG_DFL) }
    }
  }

  private static func install() {
    signal(SIGINT) { _ in
      if Interrupt.requests.wrappingAdd(1, ordering: .relaxed).oldValue > 0 {
        signal(SIGINT, SIG_DFL)
        raise(SIGINT)
      }
    }
  }

  private static var hasDefaultHandler: Bool {
    var previous = sigaction()
    sigaction(SIGINT, nil, &previous)
    #if canImport(Darwin)
      return previous.__sigaction_u.__sa_handler == nil
    #else
      return previous.__sigaction_handler.sa_handler == nil
    #endif
  }
}
