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
}
