public import HoneCore

extension CSVTable {
  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let width = cells.width
    try cells.forEachPiece(of: index..<index + 1) { cells, _ in
      for feature in features.indices {
        guard case .tensor(let shape, let dtype) = features[feature].kind else { continue }
        sample.withTensor(feature, shape: shape, dtype: dtype) { memory in
          writers[feature].write(cells, width: width, count: 1, to: memory)
        }
      }
    }
    for (feature, writer) in writers.enumerated() {
      if case .text(let texts) = writer { sample.set(feature, .text(try texts.text(index))) }
    }
  }

  /// The rows as a trainer takes them, if no column is text: as arrays in memory where they fit into
  /// the table's limit (``TableOptions/memoryLimit``), and else read as batches are made. The
  /// numbers are the same.
  ///
  /// - Throws: `.data` if a column is text.
  public func rows() throws(HoneError) -> any Dataset {
    let fields = features.compactMap(\.field)
    let byteCount = count * fields.reduce(0) { $0 + $1.byteCount }
    if byteCount <= memoryLimit || fields.count < features.count { return try arrays() }
    return TableDataset(table: self, fields: fields)
  }

  /// All rows as tensors in memory, if no column is text: the fastest way to train on a table that
  /// fits.
  ///
  /// - Throws: `.data` if a column is text.
  public func arrays() throws(HoneError) -> ArrayDataset {
    if let text = features.first(where: { $0.kind == .text }) {
      throw HoneError(
        .data, path: path, operation: "arrays", wanted: "columns of numbers and categories",
        received: "the text column \"\(text.name)\"",
        help: "ignore the column, or make tokens of it in a pipeline")
    }
    var fields: [(FieldSpec, HostTensor)] = []
    for (feature, writer) in Swift.zip(features, writers) {
      guard let field = feature.field else { continue }
      let tensor = try HostTensor(
        shape: Shape([count] + field.shape.dimensions), dtype: field.dtype
      ) { memory throws(HoneError) in
        try cells.forEachPiece(of: 0..<count) { cells, rows in
          writer.write(
            cells, width: self.cells.width, count: rows.count,
            to: UnsafeMutableRawBufferPointer(
              rebasing: memory[(rows.lowerBound * field.byteCount)...]))
        }
      }
      fields.append((field, tensor))
    }
    return try ArrayDataset(fields, classNames: classNames)
  }
}
