import HoneCore
import HoneNN
import Testing

@Suite struct ScheduleTests {
  private func expect(_ received: Double, _ wanted: Double) {
    #expect(abs(received - wanted) <= 1e-12 * max(1, abs(wanted)))
  }

  @Test func cosineDecayFollowsHalfAWaveAndStaysAtItsEnd() {
    let schedule = CosineDecay(0.2, steps: 100, alpha: 0.1)
    expect(schedule(0), 0.2)
    expect(schedule(50), 0.2 * (0.9 * 0.5 + 0.1))
    expect(schedule(25), 0.2 * (0.9 * (1 + 0.5.squareRoot()) / 2 + 0.1))
    expect(schedule(100), 0.02)
    expect(schedule(1000), 0.02)
  }

  @Test func warmupRisesFromZeroToTheInitialRateBeforeTheDecay() {
    let schedule = CosineDecay(1, steps: 100, warmup: 10)
    expect(schedule(0), 0)
    expect(schedule(4), 0.4)
    expect(schedule(10), 1)
    expect(schedule(60), 0.5)
    expect(schedule(110), 0)
  }

  @Test func warmupWithATargetRisesFromTheInitialRateAsInKeras() {
    let schedule = CosineDecay(0.1, steps: 100, alpha: 0.5, warmup: 10, warmupTarget: 0.5)
    expect(schedule(0), 0.1)
    expect(schedule(5), 0.3)
    expect(schedule(10), 0.5)
    expect(schedule(500), 0.25)
  }

  @Test func exponentialDecayShrinksSmoothlyOrInSteps() {
    let smooth = ExponentialDecay(0.1, steps: 10, rate: 0.25)
    expect(smooth(0), 0.1)
    expect(smooth(5), 0.05)
    expect(smooth(20), 0.1 / 16)
    let stairs = ExponentialDecay(0.1, steps: 10, rate: 0.25, staircase: true)
    expect(stairs(9), 0.1)
    expect(stairs(10), 0.025)
  }

  @Test func constantRatesStay() { #expect(ConstantRate(0.3)(12345) == 0.3) }

  /// T77: `ExponentialDecay(initial_learning_rate, decay_steps=1000, decay_rate=0.96,
  /// staircase=True)` by Keras's names, in Swift and in files.
  @Test func exponentialDecayHasKerassNamesToo() throws {
    let named: any Schedule = .exponentialDecay(
      initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.96, staircase: true)
    let read = try #require(
      try Registry.standard.make(
        .schedule,
        from: [
          "exponentialDecay": [
            "initialLearningRate": 0.1, "decaySteps": 1000, "decayRate": 0.96, "staircase": true,
          ]
        ], at: "") as? any Schedule)
    for schedule in [named, read] {
      expect(schedule(999), 0.1)
      expect(schedule(1000), 0.096)
      expect(schedule(1999), 0.096)
      expect(schedule(2000), 0.1 * 0.96 * 0.96)
    }
    #expect(named.configuration == read.configuration)
  }

  @Test func restartsRiseAgain() {
    let schedule = CosineDecayRestarts(1, firstSteps: 10, tMul: 2, mMul: 0.5)
    #expect(schedule(9) < 0.03)
    expect(schedule(10), 0.5)
    #expect(schedule(29) < 0.01)
    expect(schedule(30), 0.25)
    // No rounding moves a restart, whatever the growth.
    for growth in [1.1, 1.5, 2, 3, 10] {
      let restarts = CosineDecayRestarts(1, firstSteps: 1000, tMul: growth)
      var start = 0.0
      for period in 0..<6 {
        if start == start.rounded() { expect(restarts(Int(start)), 1) }
        start += 1000 * (0..<period).reduce(1) { product, _ in product * growth }
      }
    }
  }

  @Test func schedulesNest() throws {
    let schedule: any Schedule = .warmup(
      10, then: .sequence([.constant(1), .polynomialDecay(1, steps: 10, end: 0)], boundaries: [5]))
    let wanted: [(Int, Double)] = [(0, 0), (5, 0.5), (10, 1), (15, 1), (20, 0.5), (25, 0), (99, 0)]
    for (update, rate) in wanted { expect(schedule(update), rate) }
    let again = try #require(
      try Registry.standard.make(.schedule, from: schedule.configuration, at: "")
        as? any Schedule)
    for (update, rate) in wanted { expect(again(update), rate) }
  }

  @Test func schedulesThatDoNotFitTogetherAreErrors() {
    let bad: [ConfigurationValue] = [
      ["piecewiseConstant": ["boundaries": [1, 2], "values": [0.1, 0.2]]],
      ["piecewiseConstant": ["boundaries": [2, 1], "values": [0.1, 0.2, 0.3]]],
      ["sequence": ["schedules": [["constant": ["learningRate": 1]]], "boundaries": [3]]],
    ]
    for value in bad {
      #expect(throws: HoneError.self) {
        try Registry.standard.make(.schedule, from: value, at: "schedule")
      }
    }
  }
}
