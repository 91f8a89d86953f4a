internal import HoneCore

/// The articles of AG News: title and description as one text, and one of four classes.
///
/// Reference: X. Zhang, J. Zhao, Y. LeCun, "Character-level convolutional networks for text
/// classification", NIPS 2015.
struct AGNews: SampleSource {
  private let table: CSVTable

  let classNames: [String]? = ["World", "Sports", "Business", "Sci/Tech"]
  let features = [
    FeatureSpec(.input, name: "x", kind: .text),
    FeatureSpec(.target, name: "y", kind: .tensor([], .int32)),
  ]

  /// Reads one of the two files: class (1 … 4), title, description.
  init(_ path: String) throws(HoneError) {
    let columns = [("class", ColumnType.categorical), ("title", .text), ("description", .text)]
      .map { TableColumn(name: $0.0, role: $0.0 == "class" ? .target : .input, type: $0.1) }
    var schema = TableSchema(columns: columns)
    schema.columns[0].vocabulary = ["1", "2", "3", "4"]
    table = try CSVTable(
      path, fittedTo: schema,
      format: CSVFormat(delimiter: ",", header: false, names: columns.map(\.name)))
  }

  var count: Int { table.count }
  var classLabels: [Int]? { table.classLabels }
  func name(of index: Int) -> String { table.name(of: index) }

  func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    var row = Sample()
    try table.read(index, into: &row, context: &context)
    guard row.values.count == 3, case .text(let title) = row.values[0],
      case .text(let description) = row.values[1]
    else { return }
    sample.set(0, .text(title + " " + description))
    sample.set(1, row.values[2])
  }
}
