import Hone
import Testing

/// The best and the last of what was logged, and which weights are left.
@Suite struct LogSummaryTests {
  /// Logs numbers of its own.
  private struct Logger: Callback {
    let name: String
    let values: [Double]
    var writes: [String] { [name] }
    func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) {
      logs[name] = values[epoch]
    }
  }

  private static func fit(
    _ trainer: Trainer, _ callbacks: [any Callback] = [], epochs: Int = 4
  ) async throws -> History {
    try await trainer.fit(
      Samples.dataset(20), epochs: epochs, batchSize: 6, validation: Samples.dataset(8, seed: 3),
      verbose: 0, callbacks: callbacks, preflight: false)
  }

  @Test func lossesFallAndAccuraciesRise() async throws {
    let trainer = try Samples.trainer(
      optimizer: .sgd(learningRate: 2), metrics: [.accuracy], on: reference)
    let history = try await Self.fit(trainer, epochs: 6)
    for (name, isLower) in [("loss", true), ("val_loss", true), ("val_accuracy", false)] {
      let values = history[name]
      let best = try #require(isLower ? values.min() : values.max())
      let summary = try #require(history.summary(of: name))
      #expect(summary.best?.value == best)
      #expect(summary.best?.epoch == values.firstIndex(of: best))
      #expect(summary.last.value == values.last && summary.last.epoch == 5)
    }
    #expect(history.summaries.map(\.name) == history.names)
    #expect(history.summary(of: "nothing") == nil)
    #expect(history.summary(of: "learning_rate")?.best == nil)
  }

  @Test func aNumberThatTellsNothingHasNoBest() async throws {
    let trainer = try Samples.trainer(on: reference)
    let history = try await Self.fit(trainer, [Logger(name: "size", values: [3, 1, 2, 5])])
    let summary = try #require(history.summary(of: "size"))
    #expect(summary.best == nil && summary.last.value == 5)
    #expect("\(summary)" == "size  last 5.0000")
  }

  @Test func theFirstOfEqualValuesIsTheBestAndNaNNeverIs() throws {
    func summary(_ values: [Double]) -> LogSummary? {
      LogSummary("val_loss", values.enumerated().map { ($0.offset + 2, $0.element) }, .lower)
    }
    let tie = try #require(summary([.nan, 0.5, 0.25, 0.25, 0.75]))
    #expect(tie.best?.value == 0.25 && tie.best?.epoch == 4)
    #expect("\(tie)" == "val_loss  best 0.2500 (epoch 5)  last 0.7500")
    let lost = try #require(summary([.nan, .nan]))
    #expect(lost.best == nil && lost.last.value.isNaN && lost.last.epoch == 3)
    #expect(summary([]) == nil)
  }

  @Test func whichWeightsAreLeftIsSaid() async throws {
    let plain = try Samples.trainer(on: reference)
    #expect(try await Self.fit(plain).finalWeights == .last)

    let stopping = EarlyStopping(monitor: "val_loss", patience: 9, restoreBestWeights: true)
    let restored = try Samples.trainer(optimizer: .sgd(learningRate: 2), on: reference)
    let history = try await Self.fit(restored, [stopping])
    let best = try #require(history.summary(of: "val_loss")?.best?.epoch)
    #expect(history.finalWeights == .epoch(best, restoredBy: "EarlyStopping"))
    let measured = try await restored.evaluate(Samples.dataset(8, seed: 3), batchSize: 6)["loss"]
    #expect(measured == history["val_loss"][best])

    let averaged = try Samples.trainer(
      optimizer: SGD(learningRate: 0.1).averaged(.exponential(momentum: 0.5)), on: reference)
    #expect(try await Self.fit(averaged).finalWeights == .averages)
  }

  @Test func theTimeOfAnEpochIsDividedIntoItsParts() async throws {
    /// Sleeps where its part is to be seen.
    struct Sleeper: Callback {
      func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
        let end = ContinuousClock.now + .milliseconds(10)
        while ContinuousClock.now < end {}
      }
    }
    let folder = try TemporaryFolder()
    let trainer = try Samples.trainer(on: reference)
    let history = try await trainer.fit(
      Samples.dataset(20), epochs: 2, batchSize: 6, validation: Samples.dataset(8, seed: 3),
      verbose: 0, callbacks: [Sleeper()], preflight: false,
      checkpoints: Checkpoints(folder.path, every: .steps(1)))
    #expect(history.timings.count == 2)
    for timing in history.timings {
      let parts = [
        timing.compute, timing.waiting, timing.validation, timing.callbacks, timing.checkpoints,
      ]
      #expect(parts.allSatisfy { $0 > 0 })
      #expect(parts.reduce(0, +) <= timing.total)
      // Four steps, 10 ms each, which count as nothing else.
      #expect(timing.callbacks >= 0.04)
      #expect(timing.samples == 20)
    }
  }
}
