import Testing

@testable import HonePlot

/// Axes have round numbers.
struct TicksTests {
  @Test(arguments: [0.003, 0.7, 1, 4.2, 99, 1234, 5e8])
  func stepsAreOneTwoOrFiveTimesAPowerOfTen(span: Double) throws {
    for count in 2...10 {
      let ticks = Ticks.linear(-span / 3...span, about: count)
      let step = try #require(ticks.count > 1 ? ticks[1].value - ticks[0].value : nil)
      let digit = step / Decimals.power(Decimals.logarithm(step * 1.0001).rounded(.down))
      #expect([1.0, 2, 5].contains { abs($0 - digit) < 1e-6 }, "\(step)")
      #expect(ticks.count <= 2 * count + 1)
      #expect(ticks.allSatisfy { $0.value >= -span / 3 - 1e-9 && $0.value <= span * 1.000001 })
      #expect(ticks.contains { $0.label == "0" })
    }
  }

  @Test func labelsHaveTheDecimalsThatTellNeighboursApart() {
    #expect(Ticks.linear(0...1, about: 5).map(\.label) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(Ticks.linear(-4...4, about: 4).map(\.label) == ["−4", "−2", "0", "2", "4"])
    #expect(Ticks.linear(0...0.03, about: 3).map(\.label) == ["0", "0.01", "0.02", "0.03"])
    #expect(Ticks.linear(0...4e6, about: 2).map(\.label) == ["0", "2×10⁶", "4×10⁶"])
    #expect(Ticks.linear(0...2e-6, about: 2).map(\.label) == ["0", "10⁻⁶", "2×10⁻⁶"])
  }

  @Test func wholeAxesHaveNoFractions() {
    let epochs = Ticks.linear(0...7, about: 20, isWhole: true)
    #expect(epochs.map(\.label) == ["0", "1", "2", "3", "4", "5", "6", "7"])
    #expect(Ticks.linear(0...1, about: 20, isWhole: true).map(\.label) == ["0", "1"])
    #expect(Ticks.linear(0...90, about: 5, isWhole: true).map(\.value) == [0, 20, 40, 60, 80])
  }

  @Test func logarithmicAxesHavePowersOfTen() {
    #expect(
      Ticks.logarithmic(0.01...100, about: 5).map(\.label) == ["0.01", "0.1", "1", "10", "100"])
    let many = Ticks.logarithmic(1e-12...1, about: 4)
    #expect(many.map(\.label) == ["10⁻¹²", "10⁻⁸", "10⁻⁴", "10⁰"])
    let some = Ticks.logarithmic(1e-6...1, about: 4).map(\.label)
    #expect(some == ["10⁻⁶", "", "10⁻⁴", "", "10⁻²", "", "10⁰"])
    #expect(Ticks.logarithmic(0.3...6, about: 5).map(\.label) == ["0.5", "1", "2", "5"])
  }

  @Test func rangesWithoutLengthOrEndHaveNoTicks() {
    #expect(Ticks.linear(1...1, about: 5).isEmpty)
    #expect(Ticks.linear(0...Double.infinity, about: 5).isEmpty)
    #expect(Ticks.logarithmic(0...1, about: 5).isEmpty)
  }

  @Test func numbersAreRoundedTheSameWayEverywhere() {
    #expect(NumberText.place(12.04) == "12")
    #expect(NumberText.place(-0.04) == "0")
    #expect(NumberText.place(3.25) == "3.3")
    #expect(NumberText.place(.infinity) == "1000000000")
    #expect(NumberText.fixed(-1.005, 2) == "-1" || NumberText.fixed(-1.005, 2).hasPrefix("-1.0"))
    #expect(NumberText.short(0.05) == "0.05")
    #expect(NumberText.short(-1234.5) == "−1235")
    #expect(NumberText.short(0.000_021) == "2.1×10⁻⁵")
    #expect(NumberText.short(.nan) == "–")
  }
}
