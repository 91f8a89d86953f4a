public import HoneCore

extension CSVTable {
  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    for (feature, part) in parts.enumerated() {
      switch part {
      case .vector(let columns):
        guard case .tensor(let shape, let dtype) = features[feature].kind else { continue }
        sample.withTensor(feature, shape: shape, dtype: dtype) { memory in
          var place = memory.assumingMemoryBound(to: Float.self)[...]
          for column in columns { append(column, row: index, to: &place) }
        }
      case .column(let column):
        if case .texts(let texts) = data[column] {
          sample.set(feature, .text(try texts.text(index)))
        } else if case .tensor(let shape, let dtype) = features[feature].kind {
          sample.withTensor(feature, shape: shape, dtype: dtype) { memory in
            write(column, row: index, to: memory)
          }
        }
      }
    }
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
      let width = field.shape.count
      let tensor = HostTensor(
        shape: Shape([count] + field.shape.dimensions), dtype: field.dtype
      ) { memory in
        switch part {
        case .vector(let columns):
          let rows = memory.assumingMemoryBound(to: Float.self)
          var place = 0
          for column in columns {
            fill(column, into: rows, from: place, stride: width)
            place += schema.width(of: schema.columns[column])
          }
        case .column(let column):
          let size = field.byteCount
          for row in 0..<count {
            write(
              column, row: row,
              to: UnsafeMutableRawBufferPointer(rebasing: memory[row * size..<(row + 1) * size]))
          }
        }
      }
      fields.append((field, tensor))
    }
    return try ArrayDataset(fields, classNames: classNames)
  }

  // One row.

  private func append(
    _ column: Int, row: Int, to place: inout Slice<UnsafeMutableBufferPointer<Float>>
  ) {
    let start = place.startIndex
    switch data[column] {
    case .numbers(let values): place[start] = values[row]
    case .indices(let codes):
      let code = Int(codes[row]) + schema.firstCategory
      let width = schema.width(of: schema.columns[column])
      if schema.categories == .index {
        place[start] = Float(code)
      } else {
        for offset in 0..<width { place[start + offset] = offset == code ? 1 : 0 }
        place = place[(start + width)...]
        return
      }
    case .texts: return
    }
    place = place[(start + 1)...]
  }

  private func write(_ column: Int, row: Int, to memory: UnsafeMutableRawBufferPointer) {
    switch data[column] {
    case .numbers(let values): memory.storeBytes(of: values[row], as: Float.self)
    case .indices(let codes):
      let isFeature = schema.columns[column].role == .input
      let code = codes[row] + Int32(isFeature ? schema.firstCategory : 0)
      memory.storeBytes(of: code, as: Int32.self)
    case .texts: break
    }
  }

  // All rows.

  private func fill(
    _ column: Int, into rows: UnsafeMutableBufferPointer<Float>, from start: Int, stride: Int
  ) {
    switch data[column] {
    case .numbers(let values):
      for row in 0..<count { rows[row * stride + start] = values[row] }
    case .indices(let codes):
      let first = schema.firstCategory
      let isIndex = schema.categories == .index
      for row in 0..<count {
        let code = Int(codes[row]) + first
        if isIndex {
          rows[row * stride + start] = Float(code)
        } else {
          rows[row * stride + start + code] = 1
        }
      }
    case .texts: break
    }
  }
}
