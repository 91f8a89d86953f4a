import HoneCore
import HoneData
import Testing

struct SubsetTests {
  @Test func viewsOfViewsFindTheirRows() throws {
    let data = try numberedDataset(300)
    let even = try Subset(of: data, at: Array(stride(from: 0, to: 300, by: 2)))
    let back = try Subset(of: even, at: Array((0..<150).reversed()))
    let rows = Array(0..<150)
    let values = try back.tensors(at: rows)[0].elements(as: Float.self)
    #expect(rows.allSatisfy { values[2 * $0] == Float(298 - 2 * $0) })
    #expect(back.sourceIndex(of: 0) == 298)
    #expect(back.classLabels?.first == 298 % 4)
    #expect(data.prefix(7).count == 7)
    #expect(data.prefix(1000).count == 300)
  }
}

struct SplitTests {
  @Test func classesKeepTheirShares() throws {
    // 70 of class 0, 20 of class 1, 10 of class 2, sorted.
    let labels = (0..<100).map { Int32($0 < 70 ? 0 : $0 < 90 ? 1 : 2) }
    let data = try ArrayDataset(x: HostTensor(zeros: [100, 1]), y: HostTensor(labels))
    let parts = try data.split(validationFraction: 0.2, seed: 7)
    let counts = Dictionary(
      parts.validation.classLabels?.map { ($0, 1) } ?? [], uniquingKeysWith: +)
    #expect(counts == [0: 14, 1: 4, 2: 2])
    #expect(parts.training.count == 80)
    #expect(Set(parts.training.indices).isDisjoint(with: parts.validation.indices))
  }

  @Test func sharesThatDoNotDivideStillAddUp() throws {
    for count in [2, 3, 7, 10, 99] {
      let data = try numberedDataset(count, classes: 3)
      for fraction in [0.01, 0.1, 0.25, 0.5, 0.99] {
        let parts = try data.split(validationFraction: fraction, seed: 1)
        let wanted = min(max(Int((fraction * Double(count)).rounded()), 1), count - 1)
        #expect(parts.validation.count == wanted)
        #expect(parts.training.count + parts.validation.count == count)
      }
    }
  }

  @Test func theSeedDecidesTheDraw() throws {
    let data = try numberedDataset(200)
    let a = try data.split(validationFraction: 0.1, seed: 1).validation.indices
    let b = try data.split(validationFraction: 0.1, seed: 1).validation.indices
    let c = try data.split(validationFraction: 0.1, seed: 2).validation.indices
    #expect(a == b)
    #expect(a != c)
    #expect(a != Array(180..<200))
  }

  @Test func fractionsOutOfRangeAreNamed() throws {
    let data = try numberedDataset(10)
    for fraction in [0, 1, -0.5, Double.nan] {
      let error = #expect(throws: HoneError.self) {
        try data.split(validationFraction: fraction, seed: 0)
      }
      #expect(error?.kind == .usage)
    }
    let error = #expect(throws: HoneError.self) {
      try numberedDataset(1).split(validationFraction: 0.5, seed: 0)
    }
    #expect(
      error?.description
        == "validationSplit expects at least 2 samples. Received: 1\n"
        + "  help: give validation data of its own")
  }
}
