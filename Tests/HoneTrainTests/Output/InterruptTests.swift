import Foundation
import Hone
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C, by real signals in child processes.
@Suite struct InterruptTests {
  /// Sends SIGINT to its own process after a step.
  private struct Interruption: Callback {
    var epoch = 1
    let step: Int
    func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) {
      if epoch == self.epoch, step == self.step { InterruptTests.interrupt() }
    }
  }

  /// A real SIGINT to this thread; the test library starts its children with signals blocked.
  private static func interrupt() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(SIGINT)
  }

  private static func require(_ condition: Bool, _ what: String) throws {
    if !condition { throw HoneError(.state, message: what) }
  }

  @Test func theFirstStopsAfterTheStep() async throws {
    let result = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        let trainer = try Samples.trainer(on: reference)
        let data = try Samples.dataset(20)
        let history = try await trainer.fit(
          data, epochs: 50, batchSize: 5, verbose: 2, callbacks: [Interruption(step: 1)])
        try InterruptTests.require(history.wasInterrupted, "not interrupted")
        try InterruptTests.require(history.epochs == [0], "epochs \(history.epochs)")
        try InterruptTests.require(trainer.stepCount == 6, "\(trainer.stepCount) steps")
        // Training goes on afterwards, and the weights can be used.
        let more = try await trainer.fit(data, batchSize: 5, verbose: 0)
        try InterruptTests.require(!more.wasInterrupted && trainer.stepCount == 10, "no more")
      })
    let text = String(decoding: result.standardOutputContent, as: UTF8.self)
    #expect(text.contains("interrupted in epoch 2/50; the weights are those of the last step"))
  }

  @Test func afterTheLastStepOfAnEpochTheEpochCounts() async throws {
    let result = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        let trainer = try Samples.trainer(on: reference)
        let history = try await trainer.fit(
          try Samples.dataset(20), epochs: 50, batchSize: 5, verbose: 2,
          callbacks: [Interruption(step: 3)])
        try InterruptTests.require(history.wasInterrupted, "not interrupted")
        try InterruptTests.require(history.epochs == [0, 1], "epochs \(history.epochs)")
      })
    let text = String(decoding: result.standardOutputContent, as: UTF8.self)
    #expect(text.contains("interrupted after epoch 2/50"))
  }

  @Test func theSecondEndsTheProcess() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      let trainer = try Samples.trainer(on: reference)
      _ = try await trainer.fit(
        try Samples.dataset(20), epochs: 50, batchSize: 5, verbose: 0,
        callbacks: [Interruption(step: 1), Interruption(step: 1)])
    }
  }

  @Test func afterTrainingSIGINTIsTheSystemsAgain() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      let trainer = try Samples.trainer(on: reference)
      try await trainer.fit(try Samples.dataset(20), verbose: 0)
      InterruptTests.interrupt()
    }
  }

  @Test func aHandlerOfTheProgramStays() async {
    await #expect(processExitsWith: .exitCode(7)) {
      signal(SIGINT) { _ in exit(7) }
      let trainer = try Samples.trainer(on: reference)
      _ = try await trainer.fit(
        try Samples.dataset(20), epochs: 3, batchSize: 5, verbose: 0,
        callbacks: [Interruption(step: 0)])
    }
  }
}
