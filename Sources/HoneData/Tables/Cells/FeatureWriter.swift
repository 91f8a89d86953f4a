internal import HoneCore

/// How a feature is made of the cells of a row.
enum FeatureWriter: Sendable {
  /// Columns side by side, `width` numbers.
  case vector([VectorColumn], width: Int)
  case number(ColumnData)
  /// Labels, or categories from `first` on.
  case index(ColumnData, first: Int32)
  case text(TextColumn)

  /// A column as a part of vectors.
  struct VectorColumn: Sendable {
    let data: ColumnData
    /// Where its numbers begin.
    let place: Int
    /// The index of the first category.
    let first: Int32
    /// How many numbers it takes, of which one is 1; nil for the one number that it is.
    let categories: Int?
  }

  init(_ part: TableSchema.Part, of schema: TableSchema, _ data: [ColumnData]) {
    let first = Int32(schema.firstCategory)
    switch part {
    case .vector(let columns):
      var parts: [VectorColumn] = []
      var place = 0
      for index in columns {
        let column = schema.columns[index]
        let isOneHot = column.type == .categorical && schema.categories == .oneHot
        let width = schema.width(of: column)
        parts.append(
          VectorColumn(
            data: data[index], place: place, first: first, categories: isOneHot ? width : nil))
        place += width
      }
      self = .vector(parts, width: place)
    case .column(let index):
      let column = schema.columns[index]
      if case .texts(let texts) = data[index] {
        self = .text(texts)
      } else if column.isIndex {
        self = .index(data[index], first: column.role == .input ? first : 0)
      } else {
        self = .number(data[index])
      }
    }
  }

  /// Writes the feature of rows that lie together; nothing for texts.
  ///
  /// - Parameters:
  ///   - cells: The rows' cells, `width` each.
  ///   - count: The number of rows.
  ///   - memory: Where the feature's values go, one row's after the other's.
  @inline(never)  // Inlined into a loop over features, the optimizer of Swift 6.3 fails.
  func write(
    _ cells: UnsafePointer<UInt32>, width: Int, count: Int,
    to memory: UnsafeMutableRawBufferPointer
  ) {
    guard let start = memory.baseAddress else { return }
    switch self {
    case .vector(let columns, let stride):
      let numbers = start.assumingMemoryBound(to: Float.self)
      for column in columns {
        column.write(cells, width: width, count: count, to: numbers, stride: stride)
      }
    case .number(let data):
      let numbers = start.assumingMemoryBound(to: Float.self)
      for row in 0..<count { numbers[row] = data.number(cells + row * width, first: 0) }
    case .index(let data, let first):
      let indices = start.assumingMemoryBound(to: Int32.self)
      for row in 0..<count { indices[row] = data.index(cells + row * width, first: first) }
    case .text: break
    }
  }
}

extension FeatureWriter.VectorColumn {
  @inline(__always)
  fileprivate func write(
    _ cells: UnsafePointer<UInt32>, width: Int, count: Int,
    to numbers: UnsafeMutablePointer<Float>, stride: Int
  ) {
    guard let categories else {
      for row in 0..<count {
        numbers[row * stride + place] = data.number(cells + row * width, first: first)
      }
      return
    }
    for row in 0..<count {
      let index = Int(data.index(cells + row * width, first: first))
      let numbers = numbers + row * stride + place
      for category in 0..<categories { numbers[category] = category == index ? 1 : 0 }
    }
  }
}
