#if CommandLineTool
  internal import Hone
  internal import HoneCore
  internal import HoneTrain

  /// Tables in files of comma- or tab-separated values.
  ///
  /// The test file is read with the types, categories and fills of the training file.
  struct CSVSource: DataSource {
    static let schema = Schema(
      .dataset, "csv", summary: "tables of comma- or tab-separated values",
      fields: FileParts.fields("the table") + [
        FileParts.targets,
        Field("features", .strings, default: .null, "the columns to predict from; null: the rest"),
        Field("ignoring", .strings, default: .array([]), "columns that aren't used"),
        Field(
          "types", .any, default: .object([]),
          "types of columns by name: int, double, bool, categorical, text; the rest is inferred"),
        Field(
          "missing", .choice(["error", "mean", "median", "mostFrequent", "constant", "dropRow"]),
          default: "error", "what becomes of missing values"),
        Field("fill", .any, default: .null, "the constant that replaces missing values"),
        Field(
          "layout", .choice(FeatureLayout.allCases.map(\.rawValue)), default: "vector",
          "vector: one input x; named: an input for each column"),
        Field(
          "categories", .choice(CategoryLayout.allCases.map(\.rawValue)), default: "oneHot",
          "how a category becomes a part of x"),
        Field(
          "unknown", .choice(UnknownCategories.allCases.map(\.rawValue)), default: "error",
          "what becomes of categories that the training table lacks; index: they have index 0"),
        Field("delimiter", .string, default: .null, "what stands between fields; null: found out"),
        Field("header", .bool, default: .null, "whether the first line has the columns' names"),
      ])

    private let parts: FileParts
    private let options: TableOptions
    private let format: CSVFormat
    private let given: [String: ConfigurationValue]
    private let fitted = FittedTable()

    init(_ fields: Fields) throws(HoneError) {
      parts = try FileParts(fields)
      var options = TableOptions(targets: try fields.strings("targets"))
      options.features = fields.has("features") ? try fields.strings("features") : nil
      options.ignoring = try fields.strings("ignoring")
      options.layout = try fields.choice("layout")
      options.categories = try fields.choice("categories")
      options.unknown = try fields.choice("unknown")
      for member in fields.value("types").members {
        guard let type = ColumnType(rawValue: try member.value.string(at: "types.\(member.key)"))
        else {
          throw member.value.mismatch(
            "one of " + ColumnType.allCases.map(\.rawValue).joined(separator: ", "),
            at: "types.\(member.key)")
        }
        options.types[member.key] = type
      }
      options.missing = try Self.missing(fields)
      self.options = options
      var format = CSVFormat()
      if let delimiter = try fields.optionalString("delimiter") {
        let mark = delimiter == "\\t" ? "\t" : delimiter
        guard mark.count == 1, let character = mark.first else {
          throw fields.value("delimiter").mismatch("one character", at: "delimiter")
        }
        format.delimiter = character
      }
      format.header = fields.has("header") ? try fields.bool("header") : nil
      self.format = format
      given = Dictionary(
        uniqueKeysWithValues: Self.schema.fields.map { ($0.key, fields.value($0.key)) })
    }

    private static func missing(_ fields: Fields) throws(HoneError) -> MissingValues {
      switch try fields.string("missing") {
      case "mean": return .mean
      case "median": return .median
      case "mostFrequent": return .mostFrequent
      case "dropRow": return .dropRow
      case "constant":
        let fill = fields.value("fill")
        if case .string(let text) = fill.kind { return .constant(text) }
        if fill.isNull {
          throw fill.mismatch("the constant that replaces missing values", at: "fill")
        }
        return .constant(fill.description)
      default: return .error
      }
    }

    var fields: [String: ConfigurationValue] { given }
    var limit: Int? { parts.limit }

    func read(_ part: DataPart) throws(HoneError) -> RawData? {
      guard let path = parts.path(part) else { return nil }
      let train = try trainingTable()
      let table = part == .train ? train : try train.applying(to: path)
      if table.droppedRows > 0 {
        Console.error("hone: \(path): \(table.droppedRows) rows with missing values are left out")
      }
      return try table.rawData()
    }

    /// The columns of the training table: their types, categories and fills.
    ///
    /// - Throws: `.data` if the table can't be read.
    func schema() throws(HoneError) -> TableSchema { try trainingTable().schema }

    /// A table to predict from: columns as in the training table, with or without the targets.
    ///
    /// - Throws: `.data` if it lacks a column, or a value isn't of its column's type.
    func rows(of path: String, _ schema: TableSchema) throws(HoneError) -> CSVTable {
      var schema = schema
      schema.columns.removeAll { $0.role == .target }
      return try CSVTable(path, fittedTo: schema, format: format, requiresTargets: false)
    }

    private func trainingTable() throws(HoneError) -> CSVTable {
      try fitted.table { () throws(HoneError) in
        try CSVTable(parts.train, format: format, options: options)
      }
    }
  }

  extension CSVTable {
    /// The rows as arrays or read when needed, or one at a time where texts stay in the file.
    func rawData() throws(HoneError) -> RawData {
      let hasText = features.contains { $0.kind == .text }
      return hasText ? .source(self) : .dataset(try rows())
    }
  }

  /// The training table, read once for both parts.
  private final class FittedTable: @unchecked Sendable {
    private let monitor = Monitor()
    private var known: CSVTable?

    func table(_ read: () throws(HoneError) -> CSVTable) throws(HoneError) -> CSVTable {
      try monitor.withLock { () throws(HoneError) in
        if let known { return known }
        let table = try read()
        known = table
        return table
      }
    }
  }
#endif
