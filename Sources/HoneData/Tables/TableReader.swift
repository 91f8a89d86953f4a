internal import HoneCore

/// Reads a whole file into columns: once, or again where a column turns out to be words.
struct TableReader {
  let path: String
  let format: CSVFormat
  let options: TableOptions
  /// The table to read the file as; nil to find out its columns.
  let fitted: TableSchema?
  /// Whether the targets may be missing from the file, as when predicting.
  let allowsNoTargets: Bool

  /// What was read.
  struct Result {
    var schema: TableSchema
    var data: [ColumnData]
    /// The values, and in the last place of each row its line in the file.
    var cells: TableCells
    var droppedRows: Int
  }

  func read() throws(HoneError) -> Result {
    var words: Set<String> = []
    while true {
      let scanner = try CSVScanner(path, format: format)
      let header = try TableHeader(scanner, format: format)
      let columns = try columns(header, words: words)
      let cells = CellWriter(
        width: columns.count { $0.type != .text } + 1, memoryLimit: options.memoryLimit, path: path)
      let builders = try makeBuilders(columns, cells, scanner)
      let dropped = try readRows(scanner, header, builders, cells)
      var isMixed = false
      for builder in builders.map(\.builder) {
        if try builder.mustBeReadAsWords(path: path) {
          words.insert(builder.name)
          isMixed = true
        }
      }
      if !isMixed { return try finish(builders.map(\.builder), cells.finish(), dropped) }
    }
  }

  private typealias Placed = (field: Int, builder: ColumnBuilder)

  private func readRows(
    _ scanner: CSVScanner, _ header: TableHeader, _ builders: [Placed], _ cells: CellWriter
  ) throws(HoneError) -> Int {
    let width = header.names.count
    let dropping = builders.filter { $0.builder.policy == .dropRow }
    let line = cells.width - 1
    var dropped = 0
    var hasRecord = true
    if header.isInFile { hasRecord = try scanner.next() }
    while hasRecord {
      guard scanner.fieldCount == width else { throw raggedRow(scanner, width) }
      if dropping.contains(where: { $0.builder.isMissing(scanner, $0.field) }) {
        dropped += 1
      } else {
        for index in builders.indices {
          try builders[index].builder.append(scanner, builders[index].field)
        }
        cells.row[line] = UInt32(clamping: scanner.line)
        try cells.endRow()
      }
      hasRecord = try scanner.next()
    }
    if cells.count == 0 {
      throw HoneError(
        .data, path: path, operation: "CSV", wanted: "at least one row",
        received: dropped > 0 ? "\(dropped) rows with missing values" : "none")
    }
    return dropped
  }

  private func finish(
    _ builders: [ColumnBuilder], _ cells: TableCells, _ dropped: Int
  ) throws(HoneError) -> Result {
    var columns: [TableColumn] = []
    var data: [ColumnData] = []
    for builder in builders {
      let (column, values) = try builder.finish(cells, path: path)
      columns.append(column)
      data.append(values)
    }
    var schema =
      fitted
      ?? TableSchema(
        columns: [], layout: options.layout, categories: options.categories,
        unknown: options.unknown)
    schema.columns = columns
    return Result(schema: schema, data: data, cells: cells, droppedRows: dropped)
  }

  // Columns.

  /// A column that is used, before its values are known.
  private struct Column {
    var field: Int
    var name: String
    var role: FieldSpec.Role
    var policy: MissingValues
    /// The type that was given.
    var type: ColumnType?
    var fitted: TableColumn?
    var startsAsWords = false
  }

  private func makeBuilders(
    _ columns: [Column], _ cells: CellWriter, _ scanner: CSVScanner
  ) throws(HoneError) -> [Placed] {
    let marks = MissingMarks(format.missing)
    let file = scanner.isCompressed ? nil : try FileReader(path, kind: .data)
    var cell = 0
    return columns.map { column in
      defer { if column.type != .text { cell += 1 } }
      let builder = ColumnBuilder(
        name: column.name, role: column.role, policy: column.policy, declared: column.type,
        fitted: column.fitted, startsAsWords: column.startsAsWords, marks: marks,
        unknown: fitted?.unknown ?? options.unknown, cells: cells, cell: cell, file: file)
      return (column.field, builder)
    }
  }

  private func columns(
    _ header: TableHeader, words: Set<String>
  ) throws(HoneError) -> [Column] {
    if let fitted { return try place(fitted, header) }
    try requireNames(header)
    var columns: [Column] = []
    for (field, name) in header.names.enumerated() {
      let isTarget = options.targets.contains(name)
      if !isTarget, options.ignoring.contains(name) { continue }
      if !isTarget, let features = options.features, !features.contains(name) { continue }
      columns.append(
        Column(
          field: field, name: name, role: isTarget ? .target : .input,
          policy: options.missingByColumn[name] ?? options.missing, type: options.types[name],
          startsAsWords: words.contains(name)))
    }
    return columns
  }

  private func place(
    _ fitted: TableSchema, _ header: TableHeader
  ) throws(HoneError) -> [Column] {
    var columns: [Column] = []
    for column in fitted.columns {
      guard let field = header.names.firstIndex(of: column.name) else {
        if column.role == .target, allowsNoTargets { continue }
        throw HoneError(
          .data, path: path, operation: "CSV",
          wanted: "the column \"\(column.name)\", which the table was fitted with",
          received: header.list,
          help: NearestKey.help(for: column.name, among: header.names))
      }
      columns.append(
        Column(
          field: field, name: column.name, role: column.role, policy: column.missing,
          type: column.type, fitted: column))
    }
    return columns
  }

  private func requireNames(_ header: TableHeader) throws(HoneError) {
    let named =
      options.targets + (options.features ?? []) + options.ignoring + options.types.keys.sorted()
      + options.missingByColumn.keys.sorted()
    for name in named where !header.names.contains(name) {
      throw HoneError(
        .usage, path: path, operation: "columns", wanted: "among " + header.list,
        received: "\"\(name)\"", help: NearestKey.help(for: name, among: header.names))
    }
  }

  private func raggedRow(_ scanner: CSVScanner, _ width: Int) -> HoneError {
    scanner.failure(
      "\(width) fields, as the first line has", received: "\(scanner.fieldCount)",
      at: scanner.location(width),
      help: "a field that holds a delimiter stands between double quotes")
  }
}

/// The columns' names.
struct TableHeader {
  let names: [String]
  /// Whether the file begins with them, so that the scanner stands on them and not on a row.
  let isInFile: Bool

  /// Reads the first record of a file.
  ///
  /// - Throws: `.data` if there is none, a name is there twice, or the names are numbers.
  init(_ scanner: CSVScanner, format: CSVFormat) throws(HoneError) {
    guard try scanner.next() else {
      throw HoneError(
        .data, path: scanner.path, operation: "CSV", wanted: "a header and rows",
        received: "an empty file")
    }
    let fields = 0..<scanner.fieldCount
    isInFile = format.header ?? true
    guard isInFile else {
      if let given = format.names, given.count != fields.count {
        throw scanner.failure(
          "\(given.count) fields, as names are given", received: "\(fields.count)",
          at: scanner.location(0), help: "give a name for each field")
      }
      names = format.names ?? fields.map { "column\($0 + 1)" }
      return
    }
    if format.header == nil {
      let numbers = fields.count { DecimalNumber.parse(scanner.bytes($0)) != nil }
      if 2 * numbers > fields.count {
        throw scanner.failure(
          "the columns' names in the first line", received: "\(numbers) numbers",
          at: scanner.location(0),
          help: "say header: false if the file has no names, header: true if these are names")
      }
    }
    var names: [String] = []
    var seen: Set<String> = []
    for field in fields {
      let text = scanner.text(field)
      let name = text.isEmpty ? "column\(field + 1)" : text
      guard seen.insert(name).inserted else {
        throw scanner.failure(
          "a name for each column", received: "\"\(name)\" twice", at: scanner.location(field),
          help: "rename one of the two")
      }
      names.append(name)
    }
    self.names = names
  }

  /// The names for messages.
  var list: String {
    names.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ") + (names.count > 20 ? " …" : "")
  }
}
