import Foundation
import HoneCore
import Testing

@testable import HoneData

struct DataSummaryTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func numbersAreSummedUpWithoutLosingSmallSpreads() {
    var summary = NumberSummary()
    for index in 0..<1000 { summary.add(1e9 + Double(index % 2)) }
    summary.add(.nan)
    #expect(summary.mean == 1e9 + 0.5)
    #expect(abs(summary.standardDeviation - 0.5) < 1e-9)
    #expect(summary.minimum == 1e9)
    #expect(summary.maximum == 1e9 + 1)
    #expect(summary.count == 1000)
    #expect(summary.notFiniteCount == 1)
  }

  @Test func tablesAreDescribedByColumn() throws {
    let text = "a,kind,y\n1,u,no\n3,v,yes\n1,u,yes\n5,v,yes\n3,v,yes\n"
    let table = try CSVTable(
      try folder.write(Array(text.utf8), "a.csv"), options: TableOptions(targets: ["y"]))
    let summary = try DataSummary(table)
    #expect(summary.count == 5)
    #expect(summary.classes?.map(\.name) == ["no", "yes"])
    #expect(summary.classes?.map(\.count) == [1, 4])
    #expect(summary.features[0].componentNames == ["a", "kind=u", "kind=v"])
    #expect(summary.features[0].components.map(\.mean) == [2.6, 0.4, 0.6])
    #expect(summary.features[0].components[0].maximum == 5)
    #expect(
      summary.duplicates == [
        .init(sample: 2, original: 0, hasOtherLabel: true),
        .init(sample: 4, original: 1, hasOtherLabel: false),
      ])
  }

  @Test func imagesAreDescribedByChannelAndComparedAcrossParts() throws {
    func images(_ first: UInt8, _ count: Int) throws -> DatasetSource {
      let bytes: [UInt8] = (0..<count).flatMap { image in
        (0..<4).flatMap { _ in [first + UInt8(image), UInt8(10), UInt8(20)] }
      }
      return DatasetSource(
        try ArrayDataset(
          x: HostTensor(bytes, shape: [count, 2, 2, 3]),
          y: HostTensor((0..<count).map { Int32($0 % 2) })))
    }
    let train = try DataSummary(images(0, 6))
    let test = try DataSummary(images(4, 4))
    #expect(train.features[0].components.map(\.mean) == [2.5, 10, 20])
    #expect(train.features[0].components[1].standardDeviation == 0)
    #expect(train.features[0].sizes?.greatest.0 == 2)
    #expect(train.duplicates.isEmpty)
    #expect(
      try test.duplicates(of: train) == [
        .init(sample: 0, original: 4, hasOtherLabel: false),
        .init(sample: 1, original: 5, hasOtherLabel: false),
      ])
  }

  @Test func textsAreMeasuredInCharacters() throws {
    let file = try TextFile(try folder.write(Array("한국어\n  \nab\nab\n".utf8), "a.txt"))
    let summary = try DataSummary(file)
    #expect(summary.features[0].components[0].minimum == 2)
    #expect(summary.features[0].components[0].maximum == 3)
    #expect(summary.features[0].emptyCount == 1)
    #expect(summary.duplicates.map(\.sample) == [3])
    #expect(summary.classes == nil)
  }

  @Test func contentTellsSamplesApart() {
    func hash(_ values: [FeatureValue]) -> ContentHash {
      var hash = ContentHash()
      for value in values { hash.combine(value) }
      return hash
    }
    var seen: Set<ContentHash> = []
    for index in 0..<100_000 { seen.insert(hash([.text("\(index)")])) }
    #expect(seen.count == 100_000)
    #expect(hash([.text("ab"), .text("c")]) != hash([.text("a"), .text("bc")]))
    #expect(hash([.text("")]) != hash([.text("\0")]))
    #expect(hash([.text("same words")]) == hash([.text("same words")]))
  }
}

struct SplitPlanTests {
  @Test func everySampleGoesToOnePart() throws {
    for count in [10, 101, 1000] {
      let parts = try SplitPlan([0.6, 0.2, 0.2], seed: 4).indices(count: count)
      #expect(parts.flatMap { $0 }.sorted() == Array(0..<count))
      #expect(abs(Double(parts[0].count) - 0.6 * Double(count)) < 1)
    }
    let plan = try SplitPlan([0.5, 0.5], seed: 1)
    #expect(try plan.indices(count: 50) == plan.indices(count: 50))
    #expect(try plan.indices(count: 50) != SplitPlan([0.5, 0.5], seed: 2).indices(count: 50))
  }

  @Test func classesKeepTheirShares() throws {
    let labels = (0..<1000).map { $0 < 900 ? 0 : $0 < 990 ? 1 : 2 }
    let parts = try SplitPlan([0.8, 0.1, 0.1]).indices(count: 1000, labels: labels)
    for (part, share) in Swift.zip(parts, [0.8, 0.1, 0.1]) {
      let counts = (0..<3).map { label in part.count { labels[$0] == label } }
      #expect(counts == [Int(900 * share), Int(90 * share), Int(10 * share)])
    }
    // Many classes of three: the parts still have their shares.
    let many = (0..<300).map { $0 / 3 }
    let sizes = try SplitPlan([0.8, 0.1, 0.1]).indices(count: 300, labels: many).map(\.count)
    #expect(sizes == [240, 30, 30])
  }

  @Test func groupsStayTogether() throws {
    let groups = (0..<400).map { "patient \($0 * $0 % 37)" }
    let labels = (0..<400).map { $0 % 2 }
    let parts = try SplitPlan([0.7, 0.15, 0.15], seed: 3)
      .indices(count: 400, labels: labels, groups: groups)
    let names = parts.map { Set($0.map { groups[$0] }) }
    #expect(names[0].isDisjoint(with: names[1]))
    #expect(names[0].isDisjoint(with: names[2]))
    #expect(names[1].isDisjoint(with: names[2]))
    #expect(abs(parts[0].count - 280) <= 30)
  }

  @Test func impossibleSplitsAreErrors() {
    #expect(throws: HoneError.self) { try SplitPlan([0.8, 0.1]) }
    #expect(throws: HoneError.self) { try SplitPlan([1.5, -0.5]) }
    let error = #expect(throws: HoneError.self) {
      try SplitPlan([0.8, 0.1, 0.1]).indices(count: 2)
    }
    #expect(error?.kind == .data)
  }

  @Test func filesAreCutWithoutChangingTheirRecords() throws {
    let folder = try TemporaryFolder()
    let text = "a,b\r\n1,\"x\r\ny\"\r\n\r\n2 , z\n3,\"\"\"\""
    let path = try folder.write(Array(text.utf8), "all.csv")
    let targets = ["train.csv", "test.csv"].map { folder.path + "/" + $0 }
    #expect(try RecordSplitter.rowCount(of: path, format: CSVFormat()) == 3)
    #expect(
      try RecordSplitter.column("b", of: path, format: CSVFormat()) == ["x\r\ny", "z", "\""])
    try RecordSplitter.splitTable(path, format: CSVFormat(), parts: [0, 1, 0], into: targets)
    #expect(
      String(decoding: try readBytes(targets[0]), as: UTF8.self)
        == "a,b\n1,\"x\r\ny\"\n3,\"\"\"\"\n")
    #expect(String(decoding: try readBytes(targets[1]), as: UTF8.self) == "a,b\n2 , z\n")
    #expect(try folder.names() == ["all.csv", "test.csv", "train.csv"])
  }
}
