#if CommandLineTool
  internal import Foundation
  internal import Hone
  internal import HoneTrain

  /// Tables as samples of a model that was trained on a table: the same columns, found by name.
  struct TableFiles {
    private let source: CSVSource
    private let schema: TableSchema

    /// The tables of a run; nil if it was trained on something else, or takes the arguments as texts.
    ///
    /// - Throws: `.file` if the run's description of its columns is damaged; `.data` if there is none
    ///   and the training table can't be read.
    init?(_ files: [String], for folder: RunFolder) throws(HoneError) {
      guard folder.hasConfiguration, let source = try folder.configuration().data as? CSVSource
      else { return nil }
      if let kept = try folder.tableSchema() {
        schema = kept
      } else {
        schema = try source.schema()
      }
      let takesText = schema.features.contains { $0.role == .input && $0.kind == .text }
      if takesText, !files.allSatisfy(Self.isNamedAsTable) { return nil }
      self.source = source
    }

    /// The rows of a file.
    ///
    /// - Parameter limit: the most rows, from the first on; nil for all.
    /// - Throws: `.data` if the file lacks a column, or a value isn't of its column's type.
    func rows(
      of file: String, limit: Int?
    ) throws(HoneError) -> (names: [String], data: RawData) {
      let table = try source.rows(of: file, schema)
      if table.droppedRows > 0 {
        Console.error("hone: \(file): \(table.droppedRows) rows with missing values are left out")
      }
      let count = min(table.count, limit ?? table.count)
      let data = try table.rawData()
      return (
        (0..<count).map { table.name(of: $0) },
        count < table.count ? try data.selecting(Array(0..<count)) : data
      )
    }

    private static func isNamedAsTable(_ file: String) -> Bool {
      let name = file.lowercased()
      return [".csv", ".tsv", ".csv.gz", ".tsv.gz"].contains { name.hasSuffix($0) }
    }
  }

  extension RunFolder {
    private var tableFile: String { path + "/table.json" }

    /// Keeps the columns of a run's training table, so that predicting doesn't need the table.
    ///
    /// - Throws: `.file` if the folder can't be written.
    func writeTable(_ schema: TableSchema) throws(HoneError) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let text: String
      do {
        text = String(decoding: try encoder.encode(schema), as: UTF8.self)
      } catch {
        throw HoneError(.file, path: tableFile, operation: "write", message: "\(error)")
      }
      try AtomicFile.write(text + "\n", to: tableFile)
    }

    /// The columns of the training table; nil where they weren't kept.
    ///
    /// - Throws: `.file` if they are damaged.
    fileprivate func tableSchema() throws(HoneError) -> TableSchema? {
      guard FileSystem.exists(tableFile) else { return nil }
      let file = try FileReader(tableFile)
      let bytes = try file.bytes(0..<file.byteCount)
      do {
        return try JSONDecoder().decode(TableSchema.self, from: Data(bytes))
      } catch {
        throw HoneError(
          .file, path: tableFile, operation: "read", wanted: "the columns of the training table",
          received: "\(error)".prefix(200).description,
          help: "delete the file: the training table is read instead")
      }
    }
  }
#endif
