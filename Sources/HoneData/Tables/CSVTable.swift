public import HoneCore

/// The rows of a file of comma- or tab-separated values.
///
/// Columns are found to be whole numbers, numbers, truth values, categories or text, or are what the
/// options say. Numbers and categories take 4 bytes each, in memory up to a limit
/// (``TableOptions/memoryLimit``) and beyond it in a temporary file, so that a table may be larger
/// than memory; texts stay in the file and are read with their row.
///
/// ```swift
/// let train = try CSVTable("train.csv", options: TableOptions(targets: ["species"]))
/// let test = try train.applying(to: "test.csv")     // same types, categories and fills
/// train.classNames                                   // ["setosa", "versicolor", "virginica"]
/// ```
///
/// A sample is a row: the vector `x`, or an input for each column (``FeatureLayout``), then texts,
/// then targets. A target of categories is an int32 label of shape `[]`, as is one of truth values
/// and one whose values are exactly the whole numbers 0 … k − 1; other targets are float32 `[1]`.
/// To have labels of other whole numbers, give the target the type `.categorical`.
///
/// A column is categorical if it holds at most 1000 different texts of at most 64 bytes, and either
/// at most 20 or fewer than half as many as there are rows; otherwise it is text. A column of numbers
/// with some texts among them is an error that names the first, unless at least a tenth of its
/// values are texts, or its type is given.
public struct CSVTable: SampleSource {
  /// The file.
  public let path: String
  /// The columns with their types, vocabularies and fills.
  public let schema: TableSchema
  /// The rows left out because a value was missing.
  public let droppedRows: Int
  public let count: Int
  public let features: [FeatureSpec]

  let format: CSVFormat
  let memoryLimit: Int
  /// How values come of cells, for each column.
  let data: [ColumnData]
  let cells: TableCells
  /// How the features are made of cells, for each.
  let writers: [FeatureWriter]

  /// Reads a file and finds out its columns.
  ///
  /// - Parameters:
  ///   - path: The file, plain or gzip.
  ///   - format: How bytes become fields.
  ///   - options: What columns are for.
  /// - Throws: `.data` that names line and column for whatever is wrong with the file, `.usage` if
  ///   the options name a column that isn't there.
  public init(
    _ path: String, format: CSVFormat = CSVFormat(), options: TableOptions = TableOptions()
  ) throws(HoneError) {
    let reader = TableReader(
      path: path, format: format, options: options, fitted: nil, allowsNoTargets: false)
    self.init(path, format, options.memoryLimit, try reader.read())
  }

  /// Reads a file as an earlier one was: with the same types, vocabularies and fills.
  ///
  /// - Parameters:
  ///   - path: The file, plain or gzip.
  ///   - schema: The columns of the earlier file. They are found by name, in any order; others are
  ///     not looked at.
  ///   - format: How bytes become fields.
  ///   - requiresTargets: Whether a file without the targets is an error; false for predicting.
  ///   - memoryLimit: As ``TableOptions/memoryLimit``.
  /// - Throws: `.data` that names line and column for whatever is wrong with the file, and for a
  ///   label or a category that the earlier one didn't have.
  public init(
    _ path: String, fittedTo schema: TableSchema, format: CSVFormat = CSVFormat(),
    requiresTargets: Bool = true, memoryLimit: Int = TableOptions.defaultMemoryLimit
  ) throws(HoneError) {
    let reader = TableReader(
      path: path, format: format, options: TableOptions(memoryLimit: memoryLimit), fitted: schema,
      allowsNoTargets: !requiresTargets)
    self.init(path, format, memoryLimit, try reader.read())
  }

  /// Another file of the same kind, such as the validation or test part: the same format, types,
  /// vocabularies and fills.
  ///
  /// - Throws: as ``init(_:fittedTo:format:requiresTargets:memoryLimit:)``.
  public func applying(
    to path: String, requiresTargets: Bool = true
  ) throws(HoneError) -> CSVTable {
    try CSVTable(
      path, fittedTo: schema, format: format, requiresTargets: requiresTargets,
      memoryLimit: memoryLimit)
  }

  private init(
    _ path: String, _ format: CSVFormat, _ memoryLimit: Int, _ result: TableReader.Result
  ) {
    self.path = path
    self.format = format
    self.memoryLimit = memoryLimit
    schema = result.schema
    data = result.data
    cells = result.cells
    droppedRows = result.droppedRows
    count = result.cells.count
    writers = result.schema.parts.map { FeatureWriter($0, of: result.schema, result.data) }
    features = result.schema.features
  }

  public var classNames: [String]? { schema.classNames }

  public var classLabels: [Int]? {
    let targets = schema.columns.indices.filter { schema.columns[$0].role == .target }
    guard targets.count == 1, schema.columns[targets[0]].isIndex else { return nil }
    let data = data[targets[0]]
    var labels: [Int] = []
    labels.reserveCapacity(count)
    // A temporary file that can't be read any more fails the next time that samples are read.
    try? cells.forEachPiece(of: 0..<count) { cells, rows in
      for row in 0..<rows.count {
        labels.append(Int(data.index(cells + row * self.cells.width, first: 0)))
      }
    }
    return labels.count == count ? labels : nil
  }

  /// The file and the line of a row.
  public func name(of index: Int) -> String {
    var line: UInt32?
    let last = cells.width - 1
    try? cells.forEachPiece(of: index..<index + 1) { cells, _ in line = cells[last] }
    return line.map { "\(path):\($0)" } ?? "\(path), row \(index + 1)"
  }
}
