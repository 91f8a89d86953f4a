#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A lock with a condition to wait for: what two threads need to hand things to one another.
package final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs the body while no other thread does.
  package func withLock<R, Failure: Error>(_ body: () throws(Failure) -> R) throws(Failure) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Lets go of the lock until another thread signals; only within ``withLock(_:)``. May return
  /// early: check again what was waited for.
  package func wait() { pthread_cond_wait(condition, mutex) }

  /// Wakes every thread that waits.
  package func signal() { pthread_cond_broadcast(condition) }
}

/// A thread of the operating system, for work that waits or computes for long.
package enum WorkerThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread that runs the closure and ends.
  ///
  /// - Parameter stackByteCount: the size of its stack; 0 for the system's.
  /// - Throws: `.backend` if the system allows no more threads.
  package static func start(
    stackByteCount: Int = 0, _ run: @escaping @Sendable () -> Void
  ) throws(HoneError) {
    let body = Unmanaged.passRetained(Body(run))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    if stackByteCount > 0 { pthread_attr_setstacksize(&attributes, stackByteCount) }
    #if canImport(Darwin)
      var thread: pthread_t?
      let code = pthread_create(
        &thread, &attributes,
        { context in
          Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
          return nil
        }, body.toOpaque())
    #else
      var thread = pthread_t()
      let code = pthread_create(
        &thread, &attributes,
        { context in
          if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
          return nil
        }, body.toOpaque())
    #endif
    if code != 0 {
      body.release()
      throw HoneError(
        .backend, operation: "start a thread", message: "the system refuses (code \(code))",
        help: "raise the limit of processes with `ulimit -u`")
    }
  }
}
