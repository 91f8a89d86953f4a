import Foundation
import Hone
import Synchronization
import Testing

@Suite struct OneAtATimeTests {
  /// Holds a training at its first step until it is let go.
  private final class Gate: Callback {
    private let state = Mutex((reached: false, open: false))
    var isReached: Bool { state.withLock { $0.reached } }
    func open() { state.withLock { $0.open = true } }

    func trainBegin(_ trainer: Trainer) throws {
      state.withLock { $0.reached = true }
      while !state.withLock({ $0.open }) { Thread.sleep(forTimeInterval: 0.001) }
    }
  }

  @Test func aSecondCallWhileOneRunsIsAnError() async throws {
    let trainer = try Samples.trainer(on: reference)
    let data = try Samples.dataset(8)
    let gate = Gate()
    async let running = trainer.fit(data, verbose: 0, callbacks: [gate])
    while !gate.isReached { try await Task.sleep(for: .milliseconds(1)) }
    await expectError(.state, saying: "at work already", "help: await") {
      _ = try await trainer.evaluate(data)
    }
    gate.open()
    #expect(try await running.epochs == [0])
    _ = try await trainer.evaluate(data)
  }

  @Test func twoTrainersWorkAtOnce() async throws {
    let (a, b) = (try Samples.trainer(on: reference), try Samples.trainer(on: reference))
    let data = try Samples.dataset(40)
    async let first = a.fit(data, epochs: 3, batchSize: 8, verbose: 0)
    async let second = b.fit(data, epochs: 3, batchSize: 8, verbose: 0)
    #expect(try await first == second)
  }
}
