import HoneCore
import Testing

@testable import HoneData

/// Samples of 6×5×1, sample i all i, labelled i mod 3.
private func plain(_ count: Int = 40) throws -> ArrayDataset {
  try ArrayDataset(
    x: HostTensor(
      (0..<count).flatMap { [Float](repeating: Float($0), count: 30) }, shape: [count, 6, 5, 1]),
    y: HostTensor((0..<count).map { Int32($0 % 3) }))
}

@Suite struct MixingTests {
  @Test func labelsAreSharesOfTheTwoThatAreMixed() throws {
    let base = try plain()
    let mixed = try base.mixUp(alpha: 1)
    #expect(mixed.fields[1].shape == [3] && mixed.fields[1].dtype == .float32)
    let tensors = try mixed.tensors(at: Array(0..<40))
    let (x, y) = (tensors[0].elements(as: Float.self), tensors[1].elements(as: Float.self))
    var blends = 0
    for row in 0..<40 {
      let plan = mixed.plan(row, key: RandomKey(seed: 0))
      let expected = plan.share * Float(row) + (1 - plan.share) * Float(plan.partner)
      #expect(x[row * 30..<row * 30 + 30].allSatisfy { abs($0 - expected) < 1e-4 })
      var label = [Float](repeating: 0, count: 3)
      label[row % 3] += plan.share
      label[plan.partner % 3] += 1 - plan.share
      #expect(zip(label, y[row * 3..<row * 3 + 3]).allSatisfy { abs($0 - $1) < 1e-6 })
      if plan.partner != row { blends += 1 }
    }
    #expect(blends > 30)
  }

  @Test func rectanglesAndLabelsHaveTheSameShare() throws {
    let base = try plain()
    let mixed = try base.cutMix()
    let tensors = try mixed.tensors(at: Array(0..<40))
    let (x, y) = (tensors[0].elements(as: Float.self), tensors[1].elements(as: Float.self))
    var sides = Set<Int>()
    for row in 0..<40 {
      let plan = mixed.plan(row, key: RandomKey(seed: 0))
      let pixels = x[row * 30..<row * 30 + 30]
      let covered = pixels.count { $0 == Float(plan.partner) && plan.partner != row }
      #expect(pixels.allSatisfy { $0 == Float(row) || $0 == Float(plan.partner) })
      if plan.partner == row { continue }
      sides.insert(covered)
      var label = [Float](repeating: 0, count: 3)
      label[row % 3] += 1 - Float(covered) / 30
      label[plan.partner % 3] += Float(covered) / 30
      #expect(zip(label, y[row * 3..<row * 3 + 3]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
    #expect(sides.count > 5)
  }

  @Test func aSampleDoesNotDependOnItsBatch() throws {
    let mixed = try MixedDataset(try plain(), [.mixUp(alpha: 0.4), .cutMix(alpha: 1)])
    let all = try mixed.tensors(at: Array(0..<40), key: key(5))
    for row in [3, 17, 39] {
      let alone = try mixed.tensors(at: [row], key: key(5))
      let among = try mixed.tensors(at: [1, row, 2], key: key(5))
      let whole = all[0].elements(as: Float.self)[row * 30..<row * 30 + 30]
      #expect(Array(whole) == alone[0].elements(as: Float.self))
      #expect(Array(whole) == Array(among[0].elements(as: Float.self)[30..<60]))
      #expect(
        Array(among[1].elements(as: Float.self)[3..<6]) == alone[1].elements(as: Float.self))
    }
    #expect(try mixed.tensors(at: [3], key: key(6))[0] != mixed.tensors(at: [3], key: key(5))[0])
  }

  @Test func sharesAreOfTheBetaDistribution() throws {
    for alpha in [0.2, 1, 4] {
      let draws = (0..<4000).map { key($0).beta(alpha, alpha) }
      #expect(draws.allSatisfy { (0...1).contains($0) })
      let mean = draws.reduce(0, +) / 4000
      let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
      let expected = 1 / (4 * (2 * alpha + 1))
      #expect(abs(mean - 0.5) < 4 * (expected / 4000).squareRoot())
      #expect(abs(variance / expected - 1) < 0.1, "α \(alpha): \(variance), not \(expected)")
    }
    // α = 1 is uniform: the greatest distance from a straight line below 1.95/√n.
    let sorted = (0..<4000).map { key($0).beta(1, 1) }.sorted()
    let distance = sorted.enumerated().map { abs($0.element - (Double($0.offset) + 0.5) / 4000) }
    #expect((distance.max() ?? 1) < 0.031)
    let shares = key(1).dirichlet(0.5, count: 4)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
  }

  @Test func partnersAreDrawnFromAllSamplesAlike() throws {
    let mixed = try plain(20).mixUp()
    var counts = [Double](repeating: 0, count: 20)
    for epoch in 0..<200 {
      for row in 0..<20 { counts[mixed.plan(row, key: key(epoch)).partner] += 1 }
    }
    let chi = counts.reduce(0) { $0 + ($1 - 200) * ($1 - 200) / 200 }
    #expect(chi < 43.8, "\(counts)")
  }

  @Test func whatCannotBeMixedIsAnError() throws {
    let words = try ArrayDataset(
      x: HostTensor([1, 2] as [Int32], shape: [2, 1]), y: HostTensor([0, 1] as [Int32]))
    #expect(HoneError.of { _ = try words.mixUp() }?.description.contains("float32") == true)
    #expect(
      HoneError.of { _ = try numberedDataset(4).cutMix() }?.description.contains("[H, W, C]")
        == true)
    #expect(HoneError.of { _ = try plain().mixUp(alpha: 0) }?.kind == .usage)
    let few = try plain().mixUp(classes: 2)
    let error = HoneError.of { _ = try few.tensors(at: [2]) }
    #expect(error?.description.contains("from 0 to 1") == true)
  }

  @Test func oneHotRowsMixAsTheyAre() throws {
    let base = try ArrayDataset(
      x: HostTensor([0, 1, 2, 3] as [Float], shape: [4, 1]),
      y: HostTensor([1, 0, 0, 1, 1, 0, 0, 1] as [Float], shape: [4, 2]))
    let mixed = try base.mixUp(alpha: 2)
    #expect(mixed.classes == 2)
    let y = try mixed.tensors(at: [0, 1, 2, 3])[1].elements(as: Float.self)
    for row in 0..<4 { #expect(abs(y[2 * row] + y[2 * row + 1] - 1) < 1e-6) }
  }

  @Test func transformsThatMixComeBackFromTheirFile() throws {
    for (transform, mixing) in [
      (MixUp(alpha: 0.4) as any MixingTransform, Mixing.mixUp(alpha: 0.4)),
      (CutMix(factor: 0.5), .cutMix(alpha: 0.5)),
    ] {
      let read = try Registry.data.make(.transform, from: transform.configuration, at: "augment")
      #expect((read as? any MixingTransform)?.mixes == SampleMixes(mixings: [mixing]))
      #expect(read.configuration == transform.configuration)
    }
    let error = #expect(throws: HoneError.self) {
      try Registry.data.make(.transform, from: ["MixUp": ["alpha": 0]], at: "augment")
    }
    #expect(error?.description.contains("alpha") == true)
  }
}
