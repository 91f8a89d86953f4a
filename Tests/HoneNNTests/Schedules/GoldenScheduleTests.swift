import HoneCore
import HoneNN
import HoneTestSupport
import Testing

/// Every schedule at every update against Keras's or PyTorch's.
@Suite struct GoldenScheduleTests {
  @Test(arguments: try Golden.names(of: "schedules"))
  func ratesAgree(_ name: String) throws {
    let golden = try Golden(name)
    let made = try Registry.standard.make(
      .schedule, from: golden.configuration.member("schedule"), at: "schedule")
    let schedule = try #require(made as? any Schedule)
    let wanted: [Double] = try golden.tensor("rates").elements()
    #expect(wanted.count == 120)
    var worst = 0.0
    for (update, rate) in wanted.enumerated() {
      let error = abs(schedule(update) - rate)
      worst = max(worst, error / max(abs(rate), 1e-5))
      #expect(error <= 1e-7 * abs(rate) + 1e-12, "\(name), update \(update): \(schedule(update))")
    }
    golden.record(worst)
  }

  @Test func everyScheduleHasACase() throws {
    let named = try Golden.names(of: "schedules").map {
      try Golden($0).configuration.member("schedule").members[0].key
    }
    for schema in Registry.standard.schemas(.schedule) where schema.name != "constant" {
      #expect(named.contains(schema.name), "\(schema.name)")
    }
  }
}
