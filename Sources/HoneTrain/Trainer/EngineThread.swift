internal import Foundation

/// A thread of its own for long computations, so that they don't hold a thread of the concurrency
/// runtime, with a stack that deep models fit in.
enum EngineThread {
  static func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result { try body() }) }
      thread.stackSize = 64 << 20
      thread.name = "hone.engine"
      thread.start()
    }
  }
}
