import Foundation
import Hone
import Testing

/// What is read from a curve of losses over rates.
@Suite struct LearningRateReadingTests {
  /// 100 rates from 1e-7 to 10, as a search takes them by default.
  private static let rates = (0..<100).map { pow(10, -7 + 8 * Double($0) / 99) }

  /// The place of a rate on a logarithmic scale.
  private static func decade(_ rate: Double?) throws -> Double { log10(try #require(rate)) }

  /// Losses that fall by 2 around 1e-4 and rise from 1e-1 on.
  private static func losses(noise: Double = 0, seed: UInt64 = 1) -> [Double] {
    let key = RandomKey(seed: seed).folding("noise")
    return rates.enumerated().map { index, rate in
      let decade = log10(rate)
      let fall = 2 / (1 + exp(-4 * (decade + 4)))
      return 2.3 - fall + exp(4 * (decade + 0.5)) + noise * key.normal(at: UInt64(index))
    }
  }

  @Test func smoothedLossesAreWeightedMeans() {
    let search = LearningRateSearch(rates: [1, 2, 4], losses: [1, 3, 2], smoothing: 0.5)
    // (0.5 · 1 + 1 · 3) / 1.5 and (0.25 · 1 + 0.5 · 3 + 1 · 2) / 1.75.
    let wanted = [1, 3.5 / 1.5, 3.75 / 1.75]
    for (point, wanted) in zip(search.points, wanted) {
      #expect(abs(point.smoothedLoss - wanted) < 1e-12)
    }
    let plain = LearningRateSearch(rates: [1, 2, 4], losses: [1, 3, 2], smoothing: 0)
    #expect(plain.points.map(\.smoothedLoss) == [1, 3, 2])
  }

  @Test func bothPlacesAreFound() throws {
    let search = LearningRateSearch(rates: Self.rates, losses: Self.losses(), smoothing: 0)
    #expect(abs(try Self.decade(search.steepestDescent) + 4) < 0.1)
    let least = try #require(search.points.min { $0.smoothedLoss < $1.smoothedLoss })
    #expect(search.minimum == least.rate)
    #expect(try search.suggestion == #require(search.steepestDescent) / 2)
    #expect(search.reason.hasPrefix("the loss falls from 2.3 to "))
    #expect(search.description.contains("half of where the loss falls fastest ("))
  }

  @Test func aGentleFallIsNotFollowedToItsEnd() throws {
    // The loss falls ever faster, and is lost soon after: a fifth of the least is safer.
    let losses = Self.rates.indices.map { index -> Double in
      index < 88 ? 4 - pow(Double(index) / 88, 2) * 2.5 : 1.5 + Double(index - 87)
    }
    let search = LearningRateSearch(rates: Self.rates, losses: losses, smoothing: 0)
    let (steepest, least) = try (#require(search.steepestDescent), #require(search.minimum))
    #expect(least / 5 < steepest / 2 && search.suggestion == least / 5)
  }

  @Test(arguments: 1...20)
  func noiseMovesTheSuggestionLittle(_ seed: Int) throws {
    let losses = Self.losses(noise: 0.1, seed: UInt64(seed))
    let search = LearningRateSearch(rates: Self.rates, losses: losses)
    // The smoothed curve lags by about ten rates: 0.8 decades.
    let decade = try Self.decade(search.steepestDescent)
    #expect(-4.3 < decade && decade < -2.7, "1e\(decade)")
  }

  @Test(arguments: 1...50)
  func noiseAloneIsNoFall(_ seed: Int) {
    let key = RandomKey(seed: UInt64(seed)).folding("noise")
    let losses = Self.rates.indices.map { 2.3 + 0.3 * key.normal(at: UInt64($0)) }
    let search = LearningRateSearch(rates: Self.rates, losses: losses)
    #expect(search.suggestion == nil && search.minimum == nil && search.steepestDescent == nil)
    #expect(search.reason.hasPrefix("none: the loss never falls"))
  }

  @Test func aCurveThatOnlyRisesSaysToBeginLower() {
    let losses = Self.rates.indices.map { 2 + pow(1.2, Double($0)) / 100 }
    let search = LearningRateSearch(rates: Self.rates, losses: losses)
    #expect(search.suggestion == nil && search.end == .rose)
    #expect(search.reason.contains("Begin with smaller rates"))
    #expect(search.description.contains("suggested learning rate: none"))
  }

  @Test func theCurveEndsAtFourTimesItsLeast() {
    let first = [Double](repeating: 8, count: 9)
    let losses = first + [8.0, 4, 2, 1, 2, 3.9, 4.1, 1, 1]
    let search = LearningRateSearch(rates: Self.rates, losses: losses, smoothing: 0)
    #expect(search.end == .rose)
    #expect(search.points.map(\.loss) == first + [8, 4, 2, 1, 2, 3.9, 4.1])
  }

  @Test func theFirstLossesMayJump() throws {
    var losses = Self.losses()
    losses[0] = 0.1
    losses[3] = 9
    let search = LearningRateSearch(rates: Self.rates, losses: losses, smoothing: 0.5)
    #expect(search.points.count > 80, "\(search)")
    #expect(abs(try Self.decade(search.steepestDescent) + 4) < 0.3)
  }

  @Test(arguments: [1.0, 1e20])
  func aLossThatIsLostAmongTheFirstRatesIsNoFall(_ size: Double) {
    let losses = Self.rates.indices.map { $0 == 0 ? size : size * 1000 * Double($0) }
    let search = LearningRateSearch(rates: Self.rates, losses: losses)
    #expect(search.suggestion == nil && search.end == .rose && search.points.count == 2)
  }

  @Test func aLossBelowZeroEndsTheCurveByItsDistance() {
    // Cosine similarity: from 0 to -1; three times the fall above its least ends the curve.
    let losses = [Double](repeating: 0, count: 9) + [0, -0.5, -1, 0, 1.5, 1.9, 2.1, 0]
    let search = LearningRateSearch(rates: Self.rates, losses: losses, smoothing: 0)
    #expect(search.end == .rose)
    #expect(search.points.count == 16)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func aLossThatIsNotFiniteEndsTheCurve(_ lost: Double) {
    var losses = Self.losses()
    losses[60] = lost
    let search = LearningRateSearch(rates: Self.rates, losses: losses)
    #expect(search.end == .notFinite && search.points.count == 60)
    #expect(search.suggestion != nil)
    #expect(search.description.contains("no longer finite"))
    let none = LearningRateSearch(rates: Self.rates, losses: losses.map { _ in lost })
    #expect(none.suggestion == nil && none.points.isEmpty)
    #expect(none.reason.contains("isn't finite at the smallest rate"))
  }

  @Test func aCurveThatStillFallsSaysSo() {
    let losses = Self.rates.indices.map { 2.3 - Double($0) / 100 }
    let search = LearningRateSearch(rates: Self.rates, losses: losses)
    #expect(search.minimum == Self.rates.last)
    #expect(search.reason.hasSuffix("still falls at the largest rate: larger ones may be better"))
  }

  @Test(arguments: 0...5)
  func fewRatesTellNothing(_ count: Int) {
    let search = LearningRateSearch(
      rates: Array(Self.rates.prefix(count)), losses: (0..<count).map { 2 - Double($0) })
    #expect(search.suggestion == nil)
    #expect(search.reason.hasPrefix("none: "))
  }
}
