internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Ctrl-C or SIGTERM while training: the first asks every training of the process to stop after its
/// step, the second ends the process.
///
/// If the program handles one of the signals itself, its handler stays.
struct Interrupt {
  private static let requests = Atomic<Int>(0)
  /// How many trainings run, and for which signals our handler is installed.
  private static let handling = Mutex<(trainings: Int, signals: [Int32])>((0, []))

  init() {
    Self.handling.withLock { handling in
      handling.trainings += 1
      guard handling.trainings == 1 else { return }
      Self.requests.store(0, ordering: .relaxed)
      handling.signals = [SIGINT, SIGTERM].filter(Self.hasDefaultHandler)
      handling.signals.forEach(Self.install)
    }
  }

  /// Whether the user asked to stop.
  static var isAnyRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Whether the user, or a callback, asked a training to stop.
  func isRequested(for trainer: Trainer) -> Bool {
    Self.isAnyRequested || trainer.training?.isInterrupted == true
  }

  /// Gives the signals back after the last training.
  func end() {
    Self.handling.withLock { handling in
      handling.trainings -= 1
      if handling.trainings == 0 { for number in handling.signals { signal(number, SIG_DFL) } }
    }
  }

  private static func install(_ number: Int32) {
    signal(number) { number in
      if Interrupt.requests.wrappingAdd(1, ordering: .relaxed).oldValue > 0 {
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  private static func hasDefaultHandler(_ number: Int32) -> Bool {
    var previous = sigaction()
    sigaction(number, nil, &previous)
    #if canImport(Darwin)
      return previous.__sigaction_u.__sa_handler == nil
    #else
      return previous.__sigaction_handler.sa_handler == nil
    #endif
  }
}
