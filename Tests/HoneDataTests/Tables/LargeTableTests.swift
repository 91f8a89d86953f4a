import Foundation
import HoneCore
import HoneData
import Testing

/// Tables that are larger than the memory they may take give the same numbers as others.
struct LargeTableTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Numbers, truth values, categories, texts and labels, all with missing values but the labels.
  private func file(rows: Int, _ name: String = "a.csv") throws -> String {
    var text = "width,kind,isRound,note,count,label\n"
    var state: UInt64 = 7
    func draw(_ count: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % count
    }
    for row in 0..<rows {
      let width = draw(5) == 0 ? "" : "\(Double(draw(2000)) / 8 - 125)"
      let kind = draw(6) == 0 ? "NA" : ["pear", "Apfel", "사과", "fig"][Int(draw(4))]
      let isRound = draw(7) == 0 ? "" : draw(2) == 0 ? "true" : "false"
      // The first values are missing: what the column holds is known only later.
      let count = row < 3 || draw(9) == 0 ? "?" : "\(draw(12))"
      text += "\(width),\(kind),\(isRound),\"note \(row), \"\"말\"\"\",\(count),\(row * 7 % 3)\n"
    }
    return try folder.write(Array(text.utf8), name)
  }

  private func options(
    _ missing: MissingValues, layout: FeatureLayout = .vector,
    categories: CategoryLayout = .oneHot, ignoring: [String] = [], memoryLimit: Int
  ) -> TableOptions {
    TableOptions(
      targets: ["label"], ignoring: ignoring, missing: missing,
      missingByColumn: missing == .keep ? [:] : ["note": .constant("none")], layout: layout,
      categories: categories, unknown: .index, memoryLimit: memoryLimit)
  }

  private func requireEqual(_ a: CSVTable, _ b: CSVTable) throws {
    #expect(a.schema == b.schema)
    #expect(a.count == b.count && a.droppedRows == b.droppedRows)
    #expect(a.features == b.features)
    #expect(a.classLabels == b.classLabels && a.classLabels != nil)
    for row in [0, 1, 2, a.count / 2, a.count - 1] {
      #expect(a.name(of: row) == b.name(of: row))
      #expect(
        "\(try a.sample(at: row).values)" == "\(try b.sample(at: row).values)")
    }
  }

  @Test(arguments: [
    MissingValues.mean, .median, .mostFrequent, .constant("1"), .dropRow, .keep,
  ])
  func missingValuesBecomeTheSame(_ missing: MissingValues) throws {
    let path = try file(rows: 301)
    for layout in FeatureLayout.allCases {
      let inMemory = try CSVTable(
        path, options: options(missing, layout: layout, memoryLimit: 1 << 20))
      for limit in [0, 100, 1000] {
        let spooled = try CSVTable(
          path, options: options(missing, layout: layout, memoryLimit: limit))
        try requireEqual(inMemory, spooled)
      }
    }
  }

  @Test(arguments: CategoryLayout.allCases) func batchesAreTheSame(
    _ categories: CategoryLayout
  ) throws {
    let path = try file(rows: 500)
    func table(_ memoryLimit: Int) throws -> CSVTable {
      try CSVTable(
        path,
        options: options(
          .median, categories: categories, ignoring: ["note"], memoryLimit: memoryLimit))
    }
    let arrays = try table(1 << 20).rows()
    #expect(arrays is ArrayDataset)
    // Cells are 24 bytes a row, one-hot vectors 36: the last limit keeps cells in memory.
    for limit in categories == .oneHot ? [0, 3000, 14_000] : [0, 3000] {
      let rows = try table(limit).rows()
      #expect(!(rows is ArrayDataset))
      #expect(rows.fields == arrays.fields && rows.count == arrays.count)
      #expect(rows.classLabels == arrays.classLabels)
      for seed in 0..<3 as Range<UInt64> {
        let order = RandomKey(seed: seed).permutation(500)
        #expect(try rows.tensors(at: order) == arrays.tensors(at: order))
      }
      let sorted = [3, 4, 5, 9, 7, 8, 8, 9, 0] + Array(100..<490)
      #expect(try rows.tensors(at: sorted) == arrays.tensors(at: sorted))
      #expect(rows.name(of: 3).hasSuffix("a.csv:5"))
      let spooled = try table(limit).arrays()
      #expect(spooled.tensors == (arrays as? ArrayDataset)?.tensors)
      let parts = try rows.split(validationFraction: 0.2, seed: 4)
      let others = try arrays.split(validationFraction: 0.2, seed: 4)
      #expect(parts.validation.indices == others.validation.indices)
    }
  }

  @Test func otherFilesAreReadAsTheFirstWithinTheSameLimit() throws {
    let path = try file(rows: 90)
    let other = try file(rows: 200, "b.csv")
    func tables(_ memoryLimit: Int) throws -> CSVTable {
      try CSVTable(path, options: options(.median, ignoring: ["note"], memoryLimit: memoryLimit))
        .applying(to: other)
    }
    let (inMemory, spooled) = (try tables(1 << 20), try tables(64))
    try requireEqual(inMemory, spooled)
    #expect(!(try spooled.rows() is ArrayDataset))
    let moments = try [inMemory, spooled].map { try Normalization().adapt(to: $0) }
    #expect(moments[0].fields == moments[1].fields)
  }

  @Test func labelsAreCheckedWhereverTheyAre() throws {
    let first = try folder.write(Array("x,y\n1,0\n2,1\n3,2\n".utf8), "train.csv")
    let second = try folder.write(Array("x,y\n1,0\n2,3\n3,2\n".utf8), "test.csv")
    for limit in [0, 1 << 20] {
      let train = try CSVTable(
        first, options: TableOptions(targets: ["y"], memoryLimit: limit))
      #expect(train.classLabels == [0, 1, 2])
      let error = #expect(throws: HoneError.self) { try train.applying(to: second) }
      #expect(error?.wanted == "labels from 0 to 2, as in the training data")
      #expect(error?.received == "3.0")
    }
  }

  @Test func statisticsAreThoseOfTheSortedColumn() throws {
    var values: [Float] = [0, -0.0, 2e-38, -2e-38, 3e38, -3e38, 5, 5, -7, -7, 0.1]
    func median() throws -> String? {
      let text = "x,z,y\n" + values.map { "\($0),1,0\n" }.joined() + ",1,1\n"
      let path = try folder.write(Array(text.utf8), "m.csv")
      return try CSVTable(
        path, options: TableOptions(targets: ["y"], missing: .median, memoryLimit: 0)
      ).schema["x"]?.fill
    }
    #expect(try median() == "0.0")
    values.append(9)
    #expect(try median() == "\(Float(2e-38) / 2)")
    values += [12, 13]
    #expect(try median() == "\((Float(2e-38) + 0.1) / 2)")
    values = [-4, -3]
    #expect(try median() == "-3.5")
  }
}
