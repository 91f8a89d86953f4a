import Foundation
import HoneCore
import HoneData
import Testing

struct GoldenTableTests {
  /// Types, categories and numbers are exactly pandas's, fills to float32's precision.
  @Test(arguments: [
    "plain", "missing-mean", "missing-median", "missing-mostFrequent", "missing-dropRow", "quoted",
    "semicolons", "spaces",
  ])
  func tablesAreReadAsPandasReadsThem(_ name: String) throws {
    let text = String(decoding: try readBytes(fixture("tables/\(name).json")), as: UTF8.self)
    let golden = try ConfigurationValue(parsingJSON: text, file: name)
    let policies: [String: MissingValues] = [
      "error": .error, "mean": .mean, "median": .median, "mostFrequent": .mostFrequent,
      "dropRow": .dropRow,
    ]
    let policy = try #require(policies[golden.member("missing").string()])
    let columns = try #require(golden["columns"])
    let table = try CSVTable(
      fixture("tables/\(name).csv"), options: TableOptions(missing: policy, layout: .named))
    #expect(table.schema.columns.map(\.name) == columns.keys)
    #expect(try table.droppedRows == golden.member("dropped").int())
    #expect(try table.count == golden.member("rows").int())
    let samples = try (0..<table.count).map { try table.sample(at: $0) }
    for (feature, column) in columns.members.enumerated() {
      let expected = column.value
      #expect(try table.schema[column.key]?.type.rawValue == expected.member("type").string())
      let values = samples.map { sample -> Double in
        guard case .tensor(let tensor) = sample.values[feature] else { return .nan }
        return tensor.elements(as: Double.self)[0]
      }
      if let vocabulary = expected["vocabulary"] {
        #expect(
          try table.schema[column.key]?.vocabulary == vocabulary.elements.map { try $0.string() },
          "\(String(describing: table.schema[column.key]?.vocabulary))")
      }
      let wanted = try #require(expected["indices"] ?? expected["numbers"]).elements
      #expect(wanted.count == values.count)
      for (row, value) in values.enumerated() {
        let number = try wanted[row].double()
        #expect(abs(value - number) <= 1e-6 * abs(number), "\(column.key), row \(row)")
      }
    }
  }
}
