import Hone
import Synchronization
import Testing

@Suite struct ValidationSplitTests {
  @Test func splitHoldsOutTheSameShareOfEachClass() async throws {
    // 40 samples sorted by class: 20, 12, 8. A fifth is 4, 2 or 3, 1 or 2: 8 in all.
    let labels =
      [Int32](repeating: 0, count: 20) + Array(repeating: 1, count: 12)
      + Array(repeating: 2, count: 8)
    let data = try ArrayDataset(x: try Samples.normal([40, 6]), y: HostTensor(labels))
    let parts = try data.split(validationFraction: 0.2, seed: 5)
    let held = try #require(parts.validation.classLabels)
    #expect(held.count { $0 == 0 } == 4)
    #expect((2...3).contains(held.count { $0 == 1 }))
    #expect((1...2).contains(held.count { $0 == 2 }))

    let trainer = try Samples.trainer(seed: 5, metrics: [.accuracy], on: reference)
    let history = try await trainer.fit(data, batchSize: 8, validationSplit: 0.2, verbose: 0)
    #expect(trainer.stepCount == 4)
    #expect(try trainer.summary().sampleCount == 32)
    let again = try await trainer.evaluate(parts.validation, batchSize: 8)
    #expect(history["val_loss"] == [again["loss"]])
  }

  @Test func aSplitBesideValidationDataIsAnError() async throws {
    let trainer = try Samples.trainer(on: reference)
    let data = try Samples.dataset(10)
    await expectError(.usage, saying: "both validation and validationSplit", "help: leave one") {
      try await trainer.fit(data, validation: data, validationSplit: 0.2, verbose: 0)
    }
    await expectError(.usage, saying: "validationSplit", "below 1", "Received: 1.5") {
      try await trainer.fit(data, validationSplit: 1.5, verbose: 0)
    }
  }
}
