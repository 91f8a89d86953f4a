import HoneCore
import Testing

@testable import HoneData

/// Samples that are mixed twice: each time with another sample.
struct MixingLevelTests {
  private let count = 400

  private func data() throws -> ArrayDataset {
    try ArrayDataset(
      x: HostTensor((0..<count).map { Float($0) }, shape: [count, 1]),
      y: HostTensor((0..<count).map { Int32($0 % 2) }))
  }

  @Test func levelsDrawForThemselves() throws {
    let base = try data()
    let once = try base.mixUp(alpha: 1)
    let twice = try once.mixUp(alpha: 1)
    let weighted = try WeightedDataset(once, weights: Array(repeating: 1, count: count))
    let key = RandomKey(seed: 3)
    for upper in [twice, try weighted.mixUp(alpha: 1)] {
      let pairs = (0..<count).map { (once.plan($0, key: key), upper.plan($0, key: key)) }
      #expect(pairs.count { $0.0.partner == $0.1.partner } < 10, "one of 400 by chance")
      #expect(pairs.count { $0.0.share == $0.1.share } == 0)
      // Independent: the shares' correlation is that of chance, 1 / √400 in size.
      let centred = pairs.map { (Double($0.0.share) - 0.5, Double($0.1.share) - 0.5) }
      let correlation = centred.reduce(0) { $0 + $1.0 * $1.1 } / Double(count) * 12
      #expect(abs(correlation) < 0.2, "\(correlation)")
    }
  }

  @Test func threeSamplesMeetWhereTwoLevelsMix() throws {
    let twice = try data().mixUp(alpha: 1).mixUp(alpha: 1)
    let key = RandomKey(seed: 3)
    let (inner, outer) = (try data().mixUp(alpha: 1).plan(7, key: key), twice.plan(7, key: key))
    let other = try data().mixUp(alpha: 1).plan(outer.partner, key: key.folding("partner"))
    func mixed(_ row: Int, _ plan: MixedDataset.Plan) -> Float {
      plan.share * Float(row) + (1 - plan.share) * Float(plan.partner)
    }
    let wanted =
      outer.share * mixed(7, inner) + (1 - outer.share) * mixed(outer.partner, other)
    let got = try twice.tensors(at: [7], key: key)[0].elements(as: Float.self)[0]
    #expect(abs(got - wanted) < 1e-3)
  }
}
