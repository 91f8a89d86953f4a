internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// One thread for all work of a trainer: long computations don't hold a thread of the concurrency
/// runtime, the engine's thread pool belongs to one caller, and the stack fits deep models.
///
/// The thread starts with the first work and ends with the trainer.
final class EngineThread: Sendable {
  private let queue = Queue()

  /// Runs a closure on the thread.
  ///
  /// - Throws: what the closure throws; `.backend` if the system allows no more threads.
  func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try queue.startOnce()
    return try await withCheckedThrowingContinuation { continuation in
      queue.append { continuation.resume(with: Result { try body() }) }
    }
  }

  /// Whether the caller runs on the thread: code that the work itself calls, such as a callback.
  var isCurrent: Bool { queue.isCurrent }

  deinit { queue.close() }

  /// What waits to be done.
  private final class Queue: @unchecked Sendable {
    private let monitor = Monitor()
    private var work: [@Sendable () -> Void] = []
    private var isStarted = false
    private var isClosed = false
    private var worker: pthread_t?

    var isCurrent: Bool {
      monitor.withLock { worker.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    func startOnce() throws(HoneError) {
      let wasStarted = monitor.withLock {
        defer { isStarted = true }
        return isStarted
      }
      guard !wasStarted else { return }
      try WorkerThread.start(stackByteCount: 64 << 20) { [self] in
        monitor.withLock { worker = pthread_self() }
        while let next = take() { next() }
      }
    }

    func append(_ body: @escaping @Sendable () -> Void) {
      monitor.withLock {
        work.append(body)
        monitor.signal()
      }
    }

    func close() {
      monitor.withLock {
        isClosed = true
        monitor.signal()
      }
    }

    private func take() -> (@Sendable () -> Void)? {
      monitor.withLock {
        while work.isEmpty, !isClosed { monitor.wait() }
        return work.isEmpty ? nil : work.removeFirst()
      }
    }
  }
}
