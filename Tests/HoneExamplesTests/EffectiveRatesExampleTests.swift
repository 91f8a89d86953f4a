import HoneExamples
import Testing

struct EffectiveRatesExampleTests {
  static let features = ["in each sample", "in 1 of 4", "in 1 of 16", "in 1 of 64"]

  @Test func adagradsRatesFallAndRmspropsStay() async throws {
    let result = try await Checked.run(EffectiveRatesExample())
    func rates(_ optimizer: String, _ feature: String) -> [Double] {
      [64, 512, 4096].map { result["\(optimizer), \(feature), \($0)"] }
    }
    #expect(result["Adagrad, rises"] == 0)
    #expect(result["RMSprop, rises"] > 1000)
    for feature in Self.features {
      let adagrad = rates("Adagrad", feature)
      #expect(adagrad[0] > adagrad[1] && adagrad[1] > adagrad[2], "\(feature)")
    }
    // Eight times the steps: as 1/√t falls, by √8 = 2.8.
    let adagrad = rates("Adagrad", "in each sample")
    let rmsprop = rates("RMSprop", "in each sample")
    #expect(2...4 ~= adagrad[1] / adagrad[2])
    #expect(0.5...2 ~= rmsprop[1] / rmsprop[2])
  }

  @Test func rareFeaturesKeepLargerRates() async throws {
    let result = try await EffectiveRatesExample().run()
    for optimizer in ["Adagrad", "RMSprop"] {
      for (frequent, rare) in zip(Self.features, Self.features.dropFirst()) {
        let (less, more) = (
          result["\(optimizer), \(frequent), 4096"], result["\(optimizer), \(rare), 4096"]
        )
        #expect(more > 1.3 * less, "\(optimizer), \(rare)")
      }
      for feature in Self.features {
        #expect(result["\(optimizer), \(feature), error"] < 0.3, "\(optimizer), \(feature)")
      }
    }
  }
}
