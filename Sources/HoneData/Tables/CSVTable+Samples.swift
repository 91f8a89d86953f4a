public import HoneCore

extension CSVTable {
  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    try cells.forEachPiece(of: index..<index + 1) { cells, _ in
      for (feature, part) in parts.enumerated() {
        guard case .tensor(let shape, let dtype) = features[feature].kind else { continue }
        sample.withTensor(feature, shape: shape, dtype: dtype) { memory in
          write(part, cells, count: 1, to: memory)
        }
      }
    }
    for (feature, part) in parts.enumerated() {
      if case .column(let column) = part, case .texts(let texts) = data[column] {
        sample.set(feature, .text(try texts.text(index)))
      }
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
    for (feature, part) in Swift.zip(features, parts) {
      guard let field = feature.field else { continue }
      let tensor = try HostTensor(
        shape: Shape([count] + field.shape.dimensions), dtype: field.dtype
      ) { memory throws(HoneError) in
        try cells.forEachPiece(of: 0..<count) { cells, rows in
          write(
            part, cells, count: rows.count,
            to: UnsafeMutableRawBufferPointer(
              rebasing: memory[(rows.lowerBound * field.byteCount)...]))
        }
      }
      fields.append((field, tensor))
    }
    return try ArrayDataset(fields, classNames: classNames)
  }

  /// Writes a feature of rows that lie together.
  ///
  /// - Parameters:
  ///   - cells: The rows' cells.
  ///   - count: The number of rows.
  ///   - memory: Where the feature's values go, one row's after the other's.
  func write(
    _ part: TableSchema.Part, _ cells: UnsafePointer<UInt32>, count: Int,
    to memory: UnsafeMutableRawBufferPointer
  ) {
    switch part {
    case .vector(let columns):
      guard let numbers = memory.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      let width = columns.reduce(0) { $0 + schema.width(of: schema.columns[$1]) }
      var place = 0
      for column in columns {
        write(column, cells, count: count, to: numbers + place, stride: width)
        place += schema.width(of: schema.columns[column])
      }
    case .column(let column):
      guard let start = memory.baseAddress else { return }
      let (data, width) = (data[column], self.cells.width)
      if schema.columns[column].isIndex {
        let isFeature = schema.columns[column].role == .input
        let first = Int32(isFeature ? schema.firstCategory : 0)
        let indices = start.assumingMemoryBound(to: Int32.self)
        for row in 0..<count { indices[row] = data.index(cells + row * width, first: first) }
      } else {
        write(
          column, cells, count: count, to: start.assumingMemoryBound(to: Float.self), stride: 1)
      }
    }
  }

  /// Writes a column as a part of vectors, which are `stride` numbers long.
  private func write(
    _ column: Int, _ cells: UnsafePointer<UInt32>, count: Int,
    to numbers: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let (data, width) = (data[column], self.cells.width)
    let first = Int32(schema.firstCategory)
    guard schema.columns[column].type == .categorical, schema.categories == .oneHot else {
      for row in 0..<count {
        numbers[row * stride] = data.number(cells + row * width, first: first)
      }
      return
    }
    let categories = schema.width(of: schema.columns[column])
    for row in 0..<count {
      let index = Int(data.index(cells + row * width, first: first))
      let place = numbers + row * stride
      for category in 0..<categories { place[category] = category == index ? 1 : 0 }
    }
  }
}
