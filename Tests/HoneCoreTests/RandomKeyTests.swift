import HoneCore
import Testing

struct PhiloxTests {
  @Test func knownAnswersOfThePaper() {
    let zero = Philox.block(key: 0, low: 0, high: 0)
    #expect(
      [zero.0, zero.1, zero.2, zero.3] == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
    let ones = Philox.block(key: .max, low: .max, high: .max)
    #expect(
      [ones.0, ones.1, ones.2, ones.3] == [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD])
    let pi = Philox.block(
      key: 0x299F_31D0_A409_3822, low: 0x85A3_08D3_243F_6A88, high: 0x0370_7344_1319_8A2E)
    #expect([pi.0, pi.1, pi.2, pi.3] == [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1])
  }
}

struct RandomKeyTests {
  @Test func drawsAreTheWordsOfConsecutiveBlocks() {
    let key = RandomKey(seed: 42, stream: 7)
    let block = Philox.block(key: 42, low: 1, high: 7)
    #expect((4..<8).map { key.bits(at: $0) } == [block.0, block.1, block.2, block.3])
  }

  @Test func foldingGivesDifferentKeysForDifferentPurposes() {
    let key = RandomKey(seed: 1)
    var keys: Set<RandomKey> = [key]
    for number in 0..<1000 as Range<UInt64> { keys.insert(key.folding(number)) }
    for name in ["a", "b", "shuffle", "dense_1", "dense_2"] { keys.insert(key.folding(name)) }
    keys.insert(key.folding(1).folding(2))
    keys.insert(key.folding(2).folding(1))
    #expect(keys.count == 1 + 1000 + 5 + 2)
    #expect(key.folding("dropout") == RandomKey(seed: 1).folding("dropout"))
  }

  @Test func uniformDrawsFillTheUnitIntervalEvenly() {
    let key = RandomKey(seed: 3).folding("test")
    let count = 100_000
    var tenths = [Int](repeating: 0, count: 10)
    for index in 0..<count {
      let draw = key.uniform(at: UInt64(index))
      #expect(draw >= 0 && draw < 1)
      tenths[Int(draw * 10)] += 1
    }
    let expected = Double(count) / 10
    let chiSquare = tenths.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // 9 degrees of freedom: 0.01 % of fair draws lie above 33.7.
    #expect(chiSquare < 33.7)
  }

  @Test func normalDrawsHaveTheMomentsOfTheDistribution() {
    let key = RandomKey(seed: 4)
    let draws = (0..<50_000).map { key.normal(at: UInt64($0)) }
    let count = Double(draws.count)
    let mean = draws.reduce(0, +) / count
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let fourth = draws.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
    // Four standard errors.
    #expect(abs(mean) < 4 / count.squareRoot())
    #expect(abs(variance - 1) < 4 * (2 / count).squareRoot())
    #expect(abs(fourth - 3) < 4 * (96 / count).squareRoot())
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func integersStayBelowTheirBoundAndReachAll(_ bound: Int) {
    let key = RandomKey(seed: 5)
    let draws = (0..<20 * bound).map { key.integer(below: bound, at: UInt64($0)) }
    #expect(draws.allSatisfy { (0..<bound).contains($0) })
    #expect(Set(draws).count > bound * 9 / 10)
  }

  @Test func permutationsHoldEveryIndexOnce() {
    let key = RandomKey(seed: 6)
    for count in [0, 1, 2, 100] { #expect(key.permutation(count).sorted() == Array(0..<count)) }
    #expect(key.permutation(100) == key.permutation(100))
    #expect(key.permutation(100) != key.folding(1).permutation(100))
  }
}

struct NormalTests {
  @Test(
    arguments: [
      (1e-300, -37.047_096_299_361_2), (1e-10, -6.361_340_902_404_056),
      (0.001, -3.090_232_306_167_813), (0.024, -1.977_368_428_181_946_8),
      (0.02425, -1.972_961_051_311_884_5), (0.1, -1.281_551_565_544_600_4),
      (0.3, -0.524_400_512_708_040_7), (0.5, 0), (0.75, 0.674_489_750_196_081_7),
      (0.975, 1.959_963_984_540_054), (0.999, 3.090_232_306_167_813),
    ] as [(Double, Double)])
  func quantilesAreAccurateToNineDigits(_ p: Double, _ quantile: Double) {
    #expect(abs(Normal.quantile(p) - quantile) <= 2e-9 * max(abs(quantile), 1))
  }

  @Test func quantilesRiseAndAreSymmetric() {
    let points = (1..<2000).map { Double($0) / 2000 }
    let values = points.map { Normal.quantile($0) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(values, values.reversed()).allSatisfy { abs($0 + $1) < 1e-12 })
  }
}
